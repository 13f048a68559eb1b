"""Names every language and sign that no font of this machine can draw."""

from django.core.management import BaseCommand, CommandError

from pep_portal.fonts import WRITTEN, missing_letters


class Command(BaseCommand):
    help = "Checks that this machine has fonts for the languages and signs that are written in plans."
    requires_system_checks = ()

    def handle(self, **options):
        try:
            lacking = missing_letters()
        except FileNotFoundError:
            raise CommandError("fc-list is not installed: install fontconfig, then try again.") from None
        if lacking:
            lines = "\n".join(f"  - {name}: {letters}" for name, letters in lacking.items())
            raise CommandError(f"No font on this machine draws these, so a PDF would show empty boxes:\n{lines}")
        self.stdout.write(f"Fonts for all {len(WRITTEN)} groups of letters and signs are installed.")

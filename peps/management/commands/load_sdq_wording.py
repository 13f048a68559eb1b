import csv
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import audit
from peps.models import SdqWording
from peps.sdq.scores import ITEMS

LONGEST = 300
BY = audit.System("operator")


class Command(BaseCommand):
    help = "Loads the words of the SDQ's items from a CSV file (number,text), for an authority that holds a licence."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--licence", required=True, help="under which licence the words are shown")

    @transaction.atomic
    def handle(self, *args, **options):
        words = _read(options["file"])
        SdqWording.objects.all().delete()
        SdqWording.objects.bulk_create(
            SdqWording(number=number, text=text, licence=options["licence"][:LONGEST]) for number, text in words.items()
        )
        audit.record("sdq_wording.loaded", by=BY, licence=options["licence"][:LONGEST])
        self.stdout.write(f"{len(words)} items are loaded. The grid of item numbers shows their words from now on.")


def _read(path: Path) -> dict[int, str]:
    """Raises CommandError unless the file has the 25 items, each once and with words."""
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise CommandError(f"{path.name} cannot be read as a CSV file in UTF-8.") from problem
    words = {
        int(row[0]): row[1].strip()[:LONGEST]
        for row in rows
        if len(row) > 1 and row[0].strip().isdecimal() and row[1].strip()
    }
    lacking = sorted(set(ITEMS) - set(words))
    if lacking or set(words) - set(ITEMS):
        raise CommandError(
            "The file must have the items 1 to 25, one on each line as number,text."
            + (f" Not found: {', '.join(map(str, lacking))}." if lacking else "")
        )
    return words

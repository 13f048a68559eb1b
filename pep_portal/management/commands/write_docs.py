from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from pep_portal.written_docs import PAGES


class Command(BaseCommand):
    help = "Write the pages of docs/ that are made from the code."

    def handle(self, *args, **options):
        for name, page in PAGES.items():
            Path(settings.BASE_DIR, "docs", name).write_text(page(), encoding="utf-8")
            self.stdout.write(f"docs/{name}")

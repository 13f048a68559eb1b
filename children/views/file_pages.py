"""The pages about files as one row of links."""

from typing import Any

from accounts.access import Action
from accounts.page_links import Page, page_links

PAGES: tuple[Page, ...] = (
    ("What came in", "imports:imports", Action.READ_IMPORTS),
    ("Rows to check", "imports:missing_rows", Action.READ_IMPORTS),
    ("Bring files in", "imports:upload", Action.BRING_FILES_IN),
    ("Collecting figures", "children:collect", Action.COLLECT_FIGURES),
    ("Two records of one child", "records:merge", Action.MERGE_RECORDS),
    ("Which files", "imports:described", Action.READ_IMPORTS),
)


def import_pages(person: Any, active: str) -> list[dict]:
    return page_links(PAGES, person, active)

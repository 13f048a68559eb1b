"""The pages about files as one row of links, each for those who may open it."""

from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action

PAGES: tuple[tuple[str, str, Action], ...] = (
    ("What came in", "children:imports", Action.READ_IMPORTS),
    ("Bring files in", "children:upload", Action.BRING_FILES_IN),
    ("Collecting figures", "children:collect", Action.COLLECT_FIGURES),
    ("Two records of one child", "records:merge", Action.MERGE_RECORDS),
    ("Which files", "children:described", Action.READ_IMPORTS),
)


def import_pages(person: Any, active: str) -> list[dict]:
    """For components/sub_navigation.html; empty where there is only one page to go to."""
    pages = [
        {"text": text, "href": reverse(name), "active": name == active}
        for text, name, action in PAGES
        if access.may(person, action)
    ]
    return pages if len(pages) > 1 else []

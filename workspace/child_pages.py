"""The pages about children as one row of links, each for those who may open it."""

from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action

PAGES: tuple[tuple[str, str, Action], ...] = (
    ("All children", "workspace:children", Action.LIST_CHILDREN),
    ("What changed", "workspace:changes", Action.READ_CHANGES),
    ("Not in full-time education", "workspace:register", Action.READ_CHILD),
    ("Our pupils", "workspace:school", Action.CONFIRM_SCHOOL_PEOPLE),
    ("Planned moves", "workspace:moves", Action.PLAN_MOVE),
)


def child_pages(person: Any, active: str) -> list[dict]:
    """For components/sub_navigation.html; empty where there is only one page to go to."""
    pages = [
        {"text": text, "href": reverse(name), "active": name == active}
        for text, name, action in PAGES
        if access.may(person, action)
    ]
    return pages if len(pages) > 1 else []

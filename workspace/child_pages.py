"""The pages about children as one row of links."""

from typing import Any

from accounts.access import Action
from accounts.page_links import Page, page_links

PAGES: tuple[Page, ...] = (
    ("All children", "workspace:children", Action.LIST_CHILDREN),
    ("What changed", "workspace:changes", Action.READ_CHANGES),
    ("Not in full-time education", "workspace:register", Action.READ_CHILD),
    ("Our pupils", "workspace:school", Action.CONFIRM_SCHOOL_PEOPLE),
    ("Planned moves", "workspace:moves", Action.PLAN_MOVE),
)


def child_pages(person: Any, active: str) -> list[dict]:
    return page_links(PAGES, person, active)

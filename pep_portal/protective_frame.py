"""Whom a page is about, and what protects the child: shown on every such page, so that no page can forget it."""

from functools import partial
from typing import Any

from django.utils.functional import SimpleLazyObject

from children.models import Child
from children.protection import protective_facts
from children.protection.adulthood import adult_notice

LEADS_TO_A_CHILD = ("child", "pep", "section", "summary", "move", "closing", "review", "plan", "asked")
"""What a view may have loaded; each but the first knows its child, or the plan that does."""


def protective_frame(request):
    """Asked only by a page that is drawn whole: a form or a mail costs nothing."""
    return {
        "protective_warnings": SimpleLazyObject(partial(_warnings, request)),
        "adult_notice": SimpleLazyObject(partial(_adult_notice, request)),
        "about_plan": SimpleLazyObject(partial(_about, request, "pep")),
        "about_child": SimpleLazyObject(partial(_about, request, "child")),
    }


def _about(request, name: str) -> Any:
    """The plan or child that a form says above its heading, where the view reaches those whose names may be read."""
    view = getattr(request, "view", None)
    return getattr(view, name, None) if getattr(view, "names_child", False) else None


def _adult_notice(request) -> str:
    child = child_of(getattr(request, "view", None))
    return adult_notice(child) if child and request.user.is_authenticated else ""


def _warnings(request) -> list[protective_facts.ProtectiveWarning]:
    view = getattr(request, "view", None)
    child = child_of(view)
    if child is None:
        return []
    return protective_facts.shown_to(request.user, child, names_people=getattr(view, "names_people", False))


def child_of(view: Any) -> Child | None:
    for name in LEADS_TO_A_CHILD:
        found = getattr(view, name, None)
        while found is not None and not isinstance(found, Child):
            found = next(filter(None, (getattr(found, step, None) for step in ("child", "pep", "section"))), None)
        if found is not None:
            return found
    return None

"""The children behind a figure, prepared: by name for those who may name them, by reference otherwise."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from peps.enums import PepStatus
from reports.addresses import Asked
from reports.enums import NOT_OPENED
from reports.figures import MET, PHASE, REASON, REQUIRED
from reports.measures import COMPLETE_AFTER_MEETING, GOOD_OR_BETTER

HEADS = ("Child", "Team", "School", "Phase", "Due", "Plan", "Why late")
REQUIRED_FOR = {GOOD_OR_BETTER.key: "Graded at sign-off", COMPLETE_AFTER_MEETING.key: "Meeting held"}
HIDDEN = "A child whose record is restricted"
COLOURS = {
    PepStatus.OPEN: "blue",
    PepStatus.SUBMITTED: "turquoise",
    PepStatus.RETURNED: "orange",
    PepStatus.SIGNED_OFF: "green",
    NOT_OPENED: "red",
}


def title(asked: Asked) -> str:
    if asked.measure is None:
        return "Late plans"
    if asked.show == REQUIRED:
        return REQUIRED_FOR.get(asked.measure.key, "Need a plan")
    return asked.measure.title if asked.show == MET else f"Not {asked.measure.title.lower()}"


def caption(asked: Asked, rows: Iterable[Any]) -> str:
    """'Autumn term 2026/27, Riverside team'; what is told apart is named as its rows name it."""
    first = next(iter(rows), None)
    if asked.by is None:
        return str(asked.scope.term)
    label = asked.by.label(getattr(first, asked.by.label_column)) if first else asked.by.title.lower()
    return f"{asked.scope.term}, {label}"


def table(rows: Iterable[Any], *, named: bool, linked: bool, may_say_why: bool) -> dict:
    """`named` shows names where the row has one (a kept list has none), `linked` leads to the child's page.

    `may_say_why` leads from a late plan to the page that asks for the reason.
    """
    return {
        "headers": [{"text": head} for head in HEADS],
        "rows": [
            {"cells": _hidden() if getattr(row, "is_hidden", False) else _cells(row, named, linked, may_say_why)}
            for row in rows
        ],
    }


def _hidden() -> list[dict]:
    return [{"text": HIDDEN, "is_heading": True}, *({"text": "-", "label": head} for head in HEADS[1:])]


def _cells(row: Any, named: bool, linked: bool, may_say_why: bool) -> list[dict]:
    name = getattr(row, "name", "") if named else ""
    status = PepStatus(row.status).label if row.status in PepStatus.values else "Not opened"
    values = (
        row.team_name or "No team",
        row.school_name or "No school",
        PHASE.label(row.phase),
        f"{row.due_date:%-d %b %Y}",
    )
    return [
        {
            "text": f"{name} ({row.child_reference})" if name else row.child_reference,
            "href": reverse("workspace:child", args=[row.child_reference]) if linked else "",
            "is_heading": True,
        },
        *({"text": text, "label": head} for head, text in zip(HEADS[1:5], values, strict=True)),
        {"text": status, "colour": COLOURS.get(row.status, "grey"), "label": "Plan"},
        _why_late(row, may_say_why),
    ]


def _why_late(row: Any, may_say_why: bool) -> dict:
    if not row.is_late:
        return {"text": "-", "label": "Why late"}
    reference = getattr(row, "plan_reference", "") if may_say_why else ""
    return {
        "text": "Say why" if reference and not row.late_reason else REASON.label(row.late_reason),
        "href": reverse("peps:say_why_late", args=[reference]) if reference else "",
        "label": "Why late",
    }

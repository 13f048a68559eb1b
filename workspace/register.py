"""The register of pupils not in full-time education, and those of it whose time is up."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action, Level
from children.enums import ConsentBy
from children.models import Child, NotFullTime
from workspace.child_blocks import hours
from workspace.errand import Errand


@dataclass(frozen=True)
class Line:
    child: str
    href: str
    school: str
    why: str
    hours: str
    since: dt.date
    planned_end: dt.date
    review: dt.date | None
    agreed_by: str
    days_left: int


def register_for(person: Any, on: dt.date):
    """Rows that hold today, of the children whom this person reaches; those that are over their end first."""
    children = Child.objects.visible_to(person, level=Level.RECORD)
    return (
        NotFullTime.objects.holding(on)
        .filter(child__in=children)
        .select_related("child", "school")
        .order_by("planned_end_date", "pk")
    )


def lines(rows, on: dt.date) -> list[Line]:
    return [
        Line(
            child=row.child.name,
            href=reverse("workspace:child_tab", args=[row.child.reference, "school"]),
            school=str(row.school or "Not on roll"),
            why=row.get_reason_display(),
            hours=hours(row.hours_a_week),
            since=row.from_date,
            planned_end=row.planned_end_date,
            review=row.review_date,
            agreed_by=agreed_by(row, on) or "Nobody yet",
            days_left=(row.planned_end_date - on).days,
        )
        for row in rows
    ]


def agreed_by(row: NotFullTime, on: dt.date) -> str:
    """Whoever agreed did so up to the planned end, and no longer than the row holds."""
    who = row.get_consent_by_display()
    ends = min(filter(None, (row.planned_end_date, row.until and clock.day_before(row.until))))
    if row.consent_by in ("", ConsentBy.NOBODY) or ends >= on:
        return who
    return f"{who}, up to {ends:%-d %B %Y}: nobody since"


def past_their_end(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who keep the register: rows past their planned end or their review."""
    if not access.may(person, Action.KEEP_SCHOOL_RECORD):
        return
    over = register_for(person, on).filter(Q(planned_end_date__lt=on) | Q(review_date__lt=on))
    for row in over[:20]:
        is_over = row.planned_end_date < on
        what = "Full-time education was to begin again" if is_over else "The reduced timetable was to be reviewed"
        yield Errand(
            title=f"{row.child.name}: not in full-time education",
            about=f"{what}. End the row, or agree a new day",
            href=reverse("workspace:child_tab", args=[row.child.reference, "school"]),
            button="See the register",
            due_date=row.planned_end_date if is_over else row.review_date,
        )

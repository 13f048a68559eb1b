"""Plans that a person should begin, and plans that should be closed: proposed the day the fact arrives, never begun by
the machine (domain, the life of a PEP, 1 and 10)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from accounts import access
from accounts.access import Action, Level
from accounts.dated import holds
from children.calendar.school_calendar import authority_calendar, school_days_after
from children.enums import ChangeKind, SuspensionCategory
from children.models import CarePeriod, Child, Enrolment, NotFullTime, RecordChange, Suspension
from peps.deadlines.due_dates import working_days_after
from peps.enums import PepKind
from peps.models import ClockSettings, PersonalEducationPlan
from peps.scope import in_scope

RECENT = dt.timedelta(days=28)
NEW_INTO_CARE = dt.timedelta(days=60)


@dataclass(frozen=True)
class Proposal:
    child: Child
    kind: PepKind
    why: str
    due_date: dt.date


def proposed_plans(person: Any, on: dt.date) -> Iterator[Proposal]:
    """Of the children whose plans this person reaches and may open one for. Five queries."""
    if not access.may(person, Action.OPEN_PEP):
        return
    theirs = Child.objects.visible_to(person, level=Level.PLAN).filter(pk__in=in_scope(on).values("pk"))
    clocks, seen = ClockSettings.objects.on(on), set()
    for child, kind, began, why, days in (
        *_first(theirs, on, clocks),
        *_after_a_change(theirs, on, clocks),
        *_interim(theirs, on, clocks),
    ):
        if child.pk not in seen:
            seen.add(child.pk)
            yield Proposal(child, kind, why, working_days_after(began, days, "").day)


def to_close(person: Any, on: dt.date):
    """Plans under way of children who are not in scope any more: out of care, past the age, or gone."""
    if not access.may(person, Action.CLOSE_PEP):
        return PersonalEducationPlan.objects.none()
    plans = PersonalEducationPlan.objects.visible_to(person).under_way()
    return plans.exclude(child__in=in_scope(on).values("pk")).select_related("child", "fills_term")


@dataclass(frozen=True)
class WithoutPlace:
    """A child on no roll since that day, and by when there has to be suitable education."""

    child: Child
    since: dt.date
    due_date: dt.date


def without_a_place(person: Any, on: dt.date) -> Iterator[WithoutPlace]:
    """Of the children in scope whose plans this person reaches and may open one for. Four queries.

    Twenty school days (a setting) from the last day on roll, or from the first day of care (domain, the clocks).
    """
    if not access.may(person, Action.OPEN_PEP):
        return
    rolls = Enrolment.objects.filter(child=OuterRef("pk"))
    children = (
        Child.objects.visible_to(person, level=Level.PLAN)
        .filter(pk__in=in_scope(on).values("pk"))
        .exclude(Exists(rolls.filter(holds(on))))
        .exclude(Exists(rolls.filter(from_date__gt=on)))
        .annotate(
            left=Subquery(rolls.filter(until__lte=on).order_by("-until").values("until")[:1]),
            began=Subquery(
                CarePeriod.objects.filter(holds(on), child=OuterRef("pk")).order_by("from_date").values("from_date")[:1]
            ),
        )
    )
    calendar, days = authority_calendar(), ClockSettings.objects.on(on).education_days
    for child in children:
        since = max(filter(None, (child.left, child.began)), default=on)
        yield WithoutPlace(child, since, school_days_after(since, days, calendar))


def _first(children, on: dt.date, clocks: ClockSettings) -> Iterator[tuple]:
    """In care for less than two months, and without any plan since."""
    since = PersonalEducationPlan.objects.counted().filter(
        child=OuterRef("child"), opened_at__date__gte=OuterRef("day")
    )
    changes = _changes(children, on, on - NEW_INTO_CARE, ChangeKind.CARE_BEGAN).annotate(day=F("changed_date"))
    for change in changes.filter(~Exists(since)):
        why = f"Looked after since {change.changed_date:%-d %B %Y}"
        yield change.child, PepKind.FIRST, change.changed_date, why, clocks.first_initiated_days


def _after_a_change(children, on: dt.date, clocks: ClockSettings) -> Iterator[tuple]:
    """Another school or home in the last four weeks, and no plan opened or turned since."""
    since = PersonalEducationPlan.objects.counted().filter(
        child=OuterRef("child"), delegated_at__date__gte=OuterRef("day")
    )
    changes = _changes(children, on, on - RECENT, ChangeKind.SCHOOL, ChangeKind.PLACEMENT)
    begun = changes.exclude(Q(was="") & Q(was_school=None)).annotate(day=F("changed_date"))
    for change in begun.filter(~Exists(since)):
        if change.kind == ChangeKind.SCHOOL:
            what = "Another school" if change.now else "Left their school, and no other is known,"
        else:
            what = "Another home" if change.now else "Left their home, and no other is known,"
        why = f"{what} since {change.changed_date:%-d %B %Y}"
        yield change.child, PepKind.CHANGE, change.changed_date, why, clocks.change_days


def _interim(children, on: dt.date, clocks: ClockSettings) -> Iterator[tuple]:
    """A permanent exclusion or a part-time timetable of the last four weeks, with no plan under way or opened since."""
    plans = PersonalEducationPlan.objects.counted().filter(child=OuterRef("child"))
    under_way = plans.under_way()
    excluded = Suspension.objects.filter(
        child__in=children, category=SuspensionCategory.PERMANENT, error_at=None,
        start_date__lte=on, start_date__gt=on - RECENT,
    ).annotate(day=F("start_date"))  # fmt: skip
    part_time = NotFullTime.objects.filter(holds(on), child__in=children, from_date__gt=on - RECENT).annotate(
        day=F("from_date")
    )
    opened_since = Exists(plans.filter(opened_at__date__gte=OuterRef("day")))
    for rows, why in ((excluded, "Permanently excluded"), (part_time, "Not in full-time education")):
        for row in rows.filter(~opened_since, ~Exists(under_way)).select_related("child"):
            yield row.child, PepKind.INTERIM, row.day, f"{why} since {row.day:%-d %B %Y}", clocks.interim_days


def _changes(children, on: dt.date, after: dt.date, *kinds: ChangeKind):
    return (
        RecordChange.objects.filter(
            child__in=children, kind__in=kinds, changed_date__lte=on, changed_date__gt=after, is_correction=False
        )
        .select_related("child")
        .order_by("changed_date", "pk")
    )

"""Plans that a person should begin, and plans that should be closed: proposed the day the fact arrives, never begun by
the machine (domain, the life of a PEP, 1 and 10)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

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
    """Of the children whose plans this person reaches and may open one for. Three queries; six where there are any."""
    if not access.may(person, Action.OPEN_PEP):
        return
    theirs = Child.objects.visible_to(person, level=Level.PLAN)
    asked_for = [*_after_news(theirs, on), *_interim(theirs, on)]
    if not asked_for:
        return
    scope = set(in_scope(on).filter(pk__in={child.pk for child, *_why in asked_for}).values_list("pk", flat=True))
    clocks = ClockSettings.objects.on(on)
    days = {
        PepKind.FIRST: clocks.first_initiated_days,
        PepKind.CHANGE: clocks.change_days,
        PepKind.INTERIM: clocks.interim_days,
    }
    for child, kind, began, why in sorted(asked_for, key=lambda asked: list(days).index(asked[1])):
        if child.pk in scope:
            scope.remove(child.pk)
            yield Proposal(child, kind, why, working_days_after(began, days[kind], "").day)


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
        in_scope(on)
        .visible_to(person, level=Level.PLAN)
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


Asked = tuple[Child, PepKind, dt.date, str]
"""For whom a plan is to be begun, of which kind, from which day it counts, and why."""


def _after_news(children: QuerySet[Child], on: dt.date) -> Iterator[Asked]:
    """In care for less than two months, and without any plan since; or another school or home in the last four weeks,
    and no plan opened or turned since."""
    plans = PersonalEducationPlan.objects.counted().filter(child=OuterRef("child"))
    into_care = Q(
        ~Exists(plans.filter(opened_at__date__gte=OuterRef("changed_date"))),
        kind=ChangeKind.CARE_BEGAN,
        changed_date__gt=on - NEW_INTO_CARE,
    )
    moved = Q(
        ~Exists(plans.filter(delegated_at__date__gte=OuterRef("changed_date"))),
        ~Q(was="", was_school=None),
        kind__in=(ChangeKind.SCHOOL, ChangeKind.PLACEMENT),
        changed_date__gt=on - RECENT,
    )
    news = RecordChange.objects.filter(
        into_care | moved, child__in=children, changed_date__lte=on, is_correction=False
    ).select_related("child")
    for change in news.order_by("changed_date", "pk"):
        kind = PepKind.FIRST if change.kind == ChangeKind.CARE_BEGAN else PepKind.CHANGE
        yield change.child, kind, change.changed_date, f"{_what_changed(change)} since {change.changed_date:%-d %B %Y}"


def _what_changed(change: RecordChange) -> str:
    if change.kind == ChangeKind.CARE_BEGAN:
        return "Looked after"
    if change.kind == ChangeKind.SCHOOL:
        return "Another school" if change.now else "Left their school, and no other is known,"
    return "Another home" if change.now else "Left their home, and no other is known,"


def _interim(children: QuerySet[Child], on: dt.date) -> Iterator[Asked]:
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
            yield row.child, PepKind.INTERIM, row.day, f"{why} since {row.day:%-d %B %Y}"

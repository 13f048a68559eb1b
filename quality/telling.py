"""Telling people of development points: that a plan came back with them, and when they are due.

A plan that is returned is told the same day to everybody who is asked for one of its parts. Until a point is answered
it is reminded of on the days of the ladder before its own date, and after it. No email holds the words of a point.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts import clock
from accounts.enums import SCHOOL_ROLES, Job
from accounts.models import Notice
from accounts.notices import Round, Told, subject_of, tell_each, write_round
from children.calendar.clocks import Calendar
from peps.deadlines.recipients import Reminded
from peps.deadlines.reminders import Rung, Step, ladder_on, steps_between
from peps.enums import PepStatus
from peps.life.told_same_day import Schools
from peps.models import Part, PepEvent, PersonalEducationPlan
from quality.models import Point

RETURNED, DUE = "returned", "point_due"
CALENDAR = Calendar()


@dataclass(frozen=True)
class PointsOfPart:
    """What waits for an answer in one part of a returned plan."""

    part: Part
    due_dates: tuple[dt.date, ...]

    @property
    def number(self) -> int:
        return len(self.due_dates)


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """Called in the morning and again through the day; tells each return once. Returns how many are new."""
    if not CALENDAR.is_working_day(day):
        return 0
    waiting = _waiting()
    returned = _returned_at({each.part.pep_id for each in waiting})
    reminded, schools = Reminded([each.part for each in waiting], day), Schools(day)

    def tell(each: PointsOfPart) -> Iterator[Told]:
        part = each.part
        if part.pep_id not in returned:
            return
        for person, role in reminded.people(part, Rung.OWNER):
            if role not in SCHOOL_ROLES or schools.are_open(part.pep):
                yield _told(RETURNED, each, person, min(each.due_dates, default=None), returned[part.pep_id])

    return tell_each(Round(waiting, tell, called=_called), job=Job.SAME_DAY, of="returned ", at=at)


def remind(day: dt.date, *, at: dt.datetime) -> int:
    """On the points' own dates; what fell on days without work is told on the next one."""
    if not CALENDAR.is_working_day(day):
        return 0
    return write_round(DUE, job=Job.POINTS, day=day, at=at, decide=lambda last, _run: _due(last, day))


def drop_settled() -> int:
    """Takes back what waits for an email and is true no more: answered, submitted again, or due on another day."""
    notices = list(Notice.objects.filter(letter=None, kind__startswith=f"{RETURNED}."))
    notices += Notice.objects.filter(letter=None, kind__startswith=f"{DUE}.")
    there = {(each.part.pep_id, each.part.name): each for each in _waiting()}
    settled = []
    for notice in notices:
        each = there.get((subject_of(notice), notice.kind.rpartition(".")[2]))
        if each is None or (notice.kind.startswith(DUE) and notice.due_date not in each.due_dates):
            settled.append(notice.pk)
    Notice.objects.filter(pk__in=settled, letter=None).delete()
    return len(settled)


def _due(last: dt.date, day: dt.date) -> Round:
    steps: dict[dt.date, Step] = {}
    for step in steps_between(last, day, ladder_on(day)):
        if step.rung == Rung.OWNER:
            steps[step.due_date] = step
    waiting = [each for each in _waiting() if set(each.due_dates) & steps.keys()]
    reminded, schools = Reminded([each.part for each in waiting], day), Schools(day)

    def tell(each: PointsOfPart) -> Iterator[Told]:
        for due in sorted(set(each.due_dates) & steps.keys()):
            for person, role in reminded.people(each.part, Rung.OWNER):
                if role not in SCHOOL_ROLES or schools.are_open(each.part.pep):
                    yield _told(DUE, each, person, due, steps[due].name)

    return Round(waiting, tell, called=_called)


def _waiting() -> list[PointsOfPart]:
    """The parts of returned plans that are not in again, with the dates of their points without an answer. Two queries."""
    parts = Part.objects.filter(pep__status=PepStatus.RETURNED, submitted_at=None)
    parts = list(parts.select_related("pep__child", "pep__fills_term").order_by("pk"))
    plans = PersonalEducationPlan.objects.filter(pk__in={part.pep_id for part in parts})
    parts_by_section = {
        (pep, key): name for pep, key, name in plans.values_list("pk", "sections__key", "sections__part__name")
    }
    dates: dict[tuple[int, str], list[dt.date]] = defaultdict(list)
    points = Point.objects.in_the_way().filter(audit__pep__in=plans)
    for pep, key, due in points.values_list("audit__pep", "section_key", "due_date"):
        dates[pep, parts_by_section.get((pep, key), "")].append(due)
    return [PointsOfPart(part, tuple(sorted(dates[part.pep_id, part.name]))) for part in parts]


def _returned_at(plans: set[int]) -> dict[int, str]:
    """Plan -> the moment of its last return, as the step of a notice. One query."""
    events = PepEvent.objects.filter(pep__in=plans, name="return").order_by("at", "pk")
    return {pep: f"{clock.local(at):%Y%m%d%H%M%S}" for pep, at in events.values_list("pep", "at")}


def _told(kind: str, each: PointsOfPart, person: int, due: dt.date | None, step: str) -> Told:
    pep = each.part.pep
    points = "1 development point" if each.number == 1 else f"{each.number} development points"
    asked = f"{points} to answer" if each.number else "to be submitted again"
    return Told(
        kind=f"{kind}.{each.part.name}",
        person_id=person,
        subject_id=pep.pk,
        due_date=due,
        step=step,
        text=f"{pep.child.reference}: {pep.title_in_text}, {each.part}: {'returned, ' if kind == RETURNED else ''}{asked}",
        path=reverse("quality:points", args=[pep.reference]),
    )


def _called(each: PointsOfPart) -> tuple[int, str]:
    return each.part.pk, each.part.pep.child.reference

"""Reminding the people who are asked for a part: before it is due, when it is late, and then those above them.

Two rounds, each with its own days: people of schools are written to on school days, everybody else on working days.
What fell in between is told on the next of those days, once, and of several steps the newest alone.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts import clock
from accounts.enums import SCHOOL_ROLES, Job
from accounts.models import Notice
from accounts.notices import Round, Told, days_after, subject_of, write_round
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import is_school_day
from peps.deadlines.due_date_updates import AFTER_MEETING, MOVED
from peps.deadlines.due_in_lists import asked_by
from peps.deadlines.recipients import Reminded
from peps.enums import UNDER_WAY
from peps.models import ClockSettings, Part, PepEvent, PersonalEducationPlan, PlanSettings

KIND, SCHOOL_KIND = "part_due", "part_due_school"
ONE_DAY = dt.timedelta(days=1)
LONGEST_BREAK = 12  # calendar days without a working day in between are fewer
CALENDAR = Calendar()


class Rung(StrEnum):
    """Of the ladder: who hears."""

    OWNER = "owner"
    MANAGER = "manager"
    HEAD = "head"


@dataclass(frozen=True)
class Step:
    """`due_date` is the part's: the step fell some days before it, on it, or some working days after it."""

    due_date: dt.date
    name: str
    rung: Rung = Rung.OWNER


Steps = dict[tuple[dt.date, Rung], Step]
"""By due date and rung, the newest."""


@dataclass(frozen=True)
class Ladder:
    """`before` in calendar days before the due date, 0 for the day itself; the others in working days late."""

    before: tuple[int, ...] = (14, 7, 2, 0)
    late: tuple[int, ...] = (1, 5, 10)
    manager_after: int = 5
    head_after: int = 10

    @property
    def lateness(self) -> Iterator[tuple[int, Rung]]:
        """(working days late, who hears then); of one rung the most days last."""
        yield from ((days, Rung.OWNER) for days in sorted(self.late))
        yield self.manager_after, Rung.MANAGER
        yield self.head_after, Rung.HEAD


def ladder_on(day: dt.date) -> Ladder:
    clocks = ClockSettings.objects.on(day)
    before = PlanSettings.objects.on(day).remind_before
    return Ladder(tuple(before), clocks.remind_late, clocks.manager_after_days, clocks.head_after_days)


def steps_between(last: dt.date, day: dt.date, ladder: Ladder) -> Iterator[Step]:
    """Every step that fell after `last` and not after `day`, in that order: a missed night or a Sunday loses nothing."""
    for fell in days_after(last, day):
        for days in ladder.before:
            yield Step(fell + dt.timedelta(days=days), str(days))
        for days, rung in ladder.lateness:
            yield from (Step(due, f"late {days}", rung) for due in _due_so_many_working_days_before(fell, days))


def steps_passed(due: dt.date, day: dt.date, ladder: Ladder) -> Iterator[Step]:
    """The steps of lateness that have fallen by `day` for what was due on `due`, whenever that was; the newest last."""
    for days, rung in ladder.lateness:
        if CALENDAR.add_working_days(due, days) <= day:
            yield Step(due, f"late {days}", rung)


def _due_so_many_working_days_before(fell: dt.date, days: int) -> Iterator[dt.date]:
    """Due dates of which `fell` is that working day after; none on a day that is no working day."""
    if not CALENDAR.is_working_day(fell):
        return
    due = fell - ONE_DAY * days
    earliest = fell - ONE_DAY * (2 * days + LONGEST_BREAK)
    while due >= earliest:
        if CALENDAR.add_working_days(due, days) == fell:
            yield due
        due -= ONE_DAY


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """Writes the notices of the day, and of the days since the last one; returns how many are new: run twice, none."""
    if not CALENDAR.is_working_day(day):
        return 0
    new = _write(KIND, day, at, of_schools=False)
    return new + (_write(SCHOOL_KIND, day, at, of_schools=True) if is_school_day(day) else 0)


def _write(kind: str, day: dt.date, at: dt.datetime, *, of_schools: bool) -> int:
    return write_round(
        kind,
        job=Job.REMINDERS,
        day=day,
        at=at,
        decide=lambda last, run: _due(last, day, run.to_do_again(), of_schools=of_schools),
    )


def _due(last: dt.date, day: dt.date, again: Mapping[int, dt.datetime], *, of_schools: bool) -> Round:
    """`again`: parts of which nobody could be told, and since when; their steps of that time are told now."""
    ladder = ladder_on(day)
    newest = {(step.due_date, step.rung): step for step in steps_between(last, day, ladder)}
    late = list(_late_from_the_start(last, day))
    for due in {part.pep.asked_by_date for part in late}:
        newest = {(due, step.rung): step for step in steps_passed(due, day, ladder)} | newest
    missed = {pk: _missed(since, last, ladder) for pk, since in again.items()}
    parts = list(
        dict.fromkeys([*_parts_not_in({due for due, _ in newest}), *late, *_not_in().filter(pk__in=list(missed))])
    )
    reminded = Reminded(parts, day)

    def tell(part: Part) -> Iterator[Told]:
        steps = missed.get(part.pk, {}) | newest
        for rung in Rung:
            step = steps.get((part.pep.asked_by_date, rung))
            if step is None:
                continue
            for person, role in reminded.people(part, rung):
                if (role in SCHOOL_ROLES) is of_schools:
                    yield _one(part, person, step)

    return Round(parts, tell, called=lambda part: (part.pk, part.pep.child.reference))


def _missed(since: dt.datetime, last: dt.date, ladder: Ladder) -> Steps:
    """The steps that fell from the day on which a part could not be told of, up to the last round."""
    eve = clock.day_before(clock.day_of(since))
    return {(step.due_date, step.rung): step for step in steps_between(eve, last, ladder)}


def drop_settled() -> int:
    """Takes back what waits for a letter and is true no more: the part is in, the plan ended, or is due another day.

    Of several steps that wait the newest stays.
    """
    waiting = Notice.objects.filter(letter=None, kind__startswith=f"{KIND}.").order_by("pk")
    newest = {notice.key.rpartition(":")[0]: notice.pk for notice in waiting}
    plans = {notice.pk: subject_of(notice) for notice in waiting}
    parts = _not_in().filter(pep__in=set(plans.values())).values_list("pep", "name", "asked_by")
    standing = {(pep, name, due) for pep, name, due in parts}
    settled = [
        notice.pk
        for notice in waiting
        if (plans[notice.pk], notice.kind.rpartition(".")[2], notice.due_date) not in standing
        or newest[notice.key.rpartition(":")[0]] != notice.pk
    ]
    Notice.objects.filter(pk__in=settled, letter=None).delete()
    return len(settled)


def _parts_not_in(due_dates: Iterable[dt.date]):
    return _not_in().filter(asked_by__in=list(due_dates))


def _late_from_the_start(last: dt.date, day: dt.date):
    """Of plans that were handed out, or had a date moved, since the last round, and are late already."""
    since = clock.start_of(last)
    moved = PepEvent.objects.filter(pep=OuterRef("pep"), name__in=(MOVED, AFTER_MEETING), at__gte=since)
    return _not_in().filter(Q(pep__delegated_at__gte=since) | Exists(moved), asked_by__lt=day)


def _not_in():
    parts = Part.objects.filter(submitted_at=None, pep__status__in=UNDER_WAY)
    parts = parts.annotate(asked_by=asked_by("pep__"))
    return parts.select_related("pep__child", "pep__fills_term").order_by("asked_by", "pk")


SAID = {
    Rung.OWNER: "{part}, {title}",
    Rung.MANAGER: "{part}, {title}: late, and you are told as their manager or head teacher",
    Rung.HEAD: "{part}, {title}: still not in, and you are told as head of the virtual school",
}


def _one(part: Part, person: int, step: Step) -> Told:
    pep = part.pep
    title = f"{pep.title_in_text}{_why(pep)}"
    return Told(
        kind=f"{KIND}.{part.name}" if step.rung == Rung.OWNER else f"{KIND}.{step.rung}.{part.name}",
        person_id=person,
        subject_id=pep.pk,
        due_date=pep.asked_by_date,
        step=step.name,
        text=f"{pep.child.reference}: {SAID[step.rung].format(part=part, title=title)}",
        path=reverse("peps:task_list", args=[pep.reference]),
    )


def _why(pep: PersonalEducationPlan) -> str:
    """In short, where the date is not the one that everybody knows; the plan's own page says every step."""
    if pep.asked_by_date < pep.due_date:
        return " (counted from the meeting)"
    return " (brought forward to a school day)" if pep.brought_from_date else ""

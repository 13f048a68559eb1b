"""By when a plan is due, and why then. Pure functions of facts and settings; each answer explains itself.

The deadline of a term that falls in a school holiday is brought forward to the last school day before it. What the law
sets on a first plan never moves for school holidays, nor does a plan after a change, which is counted in working days
(domain, the clocks).
"""

import datetime as dt
from dataclasses import dataclass

from children.calendar.clocks import Calendar, CalendarNotKnown
from children.calendar.school_calendar import school_days_after
from peps.enums import PepKind
from peps.models import ClockSettings
from peps.questions.answer_values import written

CALENDAR = Calendar()


@dataclass(frozen=True)
class Due:
    """The day, inclusive, and the steps that lead there, in order."""

    day: dt.date
    steps: tuple[str, ...]
    brought_from: dt.date | None = None
    """The day in a school holiday from which it was brought forward."""

    @property
    def sentence(self) -> str:
        return f"{'; '.join(self.steps)}: {written(self.day)}."


@dataclass(frozen=True)
class Facts:
    """What a due date follows from. `began` is the first day of care, of the change, or on which the plan was opened."""

    kind: PepKind
    began: dt.date
    why: str
    deadline: dt.date | None = None
    term: str = ""
    first_review: dt.date | None = None


def due(facts: Facts, clocks: ClockSettings, calendar: Calendar = CALENDAR) -> Due:
    """`calendar` is the school's own where it is known, else the authority's; without terms nothing is brought forward."""
    if facts.kind == PepKind.TERMLY and facts.deadline:
        return _termly(facts, facts.deadline, calendar)
    if facts.kind == PepKind.FIRST:
        return _first(facts, clocks)
    days = clocks.change_days if facts.kind == PepKind.CHANGE else clocks.interim_days
    counted = working_days_after(facts.began, days, facts.why)
    if facts.deadline and facts.deadline < counted.day and facts.deadline >= facts.began:
        return Due(facts.deadline, (*counted.steps, f"the deadline of the {facts.term} comes first"))
    return counted


def _termly(facts: Facts, deadline: dt.date, calendar: Calendar) -> Due:
    said = f"The deadline of the {facts.term}"
    day = _on_a_school_day(deadline, calendar, not_before=facts.began)
    if day == deadline:
        return Due(day, (said,))
    moved = f"{written(deadline)} is not a school day, and the last school day before it counts"
    return Due(day, (said, moved), brought_from=deadline)


def _on_a_school_day(day: dt.date, calendar: Calendar, *, not_before: dt.date) -> dt.date:
    """The last school day up to that day, never before the clock began: then the day itself stays."""
    try:
        brought = calendar.bring_forward(day, not_before)
        return brought if calendar.is_school_day(brought) else day
    except CalendarNotKnown:
        return day


def after_meeting(held: dt.date, clocks: ClockSettings, calendar: Calendar) -> Due:
    """When the plan is to be complete, counted from the day on which the meeting was held."""
    days = clocks.after_meeting_days
    if clocks.is_after_meeting_in_working_days:
        return working_days_after(held, days, "when the meeting was held")
    day = school_days_after(held, days, calendar)
    return Due(day, (f"{days} school days from {written(held)}, when the meeting was held",))


def _first(facts: Facts, clocks: ClockSettings) -> Due:
    """Ready for the first review: the earlier of the latest day that the law allows and the one that is booked."""
    counted = working_days_after(facts.began, clocks.first_complete_days, facts.why)
    latest = working_days_after(facts.began, clocks.first_review_days, facts.why).day
    review = min(facts.first_review or latest, latest)
    if review < counted.day and review > facts.began:
        booked = f"the first review is booked for {written(review)}, and the plan has to be ready for it"
        said = booked if review == facts.first_review else "the first review is held by then at the latest"
        return Due(review, (*counted.steps, said))
    return counted


def working_days_after(start: dt.date, days: int, why: str) -> Due:
    """'10 working days from 11 December 2026, when care began; 25 and 28 December are bank holidays'."""
    day = CALENDAR.add_working_days(start, days)
    steps = [f"{days} working days from {written(start)}, {why}"]
    if off := CALENDAR.bank_holidays_between(start, day):
        steps.append(f"{_listed(off)} {'is a bank holiday' if len(off) == 1 else 'are bank holidays'}")
    return Due(day, tuple(steps))


def _listed(days: list[dt.date]) -> str:
    """'25 and 28 December and 1 January'."""
    months: list[tuple[str, list[str]]] = []
    for day in days:
        if not months or months[-1][0] != f"{day:%B}":
            months.append((f"{day:%B}", []))
        months[-1][1].append(str(day.day))
    return " and ".join(f"{' and '.join(numbers)} {month}" for month, numbers in months)

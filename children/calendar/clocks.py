"""Which day a clock falls on: working days, school days, and days brought forward.

The day that a clock starts is day 0. Working days leave out weekends and England's bank holidays; school
days also leave out the holidays and inset days of the terms entered. Two clocks, never one for the other.
"""

import calendar as months
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from children.year_groups import FIRST_MONTH, academic_year

LONDON = ZoneInfo("Europe/London")
ONE_DAY = dt.timedelta(days=1)
SATURDAY = 5
LONGEST_HOLIDAY_IN_A_YEAR = dt.timedelta(days=35)  # a longer gap is a term that nobody has entered
SUMMER_TERM_ENDS_IN = (6, 7, 8)


class CalendarNotKnown(ValueError):
    """Somebody must enter the term dates of this academic year first; the text says so to the user."""

    def __init__(self, year: str, day: dt.date) -> None:
        super().__init__(
            f"The school term dates entered for {year} do not reach {day.day} {day:%B %Y}."
            " Ask the virtual school to enter them."
        )
        self.year = year
        self.day = day


@dataclass(frozen=True)
class TermDates:
    """One stretch of school; both its ends are days of school.

    Half term is half-open, from its first day off to the day that school begins again. A calendar of six
    half terms is entered as six stretches. Raises ValueError for days in the wrong order.
    """

    first_day: dt.date
    last_day: dt.date
    half_term_from: dt.date | None = None
    half_term_until: dt.date | None = None
    inset_days: frozenset[dt.date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("The last day of term is before its first day.")
        if (self.half_term_from is None) != (self.half_term_until is None):
            raise ValueError("Half term needs both its first day and the day that school begins again.")
        if self.half_term_from and self.half_term_until:
            self._refuse_half_term_outside(self.half_term_from, self.half_term_until)

    def _refuse_half_term_outside(self, begins: dt.date, until: dt.date) -> None:
        if not self.first_day <= begins <= until <= self.last_day:
            raise ValueError("Half term must begin and end inside the term, in that order.")

    def covers(self, day: dt.date) -> bool:
        """From the first day to the last, half term included."""
        return self.first_day <= day <= self.last_day

    def in_half_term(self, day: dt.date) -> bool:
        if self.half_term_from is None or self.half_term_until is None:
            return False
        return self.half_term_from <= day < self.half_term_until


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> frozenset[dt.date]:
    """England's bank holidays of a calendar year, as published: one at a weekend stands on its substitute day."""
    days = holidays.country_holidays("GB", subdiv="ENG", years=year)  # without subdiv, Easter Monday is missing
    return frozenset(day for day in days if day.year == year and day.weekday() < SATURDAY)


@dataclass(frozen=True)
class Calendar:
    """England's bank holidays and the terms entered (a school's own where they are known, else the authority's).

    Working days need no terms. School days raise CalendarNotKnown where no term has been entered: a gap of
    up to five weeks between two terms is a holiday, so is the rest of a summer after a term that ends in
    June, July or August, and the start of a September before its first day; any other gap is a term that nobody entered.
    """

    terms: tuple[TermDates, ...] = ()

    def is_working_day(self, day: dt.date) -> bool:
        return day.weekday() < SATURDAY and day not in bank_holidays(day.year)

    def is_school_day(self, day: dt.date) -> bool:
        """Raises CalendarNotKnown, also for a Sunday: a guess that is right by chance hides what is missing."""
        terms = [term for term in self.terms if term.covers(day)]
        if not terms:
            self._refuse_unless_holiday(day)
            return False
        off = any(term.in_half_term(day) or day in term.inset_days for term in terms)
        return self.is_working_day(day) and not off

    def add_working_days(self, start: dt.date, days: int) -> dt.date:
        """The last of so many working days after `start`, which is day 0 whatever day it is.

        Raises ValueError for a negative number.
        """
        return _count_on(start, days, self.is_working_day)

    def bank_holidays_between(self, after: dt.date, until: dt.date) -> list[dt.date]:
        """Bank holidays later than `after`, up to and with `until`: the days that a count of working days stepped over."""
        return sorted(
            day for year in range(after.year, until.year + 1) for day in bank_holidays(year) if after < day <= until
        )

    def add_school_days(self, start: dt.date, days: int) -> dt.date:
        """The last of so many school days after `start`, which is day 0 and may lie in a holiday.

        The fifth school day of a term is five on from the day before its first day. Raises CalendarNotKnown
        when the terms entered end before the count does, ValueError for a negative number.
        """
        return _count_on(start, days, self.is_school_day)

    def bring_forward(self, due: dt.date, not_before: dt.date | None = None) -> dt.date:
        """A due date in a school holiday falls on the last school day before it, never before the clock's start.

        Not for the clocks that the law sets on a first PEP: those do not move. Raises CalendarNotKnown.
        """
        while (not_before is None or due > not_before) and not self.is_school_day(due):
            due -= ONE_DAY
        return due

    def working_days_between(self, after: dt.date, until: dt.date) -> int:
        """Working days later than `after`, up to and with `until`; negative when `until` is the earlier day."""
        if until < after:
            return -self.working_days_between(until, after)
        days = (until - after).days
        return sum(self.is_working_day(after + dt.timedelta(days=n)) for n in range(1, days + 1))

    def _refuse_unless_holiday(self, day: dt.date) -> None:
        before = max((term.last_day for term in self.terms if term.last_day < day), default=None)
        after = min((term.first_day for term in self.terms if term.first_day > day), default=None)
        summer = before is not None and _in_summer_after(before, day)
        september = after is not None and _in_september_before(after, day)
        short = before is not None and after is not None and after - before <= LONGEST_HOLIDAY_IN_A_YEAR
        if not (summer or september or short):
            raise CalendarNotKnown(academic_year(day), day)


def on_time(moment: dt.datetime, due: dt.date) -> bool:
    """A deadline day counts until midnight, London time. Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone before it can be held against a deadline.")
    return moment.astimezone(LONDON).date() <= due


def months_after(start: dt.date, number: int) -> dt.date:
    """The same day of a later month, or that month's last: six months after 31 August is 28 or 29 February."""
    year, month = divmod(start.year * 12 + start.month - 1 + number, 12)
    return dt.date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def days_left(due: dt.date, on: dt.date) -> int:
    """Calendar days: 0 on the day itself, which is still in time; negative when late."""
    return (due - on).days


def _count_on(start: dt.date, days: int, counts: Callable[[dt.date], bool]) -> dt.date:
    if days < 0:
        raise ValueError("A clock counts on from its start: the number of days cannot be negative.")
    day = start
    while days:
        day += ONE_DAY
        days -= counts(day)
    return day


def _in_summer_after(last_day: dt.date, day: dt.date) -> bool:
    return last_day.month in SUMMER_TERM_ENDS_IN and academic_year(last_day) == academic_year(day)


def _in_september_before(first_day: dt.date, day: dt.date) -> bool:
    return first_day.month == FIRST_MONTH and academic_year(first_day) == academic_year(day)

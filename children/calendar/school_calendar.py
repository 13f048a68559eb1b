"""The terms entered, the authority's and schools' own, as calendars of school days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Coalesce

from accounts.models import School
from children.calendar.clocks import ONE_DAY, Calendar, CalendarNotKnown, TermDates
from children.models import DayOff, OwnTerm, Term


def authority_calendar() -> Calendar:
    """Two queries. The terms entered; school days outside them raise CalendarNotKnown."""
    return _calendar(Term.objects.order_by("first_day"), DayOff.objects.filter(school=None))


def calendar_of(school: School | None) -> Calendar:
    """The school's own terms where they are known, else the authority's; its own days off and everybody's."""
    if school is None:
        return authority_calendar()
    own = list(school.own_terms.all())
    everybodys = [] if own else DayOff.objects.filter(school=None)
    return _calendar(own or Term.objects.order_by("first_day"), [*school.days_off.all(), *everybodys])


def _calendar(terms: Iterable[Term | OwnTerm], days_off: Iterable[DayOff]) -> Calendar:
    off = frozenset(each.day for each in days_off)
    return Calendar(
        tuple(
            TermDates(term.first_day, term.last_day, term.half_term_from_date, term.half_term_last_date + ONE_DAY, off)
            for term in terms
        )
    )


def school_days_after(start: dt.date, days: int, calendar: Calendar) -> dt.date:
    """The last of so many school days after `start`; working days stand in where no term is entered so far ahead."""
    try:
        return calendar.add_school_days(start, days)
    except CalendarNotKnown:
        return calendar.add_working_days(start, days)


def is_open_on(day: dt.date, calendar: Calendar) -> bool:
    """Where no term is entered, a working day is a school day."""
    try:
        return calendar.is_school_day(day)
    except CalendarNotKnown:
        return calendar.is_working_day(day)


def is_school_day(day: dt.date) -> bool:
    """Of the authority. Two queries."""
    return is_open_on(day, authority_calendar())


AUTHORITY = 0  # in place of a school's key
TERM, DAY_OFF = "TERM", "OFF"


class Calendars:
    """Of the authority, and of every school that has days of its own. Read once, in one query."""

    def __init__(self) -> None:
        terms: dict[int, list[Spell]] = defaultdict(list)
        off: dict[int, set[dt.date]] = defaultdict(set)
        for sort, school, first, last, half, half_last in _all_days():
            if sort == TERM:
                terms[school].append((first, last, half, half_last))
            else:
                off[school].add(first)
        self._authority = _made_of(terms[AUTHORITY], off[AUTHORITY])
        self._own = {
            school: _made_of(
                terms.get(school) or terms[AUTHORITY], off[school] | (set() if school in terms else off[AUTHORITY])
            )
            for school in {*terms, *off} - {AUTHORITY}
        }

    def is_open(self, school: int | None, day: dt.date) -> bool:
        """Whether that school has school on that day; the authority's calendar where none is named."""
        return is_open_on(day, self._own.get(school or 0, self._authority))

    def of_schools_that_differ(self, day: dt.date) -> dict[int, bool]:
        return {school: is_open_on(day, calendar) for school, calendar in self._own.items()}


Spell = tuple[dt.date, dt.date, dt.date, dt.date]
"""First and last day of a term, and of its half term."""


def _all_days() -> Iterable[tuple]:
    """Terms and days off of everybody as (sort, school, days)."""
    term = ("first_day", "last_day", "half_term_from_date", "half_term_last_date")
    columns = {"sort": Value(TERM), "of_school": Value(AUTHORITY, output_field=BigIntegerField())}
    of_authority = Term.objects.order_by().annotate(**columns).values_list("sort", "of_school", *term)
    columns["of_school"] = F("school_id")
    of_schools = OwnTerm.objects.order_by().annotate(**columns).values_list("sort", "of_school", *term)
    columns = {"sort": Value(DAY_OFF), "of_school": Coalesce("school_id", AUTHORITY, output_field=BigIntegerField())}
    days = {"last": F("day"), "half": F("day"), "half_last": F("day")}
    off = DayOff.objects.order_by().annotate(**columns, **days)
    return of_authority.union(of_schools, off.values_list("sort", "of_school", "day", *days), all=True)


def _made_of(terms: Iterable[Spell], off: Iterable[dt.date]) -> Calendar:
    days = frozenset(off)
    return Calendar(
        tuple(TermDates(first, last, half, half_last + ONE_DAY, days) for first, last, half, half_last in sorted(terms))
    )


def schools_that_differ(day: dt.date) -> dict[int, bool]:
    """Schools with days of their own, and whether they are open on that day."""
    return Calendars().of_schools_that_differ(day)

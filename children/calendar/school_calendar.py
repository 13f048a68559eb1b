"""The terms entered, the authority's and schools' own, as calendars of school days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import School
from children.calendar.clocks import ONE_DAY, Calendar, CalendarNotKnown, TermDates
from children.models import DayOff, OwnTerm, Term


def authority_calendar() -> Calendar:
    """The terms entered; school days outside them raise CalendarNotKnown. One query."""
    return Calendars([]).of(None)


def calendar_of(school: School | None) -> Calendar:
    """The school's own terms where they are known, else the authority's; its own days off and everybody's. One query."""
    key = school.pk if school else None
    return Calendars([key] if key else []).of(key)


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
    """Of the authority. One query."""
    return is_open_on(day, authority_calendar())


AUTHORITY = 0  # in place of a school's key
TERM, DAY_OFF = "TERM", "OFF"


class Calendars:
    """Of the authority, and of every school that has days of its own. Read once, in one query.

    `schools` are the keys of those that will be asked for; without it, all.
    """

    def __init__(self, schools: Collection[int] | None = None) -> None:
        terms: dict[int, list[Spell]] = defaultdict(list)
        off: dict[int, set[dt.date]] = defaultdict(set)
        for sort, school, first, last, half, half_last in _all_days(schools):
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
        return is_open_on(day, self.of(school))

    def of(self, school: int | None) -> Calendar:
        """The school's own where it has one, else the authority's."""
        return self._own.get(school or AUTHORITY, self._authority)

    def of_schools_that_differ(self, day: dt.date) -> dict[int, bool]:
        return {school: is_open_on(day, calendar) for school, calendar in self._own.items()}


Spell = tuple[dt.date, dt.date, dt.date, dt.date]
"""First and last day of a term, and of its half term."""


def _all_days(schools: Collection[int] | None) -> Iterable[tuple]:
    """Terms and days off as (sort, school, days): those that are everybody's, and those of the schools."""
    own, own_or_everybodys = Q(), Q()
    if schools is not None:
        own = Q(school__in=schools)
        own_or_everybodys = own | Q(school=None)
    term = ("first_day", "last_day", "half_term_from_date", "half_term_last_date")
    columns = {"sort": Value(TERM), "of_school": Value(AUTHORITY, output_field=BigIntegerField())}
    of_authority = Term.objects.order_by().annotate(**columns).values_list("sort", "of_school", *term)
    columns["of_school"] = F("school_id")
    of_schools = OwnTerm.objects.filter(own).order_by().annotate(**columns).values_list("sort", "of_school", *term)
    columns = {"sort": Value(DAY_OFF), "of_school": Coalesce("school_id", AUTHORITY, output_field=BigIntegerField())}
    days = {"last": F("day"), "half": F("day"), "half_last": F("day")}
    off = DayOff.objects.filter(own_or_everybodys).order_by().annotate(**columns, **days)
    return of_authority.union(of_schools, off.values_list("sort", "of_school", "day", *days), all=True)


def _made_of(terms: Iterable[Spell], off: Iterable[dt.date]) -> Calendar:
    days = frozenset(off)
    return Calendar(
        tuple(TermDates(first, last, half, half_last + ONE_DAY, days) for first, last, half, half_last in sorted(terms))
    )


def schools_that_differ(day: dt.date) -> dict[int, bool]:
    """Schools with days of their own, and whether they are open on that day."""
    return Calendars().of_schools_that_differ(day)

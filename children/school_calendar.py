"""The terms entered, the authority's and schools' own, as calendars of school days."""

import datetime as dt
from collections.abc import Iterable

from accounts.models import School
from children.clocks import ONE_DAY, Calendar, CalendarNotKnown, TermDates
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


class Calendars:
    """Of the authority, and of every school that has days of its own. Read once: five queries."""

    def __init__(self) -> None:
        own = School.objects.filter(own_terms__isnull=False) | School.objects.filter(days_off__isnull=False)
        schools = list(own.distinct().prefetch_related("own_terms", "days_off"))
        terms = list(Term.objects.order_by("first_day"))
        everybodys = list(DayOff.objects.filter(school=None))
        self._authority = _calendar(terms, everybodys)
        self._own = {}
        for school in schools:
            theirs = list(school.own_terms.all())
            off = [*school.days_off.all(), *([] if theirs else everybodys)]
            self._own[school.pk] = _calendar(theirs or terms, off)

    def is_open(self, school: int | None, day: dt.date) -> bool:
        """Whether that school has school on that day; the authority's calendar where none is named."""
        return is_open_on(day, self._own.get(school or 0, self._authority))

    def of_schools_that_differ(self, day: dt.date) -> dict[int, bool]:
        return {school: is_open_on(day, calendar) for school, calendar in self._own.items()}


def schools_that_differ(day: dt.date) -> dict[int, bool]:
    """Schools with days of their own, and whether they are open on that day."""
    return Calendars().of_schools_that_differ(day)

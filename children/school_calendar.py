"""The authority's terms as a calendar of school days."""

import datetime as dt

from children.clocks import ONE_DAY, Calendar, CalendarNotKnown, TermDates
from children.models import Term


def authority_calendar() -> Calendar:
    """One query. The terms entered; school days outside them raise CalendarNotKnown."""
    return Calendar(
        tuple(
            TermDates(term.first_day, term.last_day, term.half_term_from_date, term.half_term_last_date + ONE_DAY)
            for term in Term.objects.order_by("first_day")
        )
    )


def school_days_after(start: dt.date, days: int, calendar: Calendar) -> dt.date:
    """The last of so many school days after `start`; working days stand in where no term is entered so far ahead."""
    try:
        return calendar.add_school_days(start, days)
    except CalendarNotKnown:
        return calendar.add_working_days(start, days)


def is_school_day(day: dt.date) -> bool:
    """Of the authority; where no term is entered, a working day. One query."""
    calendar = authority_calendar()
    try:
        return calendar.is_school_day(day)
    except CalendarNotKnown:
        return calendar.is_working_day(day)

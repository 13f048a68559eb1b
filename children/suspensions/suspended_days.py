"""The days of a suspension, in words: half-days make school days, and the last one is counted in the school's calendar."""

import datetime as dt
from collections.abc import Iterable

from children.calendar.clocks import Calendar
from children.calendar.school_calendar import calendar_of, school_days_after
from children.enums import SuspensionCategory
from children.models import Suspension

CALENDAR = Calendar()
KINDS = {
    SuspensionCategory.SUSPENSION: "a suspension",
    SuspensionCategory.PERMANENT: "a permanent exclusion",
    SuspensionCategory.LUNCHTIME: "a lunchtime suspension",
    SuspensionCategory.NOT_STATED: "a suspension or exclusion",
}


def last_days(rows: Iterable[Suspension]) -> dict[int, dt.date | None]:
    """The last school day that each takes; None where the school did not say for how long. Four queries a school."""
    calendars: dict[int | None, Calendar] = {}
    found: dict[int, dt.date | None] = {}
    for row in rows:
        found[row.pk] = None
        if row.sessions and row.category != SuspensionCategory.PERMANENT:
            if row.school_id not in calendars:
                calendars[row.school_id] = calendar_of(row.school)
            more_days = (row.sessions - 1) // 2
            found[row.pk] = school_days_after(row.start_date, more_days, calendars[row.school_id])
    return found


def in_words(row: Suspension) -> str:
    """For example: a suspension of 2 days, 3 December 2026 to 4 December 2026."""
    what, last = KINDS[SuspensionCategory(row.category)], last_days([row])[row.pk]
    begins = f"{row.start_date:%-d %B %Y}"
    if last is None:
        return f"{what} from {begins}"
    days = f"{row.sessions / 2:g} day{'' if row.sessions == 2 else 's'}"
    return f"{what} of {days}, {begins}{f' to {last:%-d %B %Y}' if last > row.start_date else ''}"

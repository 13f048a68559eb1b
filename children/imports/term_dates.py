"""Term dates out of a council's own file: a calendar (.ics), or a table (.csv). Read only: a person looks, then keeps.

In a calendar a term is an appointment over its days whose title names it ("Autumn term 2026"), and a half term one whose
title says so. In a table: term, first_day, last_day, half_term_from_date, half_term_last_date, days as 2026-09-02.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator

from icalendar import Calendar as Appointments

from accounts.refusals import PortalRefusal
from children.clocks import ONE_DAY
from children.enums import TermName
from children.year_calendar import Year

COLUMNS = ("first_day", "last_day", "half_term_from_date", "half_term_last_date")
MOST_BYTES = 2_000_000


class DatesNotRead(PortalRefusal):
    """The file is neither, or holds no term."""


def read_term_dates(content: bytes) -> Year:
    """Raises DatesNotRead."""
    if len(content) > MOST_BYTES:
        raise DatesNotRead("This file is too large to be a calendar of terms.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DatesNotRead("This file cannot be read. It has to be a calendar (.ics) or a table (.csv).") from problem
    year = _from_calendar(text) if "BEGIN:VCALENDAR" in text else _from_table(text)
    if not year:
        raise DatesNotRead("No term was found in this file. A title has to name it, such as “Autumn term”.")
    return year


def _from_calendar(text: str) -> Year:
    try:
        events = list(_events(text))
    except ValueError as problem:
        raise DatesNotRead("This calendar cannot be read. Save it again as .ics, or use a table (.csv).") from problem
    year: Year = {}
    for title, first, last in events:
        if "half" not in title and (name := _named(title)):
            year[name] = {"first_day": first, "last_day": last}
    for title, first, last in events:
        for dates in year.values():
            if "half" in title and dates["first_day"] <= first <= dates["last_day"]:
                dates |= {"half_term_from_date": first, "half_term_last_date": last}
    return year


def _events(text: str) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Title in small letters, first and last day, both inclusive: an all-day end is the day after (RFC 5545, 3.6.1)."""
    for event in Appointments.from_ical(text).walk("VEVENT"):
        begins = event.decoded("dtstart")
        ends = event.decoded("dtend", begins + ONE_DAY)
        is_all_day = not isinstance(begins, dt.datetime)
        last = ends - ONE_DAY if is_all_day else ends.date()
        yield str(event.get("summary", "")).lower(), begins if is_all_day else begins.date(), last


def _named(title: str) -> str | None:
    if "term" not in title or "holiday" in title:
        return None
    return next((name for name in TermName.values if name.lower() in title), None)


def _from_table(text: str) -> Year:
    rows = csv.DictReader(io.StringIO(text))
    year: Year = {}
    for number, row in enumerate(rows, start=2):
        name = (row.get("term") or "").strip().upper()
        if name not in TermName.values:
            raise DatesNotRead(f"Line {number}: the first column has to be autumn, spring or summer.")
        year[name] = {column: _day(row, column, number) for column in COLUMNS if (row.get(column) or "").strip()}
    return year


def _day(row: dict[str, str], column: str, number: int) -> dt.date:
    try:
        return dt.date.fromisoformat(row[column].strip())
    except ValueError as problem:
        raise DatesNotRead(f"Line {number}: “{row[column]}” is not a day. Write it as 2026-09-02.") from problem

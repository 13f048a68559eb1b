"""Term dates out of a council's own file: a calendar (.ics), or a table (.csv). Read only: a person looks, then keeps.

In a calendar a term is an appointment over its days whose title names it ("Autumn term 2026"), and a half term one whose
title says so. In a table: term, first_day, last_day, half_term_from_date, half_term_last_date, days as 2026-09-02.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from icalendar import Calendar as Appointments

from accounts.plausible_days import is_plausible, require_plausible
from accounts.refusals import PortalRefusal
from children.calendar.clocks import ONE_DAY
from children.calendar.year_calendar import Year
from children.enums import TermName

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
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as problem:
        raise DatesNotRead("This calendar cannot be read. Save it again as .ics, or use a table (.csv).") from problem
    year: Year = {}
    for title, first, last in events:
        name = _named(title) if "half" not in title else None
        if name and (name not in year or last - first > year[name]["last_day"] - year[name]["first_day"]):
            year[name] = {"first_day": first, "last_day": last}  # the longest: “Autumn term ends” is a day, not a term
    for title, first, last in events:
        for dates in year.values():
            if "half" in title and dates["first_day"] <= first <= dates["last_day"]:
                dates |= {"half_term_from_date": first, "half_term_last_date": last}
    return year


def _events(text: str) -> Iterator[tuple[str, dt.date, dt.date]]:
    """Title in small letters, first and last day, both inclusive: an all-day end is the day after (RFC 5545, 3.6.1)."""
    for event in Appointments.from_ical(text).walk("VEVENT"):
        title = str(event.get("summary", "")).lower()
        if "term" not in title and "half" not in title:
            continue  # whatever else a council keeps in its calendar
        begins = event.decoded("dtstart")
        ends = event.decoded("dtend", None) or begins + event.decoded("duration", ONE_DAY)
        last = ends.date() if isinstance(ends, dt.datetime) else ends - ONE_DAY
        first = begins.date() if isinstance(begins, dt.datetime) else begins
        if not (is_plausible(first) and is_plausible(last)):
            raise ValueError(f"{first} to {last}")
        yield title, first, last


def _named(title: str) -> str | None:
    if "term" not in title or "holiday" in title:
        return None
    return next((name for name in TermName.values if name.lower() in title), None)


def _from_table(text: str) -> Year:
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=None)))
    except csv.Error as problem:
        raise DatesNotRead("This table cannot be read. Save it again as .csv.") from problem
    year: Year = {}
    for number, row in enumerate(rows, start=2):
        name = (row.get("term") or "").strip().upper()
        if name not in TermName.values:
            raise DatesNotRead(f"Line {number}: the first column has to be autumn, spring or summer.")
        year[name] = {column: _day(row, column, number) for column in COLUMNS if (row.get(column) or "").strip()}
        if "first_day" not in year[name]:
            raise DatesNotRead(f"Line {number}: the first day of the term is missing.")
    return year


def _day(row: dict[str, str], column: str, number: int) -> dt.date:
    try:
        day = dt.date.fromisoformat(row[column].strip())
        require_plausible(day)
        return day
    except (ValueError, ValidationError) as problem:
        raise DatesNotRead(f"Line {number}: “{row[column]}” is not a day. Write it as 2026-09-02.") from problem

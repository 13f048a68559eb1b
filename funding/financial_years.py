"""Financial years run from 1 April to 31 March and are written '2026-27'."""

import datetime as dt
import re

_NAME = re.compile(r"(\d{4})-(\d{2})")


def financial_year(day: dt.date) -> str:
    start = day.year if (day.month, day.day) >= (4, 1) else day.year - 1
    return f"{start}-{(start + 1) % 100:02d}"


def bounds(name: str) -> tuple[dt.date, dt.date]:
    """The first day, and the first day that is no longer in it. Raises ValueError for another way of writing it."""
    found = _NAME.fullmatch(name)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"Write a financial year like 2026-27, not “{name}”.")
    start = int(found[1])
    return dt.date(start, 4, 1), dt.date(start + 1, 4, 1)

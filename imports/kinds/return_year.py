"""The year of a yearly return: that of the 31 March on which it closed, read off its rows."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from imports.reading.reading import Refusal, Row

YEAR_ENDS = (3, 31)
FEW = 5  # of a hundred rows: so many that lie in a later year are slips, and date no outcome


def closing_after(day: dt.date) -> dt.date:
    """The 31 March on or after a day."""
    closes = dt.date(day.year, *YEAR_ENDS)
    return closes if day <= closes else dt.date(day.year + 1, *YEAR_ENDS)


def begins(closed: dt.date) -> dt.date:
    """The 1 April on which a year began."""
    return dt.date(closed.year - 1, YEAR_ENDS[0] + 1, 1)


def year_end(rows: Iterable[tuple[Iterable[Row | Refusal], tuple[str, ...]]], known: Iterable[str]) -> dt.date | None:
    """The latest year in which more than a few of the rows that can be taken end or begin; None without any.

    `rows`: of each file with the names of its dates. `known`: the children whose rows are taken.
    """
    children, years = set(known), Counter()
    for file, columns in rows:
        for row in file:
            if isinstance(row, Row) and row["CHILD"] in children:
                days = [day for name in columns if (day := row.get(name))]
                if days == sorted(days):  # an episode that ends before it begins is refused
                    years[closing_after(days[-1])] += 1
    wanted, found = sum(years.values()) * FEW / 100, 0
    for closed in sorted(years, reverse=True):
        found += years[closed]
        if found >= wanted:
            return closed
    return None

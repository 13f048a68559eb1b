"""A return that was dated wrongly as a whole, found by the right one after it: nearly each row has a twin, a year off.

By chance a few rows have one, never nearly all of a file. A single twin is left to a person
(imports/kinds/earlier_returns.py).
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import clock
from children.enums import Origin
from children.models import CarePeriod, LegalStatus, Placement
from children.moves import change_detection
from imports.kinds.return_year import YEAR_ENDS, closing_after
from imports.reading.reading import Row
from imports.running.report import Report

FEWEST = 10  # rows that tell: below that, twins may be chance
NEARLY_ALL = 0.9
MOST_YEARS = 3
AT_ONCE = 500
TABLES = (CarePeriod, LegalStatus, Placement)
Day = tuple[Any, dt.date]
"""Of which child (and what, where the day alone does not tell), and when."""
Shift = Callable[[dt.date], dt.date | None]


def years_off(years: int) -> Shift:
    def shift(day: dt.date) -> dt.date | None:
        return None if (day.month, day.day) == (2, 29) else day.replace(year=day.year + years)

    return shift


def days_off(days: int) -> Shift:
    return lambda day: day + dt.timedelta(days=days)


def month_first(day: dt.date) -> dt.date | None:
    """As it was read where the month had been written before the day."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 and day.day != day.month else None


YEARS_OFF = tuple(years for years in range(-MOST_YEARS, MOST_YEARS + 1) if years)
OTHER_YEARS = tuple(years_off(years) for years in YEARS_OFF)
OTHER_DAYS = (days_off(-1), days_off(1), month_first)


def is_of_the_last_year(closed: dt.date | None, on: dt.date) -> bool:
    """The return that is brought in now is that of the year which closed last: it is believed before one of another."""
    last = closing_after(on)
    return closed == (last if last == on else dt.date(last.year - 1, *YEAR_ENDS))


def twins(days: Collection[Day], held: Collection[Day], shifts: Iterable[Shift]) -> set[Day]:
    """What the portal holds of these rows on other days, where that is so of nearly all that can be told by it.

    Of each shift by itself: several wrong files may have come before the right one.
    """
    here, there, today = set(days), set(held), clock.today()
    found: set[Day] = set()
    for shift in shifts:
        shifted = {(child, moved) for child, day in here if (moved := shift(day)) is not None and moved <= today}
        telling = shifted - here
        if is_nearly_all(len(telling & there), len(telling)):
            found |= telling & there
    return found


def is_nearly_all(found: int, of: int) -> bool:
    return of >= FEWEST and found >= NEARLY_ALL * of


@dataclass
class EpisodeDays:
    """The days of a file, and one line of each child: few bytes for each row, however long the file is."""

    days: set[Day] = field(default_factory=set)
    lines: dict[int, tuple[int, str]] = field(default_factory=dict)

    def note(self, child: int, day: dt.date, row: Row) -> None:
        self.days.add((child, day))
        self.lines[child] = (row.line, row.whose)


def void_twins(told: EpisodeDays, file: str, report: Report) -> None:
    """Episodes: what the other return brought is entered in error, and what it had ended is open again."""
    held = {day for model in TABLES for day in _of_returns(model, told.lines).values_list("child_id", "from_date")}
    wrong = twins(told.days, held, OTHER_YEARS)
    if wrong:
        _void(wrong, told, file, report)


@transaction.atomic
def _void(wrong: Collection[Day], told: EpisodeDays, file: str, report: Report) -> None:
    affected = {child for child, _ in wrong}

    def end(row: Any, until: dt.date | None, what: str) -> None:
        line, whose = told.lines[row.child_id]
        report.change(file, line, whose, what, row.until, until)
        row.until = until

    with change_detection.noticed(sorted(affected), by=report.by, origin=Origin.RETURN):
        for model in TABLES:
            rows = list(_of_returns(model, affected))
            void = [row for row in rows if (row.child_id, row.from_date) in wrong]
            others = (row for row in rows if (row.child_id, row.from_date) not in wrong)
            ended = [row for row in others if (row.child_id, row.until) in wrong]
            for row in void:
                end(row, row.from_date, "dated to another year by an earlier return, from")
            for row in ended:
                end(row, None, f"{row._meta.verbose_name} from {row.from_date:%d/%m/%Y}, until")
            model.objects.bulk_update([*void, *ended], ["until"], batch_size=AT_ONCE)
            report.count(file, ended=len(void) + len(ended))


def _of_returns(model: type[Any], children: Iterable[int]) -> QuerySet[Any]:
    return model.objects.standing().filter(child__in=children, origin=Origin.RETURN, ended_by=None).order_by("pk")

"""What a return before this one left behind that was wrong, as one that was dated to another year does.

A row is voided where the right return shows that it was wrong: it hung on a time in care that this return has put
right, and lies outside all care now. Others are named, row by row, for a person to decide: a genuine return of an
earlier year may have brought them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from children.enums import Origin
from children.models import CarePeriod
from imports.kinds import return_year
from imports.reading.reading import Row
from imports.rows.dated_files import Table
from imports.rows.dated_rows import Incoming, Plan
from imports.running.report import Report

MOST_YEARS = 3
"""So far from the year of this return a whole file is looked for; farther off no one dates it by mistake."""


def begun_in_error(plans: Mapping[int, Plan]) -> dict[int, dt.date]:
    """Children whose time in care, as an earlier return had it, was just voided: from when on."""
    return {
        child: min(days)
        for child, plan in plans.items()
        if (days := [each.from_date for each, _ in plan.standing if each.is_void and _is_of_a_return(each.held)])
    }


def void_outside_care(table: Table, since: Mapping[int, dt.date], rows_of: Mapping[int, Row], report: Report) -> None:
    """Of the children whose care was put right: rows of returns that overlap no care any more."""
    if not since:
        return
    care = _of_each(CarePeriod.objects.standing().filter(child__in=since))
    wrong = []
    for child, rows in _of_each(_of_returns(table, since)).items():
        for held in rows:
            if held.from_date >= since[child] and not any(_overlap(held, period) for period in care.get(child, ())):
                row = rows_of[child]
                report.change(
                    table.kind.name, row.line, row.whose, "entered in error, from", held.until, held.from_date
                )
                held.until = held.from_date
                wrong.append(held)
    table.model.objects.bulk_update(wrong, ["until"])
    report.count(table.kind.name, ended=len(wrong))


def name_rows_of_another_year(
    table: Table, told: Mapping[int, list[Incoming]], what: str, *, closed: dt.date, report: Report
) -> None:
    """Rows that ended before the year of this return, and are one of its rows but for the year."""
    ended = _of_returns(table, told).filter(until__lte=return_year.begins(closed))
    for child, rows in _of_each(ended).items():
        for held in rows:
            like = next((one for one in told.get(child, ()) if _is_the_same_but_for_the_year(held, one, table)), None)
            if like:
                why = (
                    f"The portal holds {what} from {held.from_date:%d/%m/%Y} to {held.until:%d/%m/%Y} that came with an "
                    "earlier return and is this one but for the year. If that return was dated to another year, mark it "
                    "as an error on the child's page."
                )
                report.refuse(like.row.warned(why))


def _is_the_same_but_for_the_year(held: Any, one: Incoming, table: Table) -> bool:
    years = one.from_date.year - held.from_date.year
    same_day = (one.from_date.month, one.from_date.day) == (held.from_date.month, held.from_date.day)
    says = all(getattr(held, name) == one.values.get(name) for name in table.shape.identity)
    return 0 < years <= MOST_YEARS and same_day and says


def _of_returns(table: Table, children: Iterable[int]):
    rows = table.model.objects.standing().filter(child__in=list(children), origin=Origin.RETURN, ended_by=None)
    return rows.order_by("from_date", "pk")


def _is_of_a_return(held: Any) -> bool:
    return held.origin == Origin.RETURN


def _of_each(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.child_id].append(row)
    return found


def _overlap(one: Any, other: Any) -> bool:
    return one.from_date < (other.until or dt.date.max) and other.from_date < (one.until or dt.date.max)

"""What a wrong file of a night before has left in the record, told by the newest one, which does not have it.

Named once, and put on the list of missing rows until a person has looked (imports/alarms/missing_rows.py), is a row that came with the case system's files, that no row of the newest one is about, and of
which that file should know: it has rows of the child that begin earlier, or the row lies outside every time in care.
Files that hold no history are not asked about it. Open rows that a roll follows (imports/rows/rolls.py) are its.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from accounts import clock
from children.enums import Origin
from children.models import CarePeriod, LegalStatus, Placement
from imports.models import MissingRow
from imports.rows.rolls import ROLLED

if TYPE_CHECKING:
    from imports.rows.dated_files import Table
    from imports.rows.dated_rows import Incoming, Plan
    from imports.running.report import Report

LEFT = "left|"
"""How the key of such a row begins: it stands in no file, and has no number of a child in it."""
IN_CARE_ONLY = (LegalStatus, Placement)


def name_rows(
    table: "Table", staged: Mapping[int, list["Incoming"]], plans: Mapping[int, "Plan"], report: "Report"
) -> None:
    """To be called before the plans are carried out. One query, and three where something is left."""
    if table.owner != "child_id":
        return
    left = _left_of(table, staged, plans)
    listed = list(_listed(table.kind.name, staged))
    now_there = [row.pk for row in listed if row.settled_at is None and row.row_id not in left]
    if now_there:
        MissingRow.objects.filter(pk__in=now_there).update(settled_at=clock.now())
    known = {row.row_id for row in listed if row.settled_at is None or row.settled_by_id}
    new = {pk: held for pk, held in left.items() if pk not in known}
    MissingRow.objects.bulk_create(_missing(table.kind.name, held, staged) for held in new.values())
    for held in new.values():
        report.refuse(staged[held.child_id][0].row.warned(_why(held)))


def _left_of(table: "Table", staged: Mapping[int, list["Incoming"]], plans: Mapping[int, "Plan"]) -> dict[int, Any]:
    left = {owner: [held for held in plan.untouched if _is_of_the_files(held, table)] for owner, plan in plans.items()}
    children = [owner for owner, rows in left.items() if rows]
    care = (
        list(CarePeriod.objects.standing().filter(child__in=children))
        if children and table.model in IN_CARE_ONLY
        else []
    )
    found = {}
    for owner in children:
        first = min(one.from_date for one in staged[owner])
        periods = [period for period in care if period.child_id == owner]
        for held in left[owner]:
            if held.from_date >= first or (periods and not _overlaps_any(held, periods)):
                found[held.pk] = held
    return found


def _listed(file: str, staged: Mapping[int, Any]) -> QuerySet[MissingRow]:
    return MissingRow.objects.filter(file=file, key__startswith=LEFT, child__in=list(staged))


def _missing(file: str, held: Any, staged: Mapping[int, list["Incoming"]]) -> MissingRow:
    whose = staged[held.child_id][0].row.whose
    return MissingRow(file=file, key=f"{LEFT}{held.pk}", whose=whose, row_id=held.pk, child_id=held.child_id)


def _is_of_the_files(held: Any, table: "Table") -> bool:
    is_followed = held.until is None and table.kind.name in ROLLED
    return getattr(held, "origin", "") == Origin.EXTRACT and held.until != held.from_date and not is_followed


def _overlaps_any(held: Any, periods: Iterable[Any]) -> bool:
    until = held.until or dt.date.max
    return any(period.from_date < until and held.from_date < (period.until or dt.date.max) for period in periods)


def _why(held: Any) -> str:
    until = f"to {held.until:%d/%m/%Y}" if held.until else "on"
    return (
        f"The portal holds a row of this child from {held.from_date:%d/%m/%Y} {until} that came with an earlier file and "
        "is not in this one. It was left, and stands on the list of missing rows: mark it as an error on the child's page, "
        "if it is wrong."
    )

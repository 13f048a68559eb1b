"""What a wrong file of a night before has left in the record, told by the newest one, which does not have it.

Named once, and put on the list of rows to check until a person has looked (imports/rows/said_once.py), is a row that
came with the case system's files, that no row of the newest one is about, and of which that file should know: it has
rows of the child that begin earlier, or the row lies outside every time in care.
Files that hold no history are not asked about it. Open rows that a roll follows (imports/rows/rolls.py) are its.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from children.enums import Origin
from children.models import CarePeriod, LegalStatus, Placement
from imports.rows.disagreeing import Disagreement
from imports.rows.rolls import ROLLED

if TYPE_CHECKING:
    from imports.rows.dated_files import Table
    from imports.rows.dated_rows import Incoming, Plan

LEFT = "left|"
"""How the key of such a row begins: it stands in no file, and has no number of a child in it."""
IN_CARE_ONLY = (LegalStatus, Placement)


def found(
    table: "Table", staged: Mapping[int, list["Incoming"]], plans: Mapping[int, "Plan"]
) -> Iterator[Disagreement]:
    """One query where something may be left."""
    for pk, held in _left_of(table, staged, plans).items():
        yield Disagreement(held, f"{LEFT}{pk}", staged[held.child_id][0].row.warned(_why(held)))


def _left_of(table: "Table", staged: Mapping[int, list["Incoming"]], plans: Mapping[int, "Plan"]) -> dict[int, Any]:
    left = {owner: [held for held in plan.untouched if _is_of_the_files(held, table)] for owner, plan in plans.items()}
    children = [owner for owner, rows in left.items() if rows]
    care = (
        list(CarePeriod.objects.standing().filter(child__in=children))
        if children and table.model in IN_CARE_ONLY
        else []
    )
    left_now = {}
    for owner in children:
        first = min(one.from_date for one in staged[owner])
        periods = [period for period in care if period.child_id == owner]
        for held in left[owner]:
            if held.from_date >= first or (periods and not _overlaps_any(held, periods)):
                left_now[held.pk] = held
    return left_now


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
        "is not in this one. It was left, and stands on the list of rows to check: mark it as an error on the child's page, "
        "if it is wrong."
    )

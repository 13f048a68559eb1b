"""What a night's file and the portal do not agree about, said once and listed until a person has looked.

The list is that of the missing rows (imports/alarms/missing_rows.py). A row leaves it when a file comes that agrees
with the portal, or when somebody has looked; then it is not said again for as long as file and portal say the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from accounts import clock
from imports.models import MissingRow
from imports.rows import left_behind
from imports.rows.disagreeing import OPEN, OTHERWISE, Disagreement
from imports.rows.left_behind import LEFT

if TYPE_CHECKING:
    from imports.rows.dated_files import Table
    from imports.rows.dated_rows import Incoming, Plan
    from imports.running.report import Report

IN_NO_FILE = (LEFT, OPEN, OTHERWISE)
"""How the keys begin that have no number of a child in them, and that no file's own row has."""
OF_ONE_KIND = Q.create([Q(key__startswith=beginning) for beginning in IN_NO_FILE], connector=Q.OR)


def name_rows(
    table: "Table", staged: Mapping[int, list["Incoming"]], plans: Mapping[int, "Plan"], report: "Report"
) -> None:
    """To be called before the plans are carried out. One query, and up to three more where there is something to say."""
    found = {one.key: one for one in _found(table, staged, plans)}
    keep(table.kind.name, table.owner, found.values(), staged, report)


def keep(file: str, owner: str, found: Iterable[Disagreement], owners: Iterable[int], report: "Report") -> None:
    """Of these children, or people, the list holds what was found and nothing else."""
    now = {one.key: one for one in found}
    column = "person_id" if owner == "user_id" else "child_id"
    listed = list(MissingRow.objects.filter(OF_ONE_KIND, file=file, **{f"{column}__in": list(owners)}))
    agreed = [row.pk for row in listed if row.settled_at is None and row.key not in now]
    if agreed:
        MissingRow.objects.filter(pk__in=agreed).update(settled_at=clock.now())
    known = {row.key for row in listed if row.settled_at is None or row.settled_by_id}
    new = [one for one in now.values() if one.key not in known]
    MissingRow.objects.bulk_create(_listed(file, column, getattr(one.held, owner), one) for one in new)
    report.refuse_all(one.told for one in new)


def _found(
    table: "Table", staged: Mapping[int, list["Incoming"]], plans: Mapping[int, "Plan"]
) -> Iterator[Disagreement]:
    for plan in plans.values():
        yield from plan.disagreements
    if table.owner == "child_id":
        yield from left_behind.found(table, staged, plans)


def _listed(file: str, column: str, whose: Any, one: Disagreement) -> MissingRow:
    return MissingRow(file=file, key=one.key, whose=one.told.whose, row_id=one.held.pk, **{column: whose})

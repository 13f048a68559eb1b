"""Cells that an earlier file filled, by mistake perhaps, and the newest one leaves empty.

An empty cell says nothing, and what the portal knows stays. So that a wrong word does not stay for ever without a
word, it is named once. Where it permits what a child is protected from when nobody knows, a person is asked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from children.protection import contradictions
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from imports.reading.reading import Row
from imports.running.report import Report, said

if TYPE_CHECKING:
    from imports.rows.dated_files import Table
    from imports.rows.dated_rows import Incoming

RUNS_LOOKED_AT = 10
NOTHING = said(None)
WHY = "An earlier file filled this, and this one leaves it empty. It stays in the portal: correct it there, if it is wrong."


@dataclass(frozen=True)
class Emptied:
    """`was`: the word that the portal still holds."""

    row: Row
    column: str
    was: str


def lately_filled(report: Report) -> dict[str, dict[tuple[str, str], str]]:
    """File -> whose, and what -> the word that one of the last files put where nothing was, and no report has named."""
    runs = ImportRun.objects.filter(kind=ImportKind.CHILDREN, state=ImportState.DONE, is_dry_run=False)
    if report.run is not None:
        runs = runs.filter(pk__lt=report.run.pk)
    filled: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for refusals, changes in reversed(runs.order_by("-pk").values_list("refusals", "changes")[:RUNS_LOOKED_AT]):
        for one in changes:
            if one["old"] == NOTHING:
                filled[one["file"]][one["whose"], one["what"]] = one["new"]
        for one in refusals:
            if one["reason"] == WHY:
                of_file = filled[one["file"]].items()
                filled[one["file"]] = {
                    key: new for key, new in of_file if (key[0], new) != (one["whose"], one["value"])
                }
    return filled


def emptied_by(
    row: Row, held: Any, columns: Mapping[str, str], filled: Mapping[tuple[str, str], str]
) -> Iterator[Emptied]:
    """`columns`: the file's -> the model's. `held`: what the portal has of this row."""
    for theirs, ours in columns.items():
        was = filled.get((row.whose, ours))
        if was and theirs in row.values and row[theirs] in ("", None) and said(getattr(held, ours)) == was:
            yield Emptied(row, theirs, was)


def name_cells(
    table: "Table", staged: Mapping[int, Iterable["Incoming"]], held: Mapping[int, Iterable[Any]], report: Report
) -> None:
    """Of rows that hold for a time, those that begin on the same day. No query but in the first batch of a file."""
    filled = report.filled(table.kind.name, lately_filled)
    if not filled:
        return
    asked: dict[int, list[contradictions.Contradiction]] = {}
    for owner, rows in staged.items():
        for one in rows:
            for row in held[owner]:
                if row.from_date != one.from_date or not _is_about(one, row, table):
                    continue
                for each in emptied_by(one.row, row, table.columns, filled):
                    report.refuse(each.row.warned(WHY, column=each.column, value=each.was))
                    asked.setdefault(owner, []).extend(_questions(table, each, one))
    contradictions.ask(asked)


def _is_about(one: "Incoming", row: Any, table: "Table") -> bool:
    return row.until != row.from_date and table.shape.track_of(one.values) == table.shape.track_of(vars(row))


def _questions(table: "Table", each: Emptied, one: "Incoming") -> Iterator[contradictions.Contradiction]:
    guard = table.protective.get(each.column)
    if guard and each.was != said(guard.value):
        words = f"{table.kind.name}: {each.column} was “{each.was}” in an earlier file, and is empty in the newest"
        yield contradictions.contradiction(guard, one.values, words)

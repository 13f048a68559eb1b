"""Episodes of the yearly return: what they say of care, legal status and placement.

An episode that did not start care or a placement (RNE other than S) tells when something changed, not when the rest of
it began; an episode without an end was open when the year closed, which is not the same as today.

Care ends only where an episode says so (REC other than X1): one that is refused, or whose next one is, ends nothing.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from children import care_codes
from children.enums import Origin
from children.models import CarePeriod
from imports.kinds import earlier_returns, misdated_returns, return_year
from imports.reading.reading import Refusal, Row
from imports.rows import dated_files
from imports.rows.by_child import Said, Writer
from imports.rows.dated_files import taken
from imports.rows.dated_rows import Incoming
from imports.rows.lookups import Lookups, NotKnown
from imports.rows.staging import staging
from imports.running.report import Report

FILE = "episodes.csv"
NEW_STATUS, NEW_PLACE = frozenset("SLBU"), frozenset("SPTBU")
TABLES = {
    "care_periods.csv": "a time in care",
    "legal_statuses.csv": "a legal status",
    "placements.csv": "a placement",
}


@dataclass(frozen=True)
class Life:
    """A child's episodes by date. `is_whole`: none of them was refused. `closed`: when the year did."""

    rows: list[Row]
    is_whole: bool
    closed: dt.date | None


def take(
    rows: Iterable[Row | Refusal],
    report: Report,
    *,
    closed: dt.date | None,
    size: int,
    is_sure_of_year: bool = False,
) -> None:
    """To be called inside `running.one_file`. `closed`: the 31 March of the return, where it is known.

    `is_sure_of_year`: whether this one is believed before a return that was like it but for the year.
    """
    lookups = Lookups()
    refused: set[int] = set()
    seen: set[int] = set()
    writer = Writer(FILE, report, lambda batch: _write({s.subject: s.what for s in batch}, refused, closed, report))
    told = misdated_returns.EpisodeDays()
    with staging() as staged:
        for row in taken(_noting_refused(rows, lookups, refused), report):
            try:
                child = lookups.child(row["CHILD"])
                seen.add(child)
                staged.add(child, renamed(row))
                told.note(child, row["DECOM"], row)
            except NotKnown as why:
                report.refuse(row.refused(str(why), column="CHILD", value=why.value))
        if is_sure_of_year:
            misdated_returns.void_twins(told, FILE, report)
        for batch in report.telling_progress(staged.batches(), size=size, of=staged.number_of_batches()):
            writer.write_all([Said(child, found, found, child=child) for child, found in batch.items()])
    if closed and seen:
        _say_who_is_missing(closed, seen | refused, report)


def renamed(row: Row, **more: object) -> Row:
    return Row(row.file, row.line, row.values | {"social_care_id": row["CHILD"]} | more)


def _noting_refused(rows: Iterable[Row | Refusal], lookups: Lookups, refused: set[int]) -> Iterator[Row | Refusal]:
    for row in rows:
        if isinstance(row, Refusal) and not row.warning and row.whose in lookups.children:
            refused.add(lookups.children[row.whose])
        yield row


def _write(batch: dict[int, list[Row]], refused: set[int], closed: dt.date | None, report: Report) -> None:
    lives = {}
    for child, found in batch.items():
        kept = _orderly(found, report)
        lives[child] = Life(kept, is_whole=child not in refused and len(kept) == len(found), closed=closed)
    begun_in_error: dict[int, dt.date] = {}
    for name, spells in (
        ("care_periods.csv", _care),
        ("legal_statuses.csv", _statuses),
        ("placements.csv", _placements),
    ):
        table = dated_files.TABLES[name]
        named = replace(table, kind=replace(table.kind, name=FILE))
        told = {child: spells(life) for child, life in lives.items() if life.rows}
        plans = dated_files.write(named, told, report, origin=Origin.RETURN)
        if spells is _care:
            begun_in_error = earlier_returns.begun_in_error(plans)
        else:
            rows_of = {child: life.rows[0] for child, life in lives.items() if life.rows}
            earlier_returns.void_outside_care(named, begun_in_error, rows_of, report)
        if closed:
            earlier_returns.name_rows_of_another_year(named, told, TABLES[name], closed=closed, report=report)
            for child, plan in plans.items():
                _say_what_is_left(lives[child], plan.untouched, TABLES[name], report)


def _say_what_is_left(life: Life, untouched: list[Any], what: str, report: Report) -> None:
    """A corrected return takes nothing away that an earlier one brought: a person does."""
    since = return_year.begins(life.closed)
    for held in untouched:
        is_of_the_year = held.from_date <= life.closed and (held.until is None or held.until > since)
        if held.origin == Origin.RETURN and held.until != held.from_date and is_of_the_year:
            why = (
                f"The portal holds {what} from {held.from_date:%d/%m/%Y} that came with an earlier return and is not in "
                "this one. It was left: end it, or mark it as an error, on the child's page."
            )
            report.refuse(life.rows[0].warned(why))


def _say_who_is_missing(closed: dt.date, seen: set[int], report: Report) -> None:
    held = (
        CarePeriod.objects.standing()
        .filter(origin=Origin.RETURN, from_date__lte=closed, child__merged_into=None)
        .exclude(until__lte=return_year.begins(closed))
    )
    for child, number in held.values_list("child_id", "child__social_care_id").distinct().order_by("child_id"):
        if child not in seen:
            why = "This child came with an earlier return for this year and is not in this one. Nothing was changed."
            report.refuse(Refusal(FILE, 0, "CHILD", number, why, warning=True, whose=number))


def _orderly(rows: list[Row], report: Report) -> list[Row]:
    """A child's episodes by date; one that ends before it begins, stands twice or overlaps the last is refused."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: (row["DECOM"], row.line)):
        last = kept[-1] if kept else None
        ends = row.get("DEC")
        if ends is not None and ends < row["DECOM"]:
            report.refuse(row.refused("The episode ends before it begins.", column="DEC", value=ends))
        elif last and _overlap(last, row):
            why = f"The episode overlaps the one on line {last.line}."
            report.refuse(row.refused(why, column="DECOM", value=row["DECOM"]))
        else:
            kept.append(row)
    return kept


def _overlap(last: Row, row: Row) -> bool:
    """An end that could not be read overlaps nothing but an episode of the same day."""
    if "DEC" not in last.values:
        return last["DECOM"] == row["DECOM"]
    return (last["DEC"] or dt.date.max) > row["DECOM"]


def _care(life: Life) -> list[Incoming]:
    """One care period for each run of episodes that follow each other."""
    spells: list[Incoming] = []
    for row, follows in _with_whether_it_follows(life.rows):
        if not follows:
            spells.append(
                _spell(row, {"is_short_break": row["LS"] in care_codes.SHORT_BREAKS}, begins=row["RNE"] == "S")
            )
        _end(spells[-1], row, life)
        if row.get("REC") and row["REC"] != care_codes.STAYS_IN_CARE:
            spells[-1].values["end_reason"] = row["REC"]
    return _lasting(spells)


def _statuses(life: Life) -> list[Incoming]:
    return _changes(life, NEW_STATUS, lambda row: {"code": row["LS"]})


def _placements(life: Life) -> list[Incoming]:
    return _changes(life, NEW_PLACE, _home)


def _home(row: Row) -> dict[str, Any] | None:
    """None where the placement could not be read: then the episode says nothing of it."""
    if not row.get("PLACE"):
        return None
    return {
        "kind": row["PLACE"],
        "provider": row.get("PLACE_PROVIDER", ""),
        "postcode": row.get("PL_POST", ""),
    }


def _changes(life: Life, begun_by: frozenset[str], told: Callable[[Row], dict[str, Any] | None]) -> list[Incoming]:
    """A new spell where the reason for the episode says so, or where the words differ all the same."""
    spells: list[Incoming] = []
    is_broken = False
    for row, follows in _with_whether_it_follows(life.rows):
        said = told(row)
        goes_on = follows and bool(spells) and not is_broken
        is_broken = said is None
        is_new = not goes_on or row["RNE"] in begun_by or spells[-1].values != said
        if goes_on and is_new:
            spells[-1].until, spells[-1].end_known = row["DECOM"], True
        if said is None:
            continue
        if is_new:
            spells.append(_spell(row, said, begins=follows or row["RNE"] in begun_by))
        _end(spells[-1], row, life)
    return _lasting(spells)


def _with_whether_it_follows(rows: list[Row]) -> Iterator[tuple[Row, bool]]:
    """Also over a gap, where the one before says that the child stayed, or not when it ended."""
    before: Row | None = None
    for row in rows:
        yield row, before is not None and (before.get("DEC") == row["DECOM"] or not _says_that_it_ended(before))
        before = row


def _says_that_it_ended(row: Row) -> bool:
    return row.get("DEC") is not None and row.get("REC", care_codes.STAYS_IN_CARE) != care_codes.STAYS_IN_CARE


def _end(spell: Incoming, row: Row, life: Life) -> None:
    """As far as this episode says. The next one may say more."""
    is_over = _says_that_it_ended(row) and (bool(row["REC"]) or life.is_whole)
    spell.until, spell.end_known = (row["DEC"], True) if is_over else (None, False)
    is_open = "DEC" in row.values and row["DEC"] is None
    spell.open_on = life.closed if is_open else None


def _spell(row: Row, told: dict, *, begins: bool) -> Incoming:
    return Incoming(row, row["DECOM"], row.get("DEC"), told, begins_known=begins, origin=Origin.RETURN)


def _lasting(spells: list[Incoming]) -> list[Incoming]:
    """An episode of no days changed nothing that holds."""
    return [spell for spell in spells if spell.until is None or spell.until > spell.from_date]

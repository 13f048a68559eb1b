"""The yearly return on looked-after children (SSDA903): header, episodes and reviews of its CSV files.

It has no names, no schools and no future: it begins the record where there is none, and checks it where there is
one. An episode that did not start care or a placement (RNE other than S) tells when something changed, not when
the rest of it began; an episode without an end was open when the year closed, which is not the same as today.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from children import care_codes
from children.enums import ImportKind, Origin, ReviewState
from children.imports import dated_files, values
from children.imports.children_file import Children, taken
from children.imports.dated_rows import Incoming
from children.imports.extract import NIGHTLY, files_in
from children.imports.lookups import Lookups, NotKnown
from children.imports.reading import Column, FileKind, Refusal, Row, read
from children.imports.report import Report
from children.imports.reviews_file import Reviews
from children.imports.running import Manner, one_file, recorded

OLD_SEXES = {"1": "M", "2": "F"}
NEW_STATUS, NEW_PLACE = frozenset("SLBU"), frozenset("SPTBU")
REASONS = care_codes.CARE_ENDED | {care_codes.STAYS_IN_CARE: "the next episode begins the same day"}


def _sex(text: str) -> str:
    return values.code(care_codes.SEXES)(OLD_SEXES.get(text.strip(), text))


def _place(text: str) -> str:
    return values.code(care_codes.PLACEMENTS)(text)


CHILD = Column("CHILD", values.reference, needed=True)
HEADER = FileKind(
    "header.csv",
    (
        CHILD,
        Column("SEX", _sex),
        Column("DOB", values.day, needed=True),
        Column("ETHNIC", values.code(care_codes.ETHNICITIES)),
        Column("UPN", values.words(20)),
        Column("MOTHER", values.words(10)),
        Column("MC_DOB", values.words(10)),
    ),
)
EPISODES = FileKind(
    "episodes.csv",
    (
        CHILD,
        Column("DECOM", values.day, needed=True),
        Column("RNE", values.code(care_codes.EPISODE_REASONS), needed=True),
        Column("LS", values.code(care_codes.LEGAL_STATUSES), needed=True),
        Column("CIN", values.words(4)),
        Column("PLACE", _place, needed=True),
        Column("PLACE_PROVIDER", values.code(care_codes.PROVIDERS)),
        Column("DEC", values.day, default=None),
        Column("REC", values.code(REASONS)),
        Column("REASON_PLACE_CHANGE", values.code(care_codes.CHANGE_REASONS)),
        Column("HOME_POST", values.words(10)),
        Column("PL_POST", values.words(8)),
        Column("URN", values.words(10)),
    ),
)
REVIEWS = FileKind(
    "reviews.csv",
    (
        CHILD,
        Column("DOB", values.words(20)),
        Column("REVIEW", values.day, needed=True),
        Column("REVIEW_CODE", values.code(care_codes.REVIEW_PARTICIPATION)),
    ),
)
HEADER_COLUMNS = {"SEX": "sex", "DOB": "date_of_birth", "ETHNIC": "ethnicity", "UPN": "upn"}


def import_folder(folder: Path, *, by, manner: Manner = NIGHTLY) -> Report:
    """Takes what it finds of header, episodes and reviews; other files are named as not read."""
    takers = ((HEADER, _take_header), (EPISODES, _take_episodes), (REVIEWS, _take_reviews))
    with recorded(ImportKind.SSDA903, by=by, manner=manner) as report:
        files = files_in(folder)
        for kind, take in takers:
            path = files.pop(kind.name, None)
            if path is None:
                report.missing.append(kind.name)
                continue
            rows = list(read(path, kind))
            with one_file(kind.name, report, manner=manner):
                take(rows, report)
        report.not_read.extend(sorted(files))
    return report


def _take_header(rows: Iterable[Row | Refusal], report: Report) -> None:
    children = Children(HEADER.name, report)
    for row in taken(rows, report):
        children.take(_renamed(row), HEADER_COLUMNS, only_fill=True)
    children.write()


def _take_reviews(rows: Iterable[Row | Refusal], report: Report) -> None:
    reviews = Reviews(REVIEWS.name, report)
    for row in taken(rows, report):
        told = {"state": ReviewState.HELD, "participation_code": row.get("REVIEW_CODE", "")}
        reviews.take(_renamed(row, review_date=row["REVIEW"]), told)
    reviews.write()


def _take_episodes(rows: Iterable[Row | Refusal], report: Report) -> None:
    lookups = Lookups()
    episodes: dict[int, list[Row]] = defaultdict(list)
    for row in taken(rows, report):
        report.count(EPISODES.name, rows=1)
        try:
            episodes[lookups.child(row["CHILD"])].append(_renamed(row))
        except NotKnown as why:
            report.refuse(row.refused(str(why), column="CHILD", value=why.value))
    orderly = {child: _orderly(found, report) for child, found in episodes.items()}
    for name, spells in (
        ("care_periods.csv", _care),
        ("legal_statuses.csv", _statuses),
        ("placements.csv", _placements),
    ):
        table = dated_files.TABLES[name]
        named = replace(table, kind=replace(table.kind, name=EPISODES.name))
        dated_files.write(
            named, {child: spells(found) for child, found in orderly.items()}, report, origin=Origin.RETURN
        )


def _renamed(row: Row, **more: object) -> Row:
    return Row(row.file, row.line, row.values | {"social_care_id": row["CHILD"]} | more)


def _orderly(rows: list[Row], report: Report) -> list[Row]:
    """A child's episodes by date; one that ends before it begins, stands twice or overlaps the last is refused."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda row: (row["DECOM"], row.line)):
        last = kept[-1] if kept else None
        ends = row.get("DEC")
        if ends is not None and ends < row["DECOM"]:
            report.refuse(row.refused("The episode ends before it begins.", column="DEC", value=ends))
        elif last and (last.get("DEC") or dt.date.max) > row["DECOM"]:
            why = f"The episode overlaps the one on line {last.line}."
            report.refuse(row.refused(why, column="DECOM", value=row["DECOM"]))
        else:
            kept.append(row)
    return kept


def _care(rows: list[Row]) -> list[Incoming]:
    """One care period for each run of episodes of which each begins on the day the last one ends."""
    spells: list[Incoming] = []
    for row, follows in _with_whether_it_follows(rows):
        if not follows:
            spells.append(
                _spell(row, {"is_short_break": row["LS"] in care_codes.SHORT_BREAKS}, begins=row["RNE"] == "S")
            )
        spells[-1].until = row.get("DEC")
        spells[-1].end_known = row.get("DEC") is not None
        if row.get("REC") and row["REC"] != care_codes.STAYS_IN_CARE:
            spells[-1].values["end_reason"] = row["REC"]
    return _lasting(spells)


def _statuses(rows: list[Row]) -> list[Incoming]:
    return _changes(rows, NEW_STATUS, lambda row: {"code": row["LS"]})


def _placements(rows: list[Row]) -> list[Incoming]:
    return _changes(
        rows,
        NEW_PLACE,
        lambda row: {
            "kind": row["PLACE"],
            "provider": row.get("PLACE_PROVIDER", ""),
            "postcode": row.get("PL_POST", ""),
        },
    )


def _changes(rows: list[Row], begun_by: frozenset[str], told) -> list[Incoming]:
    """A new spell where the reason for the episode says so, or where the words differ all the same."""
    spells: list[Incoming] = []
    for row, follows in _with_whether_it_follows(rows):
        said = told(row)
        if not follows or row["RNE"] in begun_by or spells[-1].values != said:
            if follows:
                spells[-1].until, spells[-1].end_known = row["DECOM"], True
            spells.append(_spell(row, said, begins=follows or row["RNE"] in begun_by))
        spells[-1].until = row.get("DEC")
        spells[-1].end_known = row.get("DEC") is not None
    return _lasting(spells)


def _with_whether_it_follows(rows: list[Row]) -> Iterable[tuple[Row, bool]]:
    before = None
    for row in rows:
        yield row, before is not None and before.get("DEC") == row["DECOM"]
        before = row


def _spell(row: Row, told: dict, *, begins: bool) -> Incoming:
    return Incoming(row, row["DECOM"], row.get("DEC"), told, begins_known=begins)


def _lasting(spells: list[Incoming]) -> list[Incoming]:
    """An episode of no days changed nothing that holds."""
    return [spell for spell in spells if spell.until is None or spell.until > spell.from_date]

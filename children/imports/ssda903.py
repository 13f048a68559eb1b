"""The yearly return on looked-after children (SSDA903): header, episodes, reviews and OC2 of its CSV files.

It has no names, no schools and no future: it begins the record where there is none, and checks it where there is
one. An episode that did not start care or a placement (RNE other than S) tells when something changed, not when
the rest of it began; an episode without an end was open when the year closed, which is not the same as today.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from children import care_codes
from children.enums import ImportKind, Origin, ReviewState
from children.imports import dated_files, outcomes, values
from children.imports.by_child import Said, Writer
from children.imports.children_file import Children
from children.imports.dated_files import taken
from children.imports.dated_rows import Incoming
from children.imports.extract import NIGHTLY, files_in
from children.imports.lookups import Lookups, NotKnown
from children.imports.reading import Column, FileKind, Refusal, Row, read
from children.imports.report import Report
from children.imports.reviews_file import Reviews
from children.imports.running import Manner, one_file, recorded
from children.imports.staging import staging
from children.models import ImportRun

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
YEAR_ENDS = (3, 31)
HEADER_COLUMNS = {"SEX": "sex", "DOB": "date_of_birth", "ETHNIC": "ethnicity", "UPN": "upn"}


def import_folder(
    folder: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None, year: int | None = None
) -> Report:
    """Takes what it finds of header, episodes, reviews and outcomes; other files are named as not read.

    `year` is that of the 31 March on which the return closed; left out, it is read off the latest day in its files.
    """
    with recorded(ImportKind.SSDA903, by=by, manner=manner, run=run) as report:
        files = files_in(folder)
        report.expect(path.stat().st_size for path in files.values())
        closed = year_end(files, year)
        takers = (
            (HEADER, _take_header),
            (EPISODES, _take_episodes),
            (REVIEWS, _take_reviews),
            (outcomes.OC2, partial(outcomes.take, year_end=closed)),
        )
        for kind, take in takers:
            path = files.pop(kind.name, None)
            if path is None:
                report.missing.append(kind.name)
                continue
            with one_file(kind.name, report, manner=manner):
                take(read(path, kind), report, size=path.stat().st_size)
        report.not_read.extend(sorted(files))
    return report


def year_end(files: dict[str, Path], year: int | None) -> dt.date | None:
    """The 31 March on or after the latest day that an episode began or ended, or a review was held; None without any."""
    if year:
        return dt.date(year, *YEAR_ENDS)
    latest = None
    for kind, columns in ((EPISODES, ("DECOM", "DEC")), (REVIEWS, ("REVIEW",))):
        for row in read(files[kind.name], kind) if kind.name in files else ():
            days = [row.get(name) for name in columns] if isinstance(row, Row) else []
            latest = max(filter(None, [latest, *days]), default=None)
    if latest is None:
        return None
    closes = dt.date(latest.year, *YEAR_ENDS)
    return closes if latest <= closes else dt.date(latest.year + 1, *YEAR_ENDS)


def _take_header(rows: Iterable[Row | Refusal], report: Report, *, size: int) -> None:
    children = Children(HEADER.name, report, HEADER_COLUMNS, only_fill=True)
    children.take(_renamed(row) for row in taken(rows, report))
    report.read_on(size)


def _take_reviews(rows: Iterable[Row | Refusal], report: Report, *, size: int) -> None:
    Reviews(REVIEWS.name, report).take(
        (
            _renamed(row, review_date=row["REVIEW"]),
            {"state": ReviewState.HELD, "participation_code": row.get("REVIEW_CODE", "")},
        )
        for row in taken(rows, report)
    )
    report.read_on(size)


def _take_episodes(rows: Iterable[Row | Refusal], report: Report, *, size: int) -> None:
    lookups = Lookups()
    writer = Writer(EPISODES.name, report, lambda batch: _write_spells({s.subject: s.what for s in batch}, report))
    with staging() as staged:
        for row in taken(rows, report):
            try:
                staged.add(lookups.child(row["CHILD"]), _renamed(row))
            except NotKnown as why:
                report.refuse(row.refused(str(why), column="CHILD", value=why.value))
        for batch in report.telling_progress(staged.batches(), size=size, of=staged.number_of_batches()):
            writer.write_all([Said(child, found, found, child=child) for child, found in batch.items()])


def _write_spells(batch: dict[int, list[Row]], report: Report) -> None:
    orderly = {child: _orderly(found, report) for child, found in batch.items()}
    for name, spells in (
        ("care_periods.csv", _care),
        ("legal_statuses.csv", _statuses),
        ("placements.csv", _placements),
    ):
        table = dated_files.TABLES[name]
        named = replace(table, kind=replace(table.kind, name=EPISODES.name))
        told = {child: spells(found) for child, found in orderly.items()}
        dated_files.write(named, told, report, origin=Origin.RETURN)


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
    return Incoming(row, row["DECOM"], row.get("DEC"), told, begins_known=begins, origin=Origin.RETURN)


def _lasting(spells: list[Incoming]) -> list[Incoming]:
    """An episode of no days changed nothing that holds."""
    return [spell for spell in spells if spell.until is None or spell.until > spell.from_date]

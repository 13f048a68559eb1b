"""The national register of schools (GIAS): establishments, and the links between a school and its successor.

Read by column name, for the file has more than a hundred and they change. Heads' names stand in it: not read.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from accounts.models import School, SchoolLink
from imports.enums import ImportKind
from imports.kinds.extract import NIGHTLY
from imports.models import ImportRun
from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Refusal, Row, heading_of, plain, read
from imports.rows.by_child import Said, Writer
from imports.running.report import Report
from imports.running.running import Manner, one_file, recorded

PHASES = {
    "0": "Not applicable", "1": "Nursery", "2": "Primary", "3": "Middle deemed primary", "4": "Secondary",
    "5": "Middle deemed secondary", "6": "16 plus", "7": "All-through",
}  # fmt: skip
COLUMNS = {
    "URN": "urn",
    "EstablishmentName": "name",
    "LA (code)": "la_code",
    "EstablishmentNumber": "establishment_number",
    "PhaseOfEducation (code)": "phase_code",
    "TypeOfEstablishment (name)": "type_name",
    "EstablishmentStatus (name)": "status_name",
    "Town": "town",
    "Postcode": "postcode",
    "TelephoneNum": "telephone",
    "OpenDate": "opened_date",
    "CloseDate": "closed_date",
}
CONVERTED = {
    "URN": values.school_urn,
    "PhaseOfEducation (code)": values.code(PHASES),
    "OpenDate": values.day,
    "CloseDate": values.day,
}
NEEDED = frozenset({"URN", "EstablishmentName"})
SCHOOLS = "schools"
AT_ONCE = 500
MOST_MISSING = 2  # where more than one in so many is not in a file, it is a part of the register


def _column(theirs: str, ours: str) -> Column:
    limit = School._meta.get_field(ours).max_length
    convert = CONVERTED.get(theirs) or values.words(limit)
    is_day = theirs.endswith("Date")
    return Column(
        theirs,
        convert,
        needed=theirs in NEEDED,
        default=None if is_day else "",
        may_lie_ahead=True if is_day else None,
        keeps_dashes=not is_day,
    )


ESTABLISHMENTS = FileKind("schools", tuple(_column(theirs, ours) for theirs, ours in COLUMNS.items()), is_windows=True)
LINKS = FileKind(
    "school links",
    (
        Column("URN", values.school_urn, needed=True),
        Column("LinkURN", values.school_urn, needed=True),
        Column("LinkName", values.words(300)),
        Column("LinkType", values.words(60), needed=True),
        Column("LinkEstablishedDate", values.day, default=None, may_lie_ahead=True),
    ),
    is_windows=True,
)


def import_files(paths: Iterable[Path], *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None) -> Report:
    """Takes establishment files and link files, told apart by their headings; schools first."""
    with recorded(ImportKind.SCHOOLS, by=by, manner=manner, run=run) as report:
        paths = sorted(paths, key=is_links)
        report.expect(path.stat().st_size for path in paths)
        seen: set[str] = set()
        for path in paths:
            kind, take = (LINKS, _take_links) if is_links(path) else (ESTABLISHMENTS, _take_schools)
            named = replace(kind, name=path.name)
            with one_file(path.name, report, manner=manner):
                take(path.name, _known_columns(read(path, named)), report, seen)
            report.read_on(path.stat().st_size)
        _name_who_is_missing(seen, report)
    return report


def is_links(path: Path) -> bool:
    """Whether the heading is that of the register's file of links."""
    try:
        with path.open("rb") as stream:
            return plain("LinkURN") in {plain(name) for name in heading_of(stream)}
    except OSError:
        return False


def _known_columns(rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
    """The register has a hundred columns that nobody here asks for: they are not worth a line each."""
    return (row for row in rows if isinstance(row, Row) or row.reason != "This column is not read.")


def _name_who_is_missing(seen: Collection[str], report: Report) -> None:
    """A register keeps schools that closed: one that it does not have came by a wrong file. A part of it says nothing."""
    if not seen or any(report.has_refused(file) for file in report.files):
        return
    held = School.objects.filter(setting_kind="").order_by("urn").values_list("urn", flat=True)
    missing = [urn for urn in held if urn not in seen]
    if len(missing) * MOST_MISSING <= len(seen):
        for urn in missing:
            why = "The register does not have this school. It was left: where children are at it, correct their school."
            report.refuse(Refusal(next(iter(report.files)), 0, "URN", urn, why, warning=True))


def _take_schools(file: str, rows: Iterable[Row | Refusal], report: Report, seen: set[str]) -> None:
    writer = Writer(SCHOOLS, report, lambda batch: _write_schools(file, [said.what for said in batch], report))
    waiting: list[Row] = []
    for row in rows:
        if isinstance(row, Refusal):
            report.refuse_unread(row)
            continue
        report.count(file, rows=1)
        if row["URN"] in seen:
            report.refuse(row.refused("This school stands twice in the file.", column="URN", value=row["URN"]))
            continue
        seen.add(row["URN"])
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            writer.write_all([Said(row["URN"], [row], row) for row in waiting])
            waiting = []
    writer.write_all([Said(row["URN"], [row], row) for row in waiting])


def _write_schools(file: str, rows: list[Row], report: Report) -> None:
    known = {school.urn: school for school in School.objects.filter(urn__in=[row["URN"] for row in rows])}
    new, changed = [], []
    for row in rows:
        told = {ours: row[theirs] for theirs, ours in COLUMNS.items() if theirs in row.values}
        school = known.get(row["URN"])
        if school is None:
            new.append(School(**told))
        elif _differs(file, row, school, told, report):
            changed.append(school)
        else:
            report.count(file, unchanged=1)
    School.objects.bulk_create(new, batch_size=AT_ONCE)
    School.objects.bulk_update(changed, list(COLUMNS.values()), batch_size=AT_ONCE)
    report.count(file, added=len(new), changed=len(changed))


def _differs(file: str, row: Row, school: School, told: dict[str, Any], report: Report) -> bool:
    differing = [name for name, value in told.items() if getattr(school, name) != value]
    for name in differing:
        report.change(file, row.line, school.urn, name, getattr(school, name), told[name])
        setattr(school, name, told[name])
    return bool(differing)


def _take_links(file: str, rows: Iterable[Row | Refusal], report: Report, seen: Collection[str]) -> None:
    """The register alone says which there are: one that a file of before had and this one has not is taken away."""
    schools = dict(School.objects.values_list("urn", "pk"))
    known = {
        (link.school_id, link.linked_urn, link.link_type): link for link in SchoolLink.objects.select_related("school")
    }
    new: dict[tuple, SchoolLink] = {}
    put_right: list[SchoolLink] = []
    met: set[tuple] = set()
    for row in rows:
        if isinstance(row, Refusal):
            report.refuse_unread(row)
            continue
        report.count(file, rows=1)
        key = (schools.get(row["URN"]), row["LinkURN"], row["LinkType"])
        if key[0] is None:
            report.refuse(row.refused("This school is not in the register.", column="URN", value=row["URN"]))
        elif key in known and key not in met:
            _meet_link(file, row, known[key], put_right, report)
        elif key in known or key in new:
            report.count(file, unchanged=1)
        else:
            when = row.get("LinkEstablishedDate")
            new[key] = SchoolLink(school_id=key[0], linked_urn=key[1], link_type=key[2], established_date=when)
        met.add(key)
    SchoolLink.objects.bulk_create(new.values(), batch_size=AT_ONCE)
    SchoolLink.objects.bulk_update(put_right, ["established_date"], batch_size=AT_ONCE)
    report.count(file, added=len(new), changed=len(put_right))
    if met and not report.has_refused(file):
        _take_links_away(file, [link for key, link in known.items() if key not in met], len(met), report)


def _meet_link(file: str, row: Row, link: SchoolLink, put_right: list[SchoolLink], report: Report) -> None:
    day = row.get("LinkEstablishedDate")
    if day is None or day == link.established_date:
        report.count(file, unchanged=1)
        return
    report.change(file, row.line, row["URN"], f"day of the link to {link.linked_urn}", link.established_date, day)
    link.established_date = day
    put_right.append(link)


def _take_links_away(file: str, gone: Sequence[SchoolLink], there: int, report: Report) -> None:
    """Of a file that lost as many as it has, nothing: it is a part."""
    if len(gone) * MOST_MISSING > there:
        return
    for link in gone:
        what = f"{link.link_type.lower()} {link.linked_urn}, which is not in this file"
        report.change(file, 0, link.school.urn, what, link.established_date, None)
    SchoolLink.objects.filter(pk__in=[link.pk for link in gone]).delete()
    report.count(file, ended=len(gone))

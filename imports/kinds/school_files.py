"""What the files of attendance, attainment and suspensions share: finding the child, and taking rows by the batch.

By default each batch is a short transaction of its own, so that nobody who saves a draft waits for a long file, and
memory does not grow with it. Strict: the whole file is one transaction, and one refused row undoes it.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from children.enums import EnrolmentKind
from children.identity import upn
from children.models import Child, Enrolment, FormerIdentifier
from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Refusal, Row, heading_of, plain, read_stream
from imports.reading.values import BadValue
from imports.rows.by_child import Said, Writer
from imports.rows.lookups import Lookups, NotKnown
from imports.running.report import Report
from imports.running.running import Manner, one_file

AT_ONCE = 1000
WORDS_FOR_SESSIONS = {"AM": "AM", "PM": "PM", "MORNING": "AM", "AFTERNOON": "PM", "A": "AM", "P": "PM"}
CENSUS_DATE = re.compile(r"(\d{4})-([A-Za-z]{3})-(\d{1,2})")


@dataclass(frozen=True)
class SchoolFile:
    """A kind of file, the other names by which its columns come, and columns of which the file must have one."""

    kind: FileKind
    other_names: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[tuple[str, ...], ...] = (("social_care_id", "upn"),)


class Taker(Protocol):
    """Turns rows into items, and writes items. Both tell the report; `accept` raises NotKnown for a refused row."""

    def accept(self, row: Row) -> Any: ...

    def write(self, items: list[Any]) -> None: ...


def day(text: str) -> dt.date:
    """As `values.day`, and as the school census writes it: 2025-Jan-22 00:00:00."""
    try:
        return values.day(text)
    except BadValue:
        found = CENSUS_DATE.match(text.strip())
        if found is None:
            raise
        return values.day(f"{found[3]} {found[2]} {found[1]}")


def half_day(text: str) -> str:
    try:
        return WORDS_FOR_SESSIONS[text.strip().upper()]
    except KeyError:
        raise BadValue("Write AM for the morning, or PM for the afternoon.") from None


def whole(least: int, most: int) -> values.Convert:
    """As `values.number`, and as spreadsheets write it: 10.0."""
    number = values.number(least, most)
    return lambda text: number(re.sub(r"\.0+$", "", text.strip()))


def pupil_number(text: str) -> str:
    bare = upn.normalise(text)
    if upn.is_unknown_code(bare):
        raise BadValue("This code says that the child has no number yet. Leave it empty.")
    if len(bare) > 13:
        raise BadValue("A unique pupil number has 13 characters.")
    return bare


CHILD_COLUMNS = (
    Column(
        "social_care_id",
        values.reference,
        kind="text, up to 20 characters",
        example="700101",
        note="the child's number in the case system; this or `upn` is needed",
    ),
    Column(
        "upn",
        pupil_number,
        kind="text, 13 characters",
        note="the unique pupil number; this or `social_care_id` is needed",
    ),
)
SCHOOL_COLUMN = Column(
    "school_urn",
    values.school_number,
    kind="six figures",
    example="900002",
    default=None,
    note="the school's number in the national register",
)


class Pupils(Lookups):
    """Whom and what school a row means. Read once for each file: numbers only."""

    @cached_property
    def by_upn(self) -> dict[str, int]:
        former = FormerIdentifier.objects.filter(kind="upn").values_list("value", "child_id")
        return dict(former) | dict(Child.objects.exclude(upn="").values_list("upn", "pk"))

    @cached_property
    def merged(self) -> dict[int, int]:
        return dict(Child.objects.exclude(merged_into=None).values_list("pk", "merged_into"))

    def pupil(self, row: Row) -> int:
        """By either number, also a former one. Raises NotKnown."""
        number, other_number = row.get("social_care_id"), row.get("upn")
        if not number and not other_number:
            raise NotKnown("social_care_id", "", "This row names no child: fill social_care_id or upn.")
        by_number = self._standing(self.child(number)) if number else None
        by_other = self._standing(self.by_upn.get(other_number))
        if by_number is None and by_other is None:
            raise NotKnown("upn", other_number, "No child has this number.")
        if by_number and by_other and by_number != by_other:
            raise NotKnown("upn", other_number, "This number belongs to another child than the one in social_care_id.")
        return by_number or by_other

    def urn(self, school: int) -> str:
        return next(urn for urn, pk in self.schools.items() if pk == school)

    def _standing(self, child: int | None) -> int | None:
        """The record that holds now, where two of one child were made one."""
        for _ in self.merged:
            if child not in self.merged:
                break
            child = self.merged[child]
        return child


class Roll:
    """Who was on which school's roll, for all children: numbers and days only."""

    @cached_property
    def _spells(self) -> dict[int, list[tuple[int, str, dt.date, dt.date | None]]]:
        found = defaultdict(list)
        rows = Enrolment.objects.standing().order_by()
        for child, *spell in rows.values_list("child_id", "school_id", "kind", "from_date", "until"):
            found[child].append(tuple(spell))
        return found

    def has(self, child: int, school: int | None, on: dt.date) -> bool:
        """On the roll of that school on that day, or of any where none is named."""
        return any(school in {None, held} for held, _ in self._on(child, on))

    def is_elsewhere(self, child: int, school: int, on: dt.date) -> bool:
        """Whether the portal knows the child on the roll of other schools alone on that day."""
        schools = {held for held, _ in self._on(child, on)}
        return bool(schools) and school not in schools

    def is_beside(self, child: int, school: int, on: dt.date) -> bool:
        """Whether that school is the child's second one, or alternative provision, on that day."""
        return any(held == school and kind != EnrolmentKind.MAIN for held, kind in self._on(child, on))

    def _on(self, child: int, on: dt.date) -> Iterator[tuple[int, str]]:
        for school, kind, since, until in self._spells.get(child, ()):
            if since <= on and (until is None or on < until):
                yield school, kind


class Elsewhere:
    """Points out rows of a school while the child was at another one: the number may be another child's."""

    def __init__(self, report: Report):
        self.report, self.roll = report, Roll()
        self.said: set[tuple[int, int]] = set()

    def point_out(self, row: Row, child: int, school: int | None, on: dt.date) -> None:
        if school is None or (child, school) in self.said or not self.roll.is_elsewhere(child, school, on):
            return
        self.said.add((child, school))
        why = (
            "As far as the portal knows the child was at another school on this day. The row was taken; further ones like "
            "it are not listed."
        )
        self.report.refuse(row.warned(why, column="school_urn", value=row.get("school_urn")))


def whose(row: Row) -> str:
    """The number by which the file knows the child."""
    return row.get("social_care_id") or row.get("upn") or ""


def lock(children: Collection[int]) -> None:
    """Whoever enters something for one of them by hand waits until the batch is written, or comes before it."""
    list(Child.objects.select_for_update(of=("self",)).filter(pk__in=children).order_by("pk").values_list("pk"))


def take(path: Path, what: SchoolFile, taker: Taker, report: Report, *, manner: Manner) -> None:
    """Takes every good row of the file and reports the others. Raises ImportStopped between batches."""
    writer = Writer(what.kind.name, report, lambda batch: taker.write([item for said in batch for item in said.what]))
    with one_file(path.name, report, manner=manner):
        for items, read in _batches(path, what, taker, writer):
            by_child: dict[int, list[Any]] = defaultdict(list)
            for item in items:
                by_child[item.child].append(item)
            writer.write_all(
                [Said(child, [item.row for item in found], found, child=child) for child, found in by_child.items()]
            )
            report.read_on(read)


def _batches(path: Path, what: SchoolFile, taker: Taker, writer: Writer) -> Iterator[tuple[list[Any], int]]:
    """Batches of items, each with the bytes read for it."""
    report = writer.report
    report.count(path.name)
    items, read = [], 0
    try:
        stream = path.open("rb")
    except OSError:
        report.refuse(Refusal(path.name, 0, "", "", "This file cannot be opened."))
        return
    with stream:
        for item in _items(stream, path.name, what, taker, writer):
            items.append(item)
            if len(items) == AT_ONCE:
                so_far = stream.tell()
                yield items, so_far - read
                items, read = [], so_far
        yield items, stream.tell() - read


def _items(stream, file: str, what: SchoolFile, taker: Taker, writer: Writer) -> Iterator[Any]:
    report = writer.report
    for row in _rows(stream, file, what):
        if isinstance(row, Refusal):
            report.refuse_unread(row)
            continue
        report.count(file, rows=1)
        try:
            item = taker.accept(row)
        except NotKnown as why:
            report.refuse(row.refused(str(why), column=why.column, value=why.value))
        except Exception as problem:  # noqa: BLE001 - one row stops no other
            writer.could_not_read(row, problem)
        else:
            yield item


def _rows(stream, file: str, what: SchoolFile) -> Iterator[Row | Refusal]:
    """Rows under our own names of the columns; what is refused is named as the file names it."""
    names = {plain(name) for name in heading_of(stream)}
    theirs = {ours: name for name, ours in what.other_names.items() if name in names and plain(ours) not in names}
    for group in what.one_of:
        if names and not any(plain(theirs.get(ours, ours)) in names for ours in group):
            missing = " or ".join(group)
            yield Refusal(file, 1, missing, "", "This column is missing from the file.")
            return
    columns = tuple(replace(column, name=theirs.get(column.name, column.name)) for column in what.kind.columns)
    ours_of = {name: ours for ours, name in theirs.items()}
    for row in read_stream(stream, replace(what.kind, name=file, columns=columns)):
        if isinstance(row, Row):
            yield Row(file, row.line, {ours_of.get(name, name): value for name, value in row.values.items()})
        else:
            yield row

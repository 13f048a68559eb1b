"""Reading a file of rows safely, line by line: bad bytes become a sentence for people, never an exception.

A file may begin with a byte order mark, end its lines in any way, be UTF-8 or Windows-1252, name its
columns in any order and case, lack some or bring others. Memory does not grow with the file.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from imports.reading import no_csv, spelling
from imports.reading.columns import Column, FileKind
from imports.reading.values import BadValue

LONGEST_LINE = 64 * 1024
LONGEST_RECORD = 40  # lines; a quotation mark that is still open by then was never closed
SHOWN = 80  # characters of a refused value that the report repeats
TOO_LONG = "\x00\x1a\x00"
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_END = re.compile(rb"\r\n|\n|\r")
DELIMITERS = ",;\t|"
NAMES_DELIMITER = re.compile(r"\s*\"?sep=(.)\"?[,;\s]*", re.IGNORECASE)
"""The first line by which a spreadsheet is told what stands between two values."""
THE_REST = "The rest of the row was taken."


@dataclass(frozen=True)
class Refusal:
    """A row, or a whole file (line 0), that was not taken. A warning was taken, and should be looked at.

    `whose` is the number by which the file knows the child, where the row could be read so far.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    warning: bool = False
    whose: str = ""


@dataclass(frozen=True)
class UnreadMark(Refusal):
    """A row that was not taken, or not wholly, and puts up a mark that keeps a child safe, or may do so.

    `values` are those of its cells that can be read; none of a line that is no row at all. `said`: the columns that put
    up a mark; `doubtful`: the texts in such columns that cannot be read.
    """

    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    said: frozenset[str] = frozenset()
    doubtful: Mapping[str, str] = field(default_factory=dict, repr=False)


OWNERS = ("social_care_id", "CHILD", "child_id", "email")  # columns that say whose a row is


@dataclass(frozen=True)
class Row:
    """The values of one row by column name; columns that the file lacks are not in it."""

    file: str
    line: int
    values: dict[str, object] = field(repr=False)

    def __getitem__(self, name: str):
        return self.values[name]

    def get(self, name: str, default=None):
        return self.values.get(name, default)

    @property
    def whose(self) -> str:
        return next((str(self.values[name]) for name in OWNERS if self.values.get(name)), "")

    def refused(self, reason: str, *, column: str = "", value: object = "") -> Refusal:
        return Refusal(self.file, self.line, column, str(value)[:SHOWN], reason, whose=self.whose)

    def warned(self, reason: str, *, column: str = "", value: object = "") -> Refusal:
        return Refusal(self.file, self.line, column, str(value)[:SHOWN], reason, warning=True, whose=self.whose)


class Line(NamedTuple):
    """`is_windows`: its bytes are not UTF-8, and were read as Windows-1252."""

    number: int
    text: str
    is_windows: bool


class Record(NamedTuple):
    line: int
    cells: list[str]
    is_windows: bool


def read(path: Path, kind: FileKind) -> Iterator[Row | Refusal]:
    """The rows of a file and what was refused, in the file's order; raises nothing for what stands in the file."""
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, kind)
    except OSError:
        yield Refusal(kind.name, 0, "", "", "This file cannot be opened.")


def read_stream(stream: BinaryIO, kind: FileKind) -> Iterator[Row | Refusal]:
    if why := no_csv.what_to_do(stream.read(no_csv.HEAD)):
        yield Refusal(kind.name, 0, "", "", why)
        return
    stream.seek(0)
    records = _records(_lines(stream), kind.name)
    heading = next((record for record in records if _says_something(record)), None)
    if heading is None:
        yield Refusal(kind.name, 0, "", "", "This file is empty.")
        return
    if isinstance(heading, Refusal):
        yield replace(heading, line=1)
        return
    places, problems = _places(heading.cells, kind)
    yield from problems
    if any(not problem.warning for problem in problems):
        return
    yield from _Rows(kind, places, len(heading.cells)).read(records)


def heading_of(stream: BinaryIO) -> list[str]:
    """The names of the columns; none where they cannot be read. The stream is at its beginning again afterwards."""
    stream.seek(0)
    looks_wrong = bool(no_csv.what_to_do(stream.read(no_csv.HEAD)))
    stream.seek(0)
    found = None if looks_wrong else next(filter(_says_something, _records(_lines(stream), "")), None)
    stream.seek(0)
    return found.cells if isinstance(found, Record) else []


def plain(name: str) -> str:
    """A heading as it is compared: without case, with one mark for every space, dash or underscore."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def _says_something(record: Refusal | Record) -> bool:
    return isinstance(record, Refusal) or any(cell.strip() for cell in record.cells)


def _lines(stream: BinaryIO) -> Iterator[Line]:
    """Numbered lines as text; a mark that no text holds stands for a line too long to be one."""
    rest, number, too_long = b"", 0, False
    chunks: Iterable[bytes] = iter(lambda: stream.read(LONGEST_LINE), b"")
    if first := stream.read(3):
        rest = first.removeprefix(codecs.BOM_UTF8)
    for chunk in chunks:
        *whole, rest = _split(rest + chunk)
        for line in whole:
            number += 1
            yield _line(number, line, too_long=too_long or len(line) > LONGEST_LINE)
            too_long = False
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
    *whole, rest = LINE_END.split(rest)
    for line in [*whole, rest]:
        number += 1
        yield _line(number, line, too_long=too_long)
        too_long = False


def _split(data: bytes) -> list[bytes]:
    """Split into lines; a return at the very end is kept back, for the next byte may be its line feed."""
    held = b"\r" if data.endswith(b"\r") else b""
    pieces = LINE_END.split(data.removesuffix(b"\r") if held else data)
    pieces[-1] += held
    return pieces


def _line(number: int, line: bytes, *, too_long: bool) -> Line:
    if too_long:
        return Line(number, TOO_LONG, is_windows=False)
    try:
        return Line(number, line.decode("utf-8"), is_windows=False)
    except UnicodeDecodeError:
        return Line(number, line.decode("cp1252", errors="replace"), is_windows=True)


class _OpenQuote(Exception):
    pass


class _Feed:
    """Gives lines to csv one at a time, and remembers those of the record in hand."""

    def __init__(self, lines: Iterator[Line]):
        self._lines = lines
        self.in_hand: list[Line] = []
        self.waiting: list[Line] = []

    def __iter__(self):
        return self

    def __next__(self) -> str:
        if len(self.in_hand) == LONGEST_RECORD:
            raise _OpenQuote
        try:
            line = self.waiting.pop(0) if self.waiting else next(self._lines)
        except StopIteration:
            if self.in_hand:
                raise _OpenQuote from None
            raise
        self.in_hand.append(line)
        return line.text + "\n"


def _records(lines: Iterator[Line], file: str) -> Iterator[Refusal | Record]:
    """Each record with the number of its first line."""
    feed = _Feed(lines)
    delimiter = None
    while True:
        feed.in_hand = []
        try:
            delimiter = delimiter or _delimiter(feed)
            record = next(csv.reader(feed, delimiter=delimiter, skipinitialspace=True))
        except StopIteration:
            return
        except (_OpenQuote, csv.Error):
            number, text, _ = feed.in_hand[0]
            feed.waiting = feed.in_hand[1:] + feed.waiting
            yield Refusal(file, number, "", _shown(text), "A quotation mark is opened here and never closed.")
            continue
        is_windows = any(line.is_windows for line in feed.in_hand)
        yield _checked(Record(feed.in_hand[0].number, record, is_windows), file)


def _checked(record: Record, file: str) -> Refusal | Record:
    whole, number = "".join(record.cells), record.line
    if TOO_LONG in whole:
        return Refusal(file, number, "", "", "This line is too long to be a row.")
    if NOT_TEXT.search(whole):
        return Refusal(file, number, "", _shown(whole), "This line holds bytes that are not text.")
    return record


def _shown(text: str) -> str:
    return NOT_TEXT.sub("?", text)[:SHOWN]


def _delimiter(feed: _Feed) -> str:
    """Comma, unless the heading has none but another mark (what a spreadsheet set to another country saves), or a line
    before it names one."""
    first = next(feed)
    while not first.strip():
        feed.in_hand.clear()
        first = next(feed)
    if named := NAMES_DELIMITER.fullmatch(first.rstrip("\n")):
        feed.in_hand.clear()
        return named[1]
    feed.waiting.insert(0, feed.in_hand.pop())
    return next((mark for mark in DELIMITERS if mark in first), ",")


def _places(heading: Sequence[str], kind: FileKind) -> tuple[dict[Column, int], list[Refusal]]:
    names = [plain(name) for name in heading]
    known = {plain(column.name): column for column in kind.columns}
    problems = [
        Refusal(kind.name, 1, name, "", "This column stands twice in the file.")
        for name in sorted({name for name in names if name in known and names.count(name) > 1})
    ]
    problems += [
        Refusal(kind.name, 1, column.name, "", "This column is missing from the file.")
        for column in kind.columns
        if not column.may_be_absent and plain(column.name) not in names
    ]
    problems += [
        Refusal(kind.name, 1, name.strip()[:SHOWN], "", "This column is not read.", warning=True)
        for name in heading
        if name.strip() and plain(name) not in known
    ]
    return {known[name]: place for place, name in enumerate(names) if name in known}, problems


class _Rows:
    """The rows of a file under its heading, and what is to be said of each."""

    def __init__(self, kind: FileKind, places: dict[Column, int], width: int):
        self.kind, self.places, self.width = kind, places, width
        self.may_protect = any(column.protects is not None for column in places)
        self.was_windows_said = kind.is_windows

    def read(self, records: Iterable[Refusal | Record]) -> Iterator[Row | Refusal]:
        for record in records:
            if isinstance(record, Refusal):
                yield record
                yield from self._unread(record.line)
            elif any(cell.strip() for cell in record.cells):
                yield from self._row(record)

    def _row(self, record: Record) -> Iterator[Row | Refusal]:
        cells, width = record.cells, self.width
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            why = f"This row has {len(cells)} values where the heading has {width}."
            yield Refusal(self.kind.name, record.line, "", "", why)
            yield from self._unread(record.line)
            return
        one = _Cells(self.kind, record, self.places)
        one.read()
        if one.is_in_windows_letters and not self.was_windows_said:
            self.was_windows_said = True
            yield Refusal(self.kind.name, 0, "", "", spelling.WINDOWS_FILE, warning=True)
        lost = [problem for problem in one.problems if not problem.warning]
        yield from lost or one.problems
        if not lost:
            yield Row(self.kind.name, record.line, one.values)
        said = one.said if lost else frozenset()
        if said or one.doubtful:
            yield from self._unread(record.line, whose=one.whose, values=one.values, said=said, doubtful=one.doubtful)

    def _unread(self, line: int, **known: Any) -> Iterator[UnreadMark]:
        if self.may_protect:
            yield UnreadMark(self.kind.name, line, "", "", "", warning=True, **known)


class _Cells:
    """The cells of one row: the values of those that can be read, and what is wrong with the others."""

    def __init__(self, kind: FileKind, record: Record, places: dict[Column, int]):
        self.kind, self.record, self.places = kind, record, places
        self.values: dict[str, object] = {}
        self.problems: list[Refusal] = []
        self.doubtful: dict[str, str] = {}
        self.is_in_windows_letters = False
        owners = (record.cells[place] for column, place in places.items() if column.name in OWNERS)
        self.whose = next((text for cell in owners if (text := spelling.without_invisible(cell).strip()[:SHOWN])), "")

    def read(self) -> None:
        for column, place in self.places.items():
            text = spelling.without_invisible(self.record.cells[place]).strip()
            try:
                self._refuse_spoilt(column, text)
                self.values[column.name] = column.value(text)
            except BadValue as why:
                self._lose(column, text, str(why))
        if not any(problem for problem in self.problems if not problem.warning):
            self._refuse_withdrawn()
            self._refuse_all_empty()

    @property
    def said(self) -> frozenset[str]:
        """The columns that put up a mark."""
        guards = [column for column in self.places if column.protects is not None]
        return frozenset(column.name for column in guards if self.values.get(column.name) is column.protects)

    def _say(self, column: str, text: str, why: str, *, warning: bool) -> None:
        said = Refusal(self.kind.name, self.record.line, column, text[:SHOWN], why, warning=warning, whose=self.whose)
        self.problems.append(said)

    def _lose(self, column: Column, text: str, why: str) -> None:
        """A value that cannot be read costs its cell, or the row where the rest would say something else without it."""
        self.values.pop(column.name, None)
        if column.protects is not None:
            self.doubtful[column.name] = text[:SHOWN]
        self._say(
            column.name, text, why if column.loses_the_row else f"{why} {THE_REST}", warning=not column.loses_the_row
        )

    def _refuse_spoilt(self, column: Column, text: str) -> None:
        if why := spelling.trouble_with(text, is_windows=self.record.is_windows):
            raise BadValue(why)
        if column.holds_a_name and spelling.has_a_mark_for_a_letter(text, is_only_a_name=column.is_name):
            raise BadValue(spelling.WHY_LOST)
        if text and column.is_left_empty(text) and not column.needed:
            self._say(column.name, text, "This was read as an empty cell.", warning=True)
        if self.record.is_windows and not text.isascii():
            self.is_in_windows_letters = True
            if not self.kind.is_windows:
                self._say(column.name, text, spelling.WINDOWS, warning=True)

    def _refuse_withdrawn(self) -> None:
        begins, until = (self.values.get(name) for name in self.kind.span)
        for column in self.places:
            code = self.values.get(column.name)
            if not code or not begins or not column.is_withdrawn(code, begins, until):
                continue
            why = f"This code was not in use on {begins:%d/%m/%Y}."
            if column.needed:  # the row says more than its code
                self._say(column.name, str(code), why, warning=True)
            else:
                self._lose(column, str(code), why)

    def _refuse_all_empty(self) -> None:
        if self.kind.one_of and not any(self.values.get(name) for name in self.kind.one_of):
            self._say(self.kind.one_of[0], "", f"Fill one of: {', '.join(self.kind.one_of)}.", warning=False)

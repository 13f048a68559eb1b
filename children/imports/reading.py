"""Reading a file of rows safely, line by line: bad bytes become a sentence for people, never an exception.

A file may begin with a byte order mark, end its lines in any way, be UTF-8 or Windows-1252, name its
columns in any order and case, lack some or bring others. Memory does not grow with the file.
"""

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from children.imports.values import BadValue, Convert

LONGEST_LINE = 64 * 1024
LONGEST_RECORD = 40  # lines; a quotation mark that is still open by then was never closed
SHOWN = 80  # characters of a refused value that the report repeats
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
TOO_LONG = "\x00\x1a\x00"
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class Column:
    """One column of a file: how it is read, and what the council's people are told of it."""

    name: str
    convert: Convert
    needed: bool = False
    kind: str = "text"
    example: str = ""
    note: str = ""
    default: object = ""
    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FileKind:
    name: str
    columns: tuple[Column, ...]
    title: str = ""
    note: str = ""

    @property
    def needed(self) -> list[str]:
        return [column.name for column in self.columns if column.needed]


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


def read(path: Path, kind: FileKind) -> Iterator[Row | Refusal]:
    """The rows of a file and what was refused, in the file's order; raises nothing for what stands in the file."""
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, kind)
    except OSError:
        yield Refusal(kind.name, 0, "", "", "This file cannot be opened.")


def read_stream(stream: BinaryIO, kind: FileKind) -> Iterator[Row | Refusal]:
    if stream.read(2) in UTF_16:
        yield Refusal(kind.name, 0, "", "", "This file was saved as 'Unicode text'. Save it as 'CSV UTF-8'.")
        return
    stream.seek(0)
    records = _records(_lines(stream), kind.name)
    heading = next((record for record in records if _says_something(record)), None)
    if heading is None:
        yield Refusal(kind.name, 0, "", "", "This file is empty.")
        return
    if isinstance(heading, Refusal):
        yield heading
        return
    places, problems = _places(heading[1], kind)
    yield from problems
    if any(not problem.warning for problem in problems):
        return
    width = len(heading[1])
    for record in records:
        if isinstance(record, Refusal):
            yield record
        elif any(cell.strip() for cell in record[1]):
            yield from _row(record, places, width, kind)


def plain(name: str) -> str:
    """A heading as it is compared: without case, with one mark for every space, dash or underscore."""
    return re.sub(r"[\s_-]+", "_", name.strip()).casefold()


def _says_something(record: "Refusal | tuple[int, list[str]]") -> bool:
    return isinstance(record, Refusal) or any(cell.strip() for cell in record[1])


def _lines(stream: BinaryIO) -> Iterator[tuple[int, str]]:
    """Numbered lines as text; a mark that no text holds stands for a line too long to be one."""
    rest, number, too_long = b"", 0, False
    chunks: Iterable[bytes] = iter(lambda: stream.read(LONGEST_LINE), b"")
    if first := stream.read(3):
        rest = first.removeprefix(codecs.BOM_UTF8)
    for chunk in chunks:
        *whole, rest = _split(rest + chunk)
        for line in whole:
            number += 1
            yield number, TOO_LONG if too_long or len(line) > LONGEST_LINE else _text(line)
            too_long = False
        if len(rest) > LONGEST_LINE:
            rest, too_long = b"", True
    *whole, rest = LINE_END.split(rest)
    for line in [*whole, rest]:
        number += 1
        yield number, TOO_LONG if too_long else _text(line)
        too_long = False


def _split(data: bytes) -> list[bytes]:
    """Split into lines; a return at the very end is kept back, for the next byte may be its line feed."""
    held = b"\r" if data.endswith(b"\r") else b""
    pieces = LINE_END.split(data.removesuffix(b"\r") if held else data)
    pieces[-1] += held
    return pieces


def _text(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace")


class _OpenQuote(Exception):
    pass


class _Feed:
    """Gives lines to csv one at a time, and remembers those of the record in hand."""

    def __init__(self, lines: Iterator[tuple[int, str]]):
        self._lines = lines
        self.in_hand: list[tuple[int, str]] = []
        self.waiting: list[tuple[int, str]] = []

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
        return line[1] + "\n"


def _records(lines: Iterator[tuple[int, str]], file: str) -> Iterator[Refusal | tuple[int, list[str]]]:
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
            number, text = feed.in_hand[0]
            feed.waiting = feed.in_hand[1:] + feed.waiting
            yield Refusal(file, number, "", _shown(text), "A quotation mark is opened here and never closed.")
            continue
        yield _checked(feed.in_hand[0][0], record, file)


def _checked(number: int, record: list[str], file: str) -> Refusal | tuple[int, list[str]]:
    whole = "".join(record)
    if TOO_LONG in whole:
        return Refusal(file, number, "", "", "This line is too long to be a row.")
    if NOT_TEXT.search(whole):
        return Refusal(file, number, "", _shown(whole), "This line holds bytes that are not text.")
    return number, record


def _shown(text: str) -> str:
    return NOT_TEXT.sub("?", text)[:SHOWN]


def _delimiter(feed: _Feed) -> str:
    """Comma, unless the heading has none but another mark: what a spreadsheet set to another country saves."""
    first = next(feed)
    while not first.strip():
        feed.in_hand.clear()
        first = next(feed)
    feed.waiting.insert(0, feed.in_hand.pop())
    return next((mark for mark in ",;\t|" if mark in first), ",")


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
        if column.needed and plain(column.name) not in names
    ]
    problems += [
        Refusal(kind.name, 1, name.strip()[:SHOWN], "", "This column is not read.", warning=True)
        for name in heading
        if name.strip() and plain(name) not in known
    ]
    return {known[name]: place for place, name in enumerate(names) if name in known}, problems


def _row(
    record: tuple[int, list[str]], places: dict[Column, int], width: int, kind: FileKind
) -> Iterator[Row | Refusal]:
    line, cells = record
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        yield Refusal(kind.name, line, "", "", f"This row has {len(cells)} values where the heading has {width}.")
        return
    values, problems = {}, []
    whose = next((cells[place].strip()[:SHOWN] for column, place in places.items() if column.name in OWNERS), "")
    for column, place in places.items():
        text = cells[place].strip()
        try:
            values[column.name] = _value(column, text)
        except BadValue as why:
            problems.append(Refusal(kind.name, line, column.name, text[:SHOWN], str(why), whose=whose))
    if problems:
        yield from problems
    else:
        yield Row(kind.name, line, values)


def _value(column: Column, text: str) -> object:
    if text:
        return column.convert(text)
    if column.needed:
        raise BadValue("This must not be empty.")
    return column.default

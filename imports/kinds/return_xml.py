"""The yearly return as one XML file: laid out as the tables of its CSV files, and then taken like them.

One CHILD holds a HEADER (with its reviews and OC2) and EPISODEs. The parser reads a piece at a time and takes no
document type, so that no entity is ever opened, no address fetched, and memory does not grow with the file. Lines in
the report are those that a table would have had as a CSV file: the heading, then a line for each element.
"""

import csv
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from xml.parsers import expat

from imports.kinds.extract import files_in
from imports.reading.reading import Refusal
from imports.running.report import Report

PIECE = 64 * 1024
LONGEST_PIECE = 16 * PIECE  # bytes between two marks; a tag or a text of more is no return's
DEEPEST, LONGEST_TEXT, LONGEST_NAME = 12, 2000, 64
MOST_ROWS_OF_A_CHILD, MOST_UNREAD = 5000, 50
ROOT, CHILD, NUMBER = "EXPSSDA903", "CHILD", "CHILDID"
OTHER_NAMES = {"PL": "PLACE"}
TABLES = {
    "HEADER": ("header.csv", ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB")),
    "EPISODE": (
        "episodes.csv",
        (
            "CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE",
            "HOME_POST", "PL_POST", "URN",
        ),
    ),
    "AREVIEW": ("reviews.csv", ("CHILD", "DOB", "REVIEW", "REVIEW_CODE")),
    "OC2": (
        "oc2.csv",
        (
            "CHILD", "DOB", "SDQ_SCORE", "SDQ_REASON", "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK",
            "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
        ),
    ),
}  # fmt: skip
"""The element of each row, its table, and the table's columns."""


class NotAReturn(Exception):
    """The text is for people."""


@contextmanager
def tables_in(folder: Path, report: Report) -> Iterator[dict[str, Path]]:
    """The return's CSV files by name; those of an XML file are laid out in a folder that goes afterwards.

    `folder` may be the XML file itself.
    """
    is_xml = folder.is_file()
    files = {} if is_xml else files_in(folder)
    found = [folder] if is_xml else xml_files(folder)
    if not found:
        yield files
        return
    if len(found) > 1 or set(files) & {name for name, _ in TABLES.values()}:
        why = "Bring the return as one XML file, or as its CSV files, and not as both."
        for path in found:
            _refuse(path, why, report)
        yield {}
        return
    beside = (
        folder if folder.is_dir() and os.access(folder, os.W_OK) else None
    )  # goes with the files that it was made of, if we are killed
    with tempfile.TemporaryDirectory(dir=beside, prefix=".tables-") as place:
        try:
            report.not_read += lay_out(found[0], Path(place))
        except NotAReturn as problem:
            _refuse(found[0], str(problem), report)
            yield {}
        else:
            yield files_in(Path(place)) | files


def xml_files(folder: Path) -> list[Path]:
    """Plain XML files that stand in the folder itself; what a link points to is not read."""
    return sorted(
        path for path in folder.iterdir() if path.suffix.lower() == ".xml" and path.is_file() and not path.is_symlink()
    )


def _refuse(path: Path, why: str, report: Report) -> None:
    report.count(path.name)
    report.refuse(Refusal(path.name, 0, "", "", why))


def lay_out(path: Path, place: Path) -> list[str]:
    """Writes the tables, and returns the names of the elements that nobody reads here. Raises NotAReturn."""
    with ExitStack() as open_files:
        stream = open_files.enter_context(path.open("rb"))
        tables = {}
        for element, (name, columns) in TABLES.items():
            file = open_files.enter_context((place / name).open("w", encoding="utf-8", newline=""))
            tables[element] = csv.DictWriter(file, columns, extrasaction="ignore")
            tables[element].writeheader()
        elements = _Elements(tables)
        _parse(stream, elements)
        return elements.not_read()


def _parse(stream: BinaryIO, elements: "_Elements") -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler, parser.EndElementHandler = elements.begin, elements.end
    parser.CharacterDataHandler = elements.text
    read = 0
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece)
            read += len(piece)
            if read - parser.CurrentByteIndex > LONGEST_PIECE:
                raise NotAReturn("This XML is not a return on looked-after children: it holds a tag without an end.")
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, UnicodeDecodeError, ValueError) as problem:
        line = getattr(problem, "lineno", parser.CurrentLineNumber)
        raise NotAReturn(f"This XML cannot be read on line {line}. Export it once more.") from None
    if not elements.children:
        raise NotAReturn("This XML is not a return on looked-after children: it holds no CHILD with a CHILDID.")


def _refuse_document_type(*_: Any) -> None:
    raise NotAReturn("This XML names a document type, which a return does not. It is not read.")


class _Elements:
    """Puts together the row that is being read, and the number of the child it is about."""

    def __init__(self, tables: dict[str, Any]):
        self.tables = tables
        self.path: list[str] = []
        self.rows: dict[str, dict[str, str]] = {}
        self.waiting: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.length = 0
        self.children = 0
        self.unread: set[str] = set()

    def begin(self, name: str, _: dict[str, str]) -> None:
        self.path.append(name)
        if len(self.path) > DEEPEST or len(name) > LONGEST_NAME:
            raise NotAReturn("This XML is not a return on looked-after children: its elements go too deep.")
        if len(self.path) == 1 and name != ROOT:
            raise NotAReturn(f"This XML is not a return on looked-after children: it begins with {name}.")
        if name in self.tables:
            self.rows[name] = {}
        self.words, self.length = [], 0

    def text(self, text: str) -> None:
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            if text.strip():
                raise NotAReturn(f"This XML holds a text of more than {LONGEST_TEXT} letters in {self.path[-1]}.")
            return
        self.words.append(text)

    def end(self, name: str) -> None:
        self.path.pop()
        if name == CHILD:
            self._write_child()
        elif name in self.tables:
            self.waiting.append((name, self.rows.pop(name)))
            if len(self.waiting) > MOST_ROWS_OF_A_CHILD:
                raise NotAReturn(f"This XML has more than {MOST_ROWS_OF_A_CHILD} rows for one child.")
        elif inside := next((each for each in reversed(self.path) if each in self.tables), None):
            column = OTHER_NAMES.get(name, name)
            if self.path[-1] == inside and (column == NUMBER or column in self.tables[inside].fieldnames):
                self.rows[inside][column] = "".join(self.words).strip()
            elif self.path[-1] != inside and len(self.unread) < MOST_UNREAD:
                self.unread.add(self.path[-1])
        self.words, self.length = [], 0

    def _write_child(self) -> None:
        """Once it is known whom it is about: the header may stand behind the episodes."""
        header = next((row for element, row in self.waiting if element == "HEADER"), {})
        about = {"CHILD": header.get(NUMBER, ""), "DOB": header.get("DOB", "")}
        self.children += bool(about["CHILD"])
        for element, row in self.waiting:
            self.tables[element].writerow(about | row)
        self.waiting = []

    def not_read(self) -> list[str]:
        return sorted(self.unread)

"""What the documents say of each column is what the reader does: each cell emptied, each column gone, each day ahead."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import clock
from imports.kinds import ssda903
from imports.kinds.figures_description import FIGURES
from imports.reading.columns import Column, FileKind
from imports.reading.extract_files import EXTRACT
from imports.reading.reading import Row, read_stream

DOCS = Path(__file__).parents[3] / "docs"
OF_THE_RETURN = {
    "CHILD": "1", "DOB": "14/02/2014", "DECOM": "01/05/2024", "RNE": "S", "LS": "C2", "PLACE": "U6", "REC": "E4A",
    "DEC": "01/06/2026", "REVIEW": "12/06/2026",
}  # fmt: skip
KINDS = {
    "extract.md": (*EXTRACT, *ssda903.READ),
    "figures-files.md": tuple(file.kind for file in FIGURES),
}


def described() -> Iterator[tuple[FileKind, Column, list[str]]]:
    """Each column with what its row in the document says: may be empty, may be absent, may lie ahead, costs."""
    for document, kinds in KINDS.items():
        text = (DOCS / document).read_text(encoding="utf-8")
        for kind in kinds:
            mark = "\n### " if kind in ssda903.READ else "\n## "
            part = text.split(f"{mark}{kind.name}", 1)[1].split("\n#", 1)[0]
            rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line[:2] == "| "]
            said = {row[0]: row[1:5] for row in rows}
            assert list(said) == ["column", *(column.name for column in kind.columns)]
            for column in kind.columns:
                yield kind, column, said[column.name]


EVERY = list(described())
NAMES = [f"{kind.name} {column.name}" for kind, column, _ in EVERY]
DAYS = [one for one in EVERY if one[1].kind == "date"]
EACH = pytest.mark.parametrize(("kind", "column", "said"), EVERY, ids=NAMES)


def row_of(kind: FileKind) -> dict[str, str]:
    if kind in ssda903.READ:
        return {column.name: OF_THE_RETURN.get(column.name, "") for column in kind.columns}
    return {column.name: column.example for column in kind.columns}


def read(kind: FileKind, row: dict[str, str]) -> tuple[list[Row], list[tuple[str, bool]]]:
    """The rows that were read, and of which columns something was said, and whether as a warning."""
    lines = [",".join(row), ",".join(f'"{cell}"' for cell in row.values())]
    found = list(read_stream(io.BytesIO(("\n".join(lines) + "\n").encode()), kind))
    rows = [one for one in found if isinstance(one, Row)]
    return rows, [(one.column, one.warning) for one in found if not isinstance(one, Row) and one.column]


@EACH
def test_every_column_says_whether_it_may_be_empty_or_absent_and_a_day_whether_it_may_lie_ahead(kind, column, said):
    empty, absent, ahead, costs = said

    assert {empty, absent} <= {"yes", "no"}
    assert costs in {"the row", "the cell"}
    assert ahead in ({"yes", "no"} if column.kind == "date" else {""})


@EACH
def test_a_cell_may_be_empty_where_the_document_says_so(kind, column, said):
    rows, _ = read(kind, row_of(kind) | {column.name: ""})

    assert bool(rows) is (said[0] == "yes")


@EACH
def test_a_column_may_be_absent_where_the_document_says_so(kind, column, said):
    row = row_of(kind)
    del row[column.name]

    rows, told = read(kind, row)

    assert (bool(rows), (column.name, False) in told) == ((True, False) if said[1] == "yes" else (False, True))


@pytest.mark.parametrize(
    ("kind", "column", "said"), DAYS, ids=[f"{kind.name} {column.name}" for kind, column, _ in DAYS]
)
def test_a_day_may_lie_ahead_where_the_document_says_so(kind, column, said):
    tomorrow = clock.today() + dt.timedelta(days=1)

    rows, told = read(kind, row_of(kind) | {column.name: f"{tomorrow:%d/%m/%Y}"})

    if said[2] == "yes":
        assert rows[0][column.name] == tomorrow
        assert told == []
    else:
        assert told == [(column.name, said[3] == "the cell")]
        assert bool(rows) is (said[3] == "the cell")
        assert not rows or column.name not in rows[0].values


@EACH
def test_a_bad_value_costs_what_the_document_says(kind, column, said):
    rows, told = read(kind, row_of(kind) | {column.name: "Zo\N{REPLACEMENT CHARACTER}"})

    assert told == [(column.name, said[3] == "the cell")]
    assert bool(rows) is (said[3] == "the cell")


def test_what_an_empty_cell_is_read_as_never_stands_for_a_whole_column():
    """Without its column a second school would be the main one, a target a grade, and no suspension a suspension."""
    assert [
        f"{kind.name} {column.name}"
        for kind, column, _ in EVERY
        if column.default not in ("", None) and column.may_be_absent
    ] == []

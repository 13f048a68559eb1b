import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import LONGEST_LINE, Refusal, Row, read, read_stream

KIND = FileKind(
    "pupils.csv",
    (
        Column("child_id", values.reference, needed=True),
        Column("name", values.words(40), needed=True),
        Column("born", values.day, default=None, costs_the_row=True),
    ),
)


def taken(data: bytes, kind: FileKind = KIND) -> tuple[list[dict], list[Refusal]]:
    found = list(read_stream(io.BytesIO(data), kind))
    return [one.values for one in found if isinstance(one, Row)], [one for one in found if isinstance(one, Refusal)]


def test_a_plain_file_gives_its_rows_with_their_lines():
    rows = list(read_stream(io.BytesIO(b"child_id,name,born\n0701,Ada,05/09/2015\n0702,Bo,\n"), KIND))

    assert [(row.line, row["child_id"], row["name"]) for row in rows] == [(2, "0701", "Ada"), (3, "0702", "Bo")]
    assert rows[0]["born"].isoformat() == "2015-09-05"
    assert rows[1]["born"] is None


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffchild_id,name\n1,Zoë\n".encode(),
        "child_id,name\r\n1,Zoë\r\n".encode(),
        "child_id,name\r1,Zoë\r".encode(),
        'NAME , "Child ID"\n"Zoë",1'.encode(),
        "\n\nchild_id;name\n;\n\n1;Zoë\n".encode(),
        "child_id\tname\n1\tZoë\n".encode(),
    ],
    ids=[
        "byte order mark",
        "Windows line ends",
        "old Mac line ends",
        "reordered",
        "semicolons",
        "tabs",
    ],
)
def test_a_file_is_read_however_it_was_saved(data):
    rows, refused = taken(data)

    assert rows == [{"child_id": "1", "name": "Zoë"}]
    assert refused == []


def test_commas_and_line_breaks_inside_quotation_marks_belong_to_the_value():
    rows, _ = taken(b'child_id,name\n1,"Lee, Ann"\n2,"Two\r\nlines"\n3,Last\n')

    assert [row["name"] for row in rows] == ["Lee, Ann", "Two lines", "Last"]


def test_a_missing_column_refuses_the_file_and_another_column_is_only_named():
    assert taken(b"name\nAda\n")[1] == [
        Refusal("pupils.csv", 1, "child_id", "", "This column is missing from the file.")
    ]

    rows, refused = taken(b"child_id,name,shoe size\n1,Ada,4\n")
    assert rows == [{"child_id": "1", "name": "Ada"}]
    assert [(one.column, one.warning) for one in refused] == [("shoe size", True)]


def test_a_column_that_stands_twice_refuses_the_file():
    rows, refused = taken(b"child_id,name,Name\n1,Ada,Eve\n")

    assert rows == []
    assert refused[0].reason == "This column stands twice in the file."


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (b"1,Ada,31/02/2015", "born", "not a date"),
        (b"1,Ada,5/9/15", "born", "four figures"),
        (b"1,,05/09/2015", "name", "must not be empty"),
        (b"1,Ada", "", "2 values where the heading has 3"),
        (b"1,Ada,,more", "", "4 values where the heading has 3"),
        (b"1,A\x00da,", "", "not text"),
        (b"1," + b"A" * 41 + b",", "name", "longer than 40 characters"),
        (b"1," + b"A" * LONGEST_LINE * 3 + b",", "", "too long"),
        (b'1,"Ada,', "", "never closed"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_the_next_is_taken(line, column, reason):
    rows, refused = taken(b"child_id,name,born\n" + line + b"\n2,Bo,\n")

    assert [row["child_id"] for row in rows] == ["2"]
    assert [(one.line, one.column, one.warning) for one in refused] == [(2, column, False)]
    assert reason in refused[0].reason


def test_a_mark_never_closed_does_not_swallow_the_rows_behind_it():
    many = b"".join(b"%d,Bo,\n" % number for number in range(2, 100))

    rows, refused = taken(b'child_id,name,born\n1,"Ada,\n' + many)

    assert len(rows) == 98
    assert [one.line for one in refused] == [2]


def test_utf_16_is_refused_with_what_to_do():
    rows, refused = taken("child_id,name\n1,Ada\n".encode("utf-16"))

    assert rows == []
    assert "CSV UTF-8" in refused[0].reason


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_so(data):
    assert [one.reason for one in taken(data)[1]] == ["This file is empty."]


def test_a_file_that_is_not_there_says_so(tmp_path):
    assert [one.reason for one in read(tmp_path / "none.csv", KIND)] == ["This file cannot be opened."]


def test_a_line_across_two_blocks_is_still_one_line():
    name = "N" * 30
    data = "child_id,name\r\n" + "".join(f"{number},{name}\r\n" for number in range(10_000))

    rows, refused = taken(data.encode())

    assert (len(rows), refused) == (10_000, [])


GOOD = b'child_id,name,born\r\n1,Ada,05/09/2015\r\n2,"Lee, Ann",2014-01-31\r\n3,Zo\xc3\xab,\r\n'


@given(st.binary(max_size=300))
def test_no_bytes_raise(data):
    taken(data)


@given(st.lists(st.tuples(st.integers(0, len(GOOD)), st.binary(min_size=1, max_size=4)), max_size=6))
def test_no_mangling_of_a_good_file_raises_or_gives_a_row_without_what_it_needs(changes):
    data = GOOD
    for place, bytes_put in changes:
        data = data[:place] + bytes_put + data[place + 1 :]

    for row in taken(data)[0]:
        assert row["child_id"]
        assert row["name"]
        assert "\x00" not in row["name"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("05/09/2026", "2026-09-05"),
        ("5/9/2026", "2026-09-05"),
        ("2026-09-05", "2026-09-05"),
        ("2026-09-05T00:00:00Z", "2026-09-05"),
        ("05-09-2026 00:00", "2026-09-05"),
        ("5 September 2026", "2026-09-05"),
        ("05-Sep-2026", "2026-09-05"),
    ],
)
def test_dates_come_in_several_shapes(text, expected):
    assert values.day(text).isoformat() == expected


@pytest.mark.parametrize("text", ["45900", "2026-13-01", "05/09/1026", "tomorrow", "05/09/26"])
def test_what_is_not_a_date_is_refused(text):
    with pytest.raises(values.BadValue):
        values.day(text)


def test_a_care_providers_number_is_not_a_schools():
    with pytest.raises(values.BadValue, match="care provider"):
        values.school_urn("SC900188")


@pytest.mark.parametrize("convert", [values.words(5), values.passage(5)])
def test_a_text_may_be_as_long_as_its_column_and_no_longer(convert):
    assert convert(" seven ") == "seven"
    with pytest.raises(values.BadValue, match="longer than 5 characters"):
        convert("eleven")

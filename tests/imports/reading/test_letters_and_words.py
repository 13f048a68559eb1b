# ruff: noqa: RUF001 - letters that look like others are what is tested
"""What stands in the cells of a file: letters of other code pages, words that mean nothing, files that are no CSV."""

import io
import zipfile

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.audit import System
from children.models import Child, Contact, Placement
from imports.kinds.attainment import RESULTS
from imports.kinds.extract import import_folder
from imports.kinds.schools import ESTABLISHMENTS
from imports.reading.extract_files import ALLOCATIONS, CONTACTS, PEOPLE, SEN
from imports.reading.reading import Refusal, Row, read_stream

pytestmark = pytest.mark.django_db

HEADING = "social_care_id,given_name,family_name,date_of_birth"


@pytest.fixture
def take(tmp_path):
    def put_in(*lines: bytes | str, name: str = "children.csv", heading: str = HEADING):
        rows = [line if isinstance(line, bytes) else line.encode() for line in (heading, *lines)]
        (tmp_path / name).write_bytes(b"\n".join(rows) + b"\n")
        return import_folder(tmp_path, by=System("imports"))

    return put_in


def said(report):
    return [(one.line, one.column, one.value, one.warning) for one in report.refusals]


def test_a_child_with_one_name_exists(take):
    report = take("990005,Farzad,,01/01/2010", "990006,,Habtom,01/01/2010")

    assert said(report) == []
    assert [child.name for child in Child.objects.order_by("social_care_id")] == ["Farzad", "Habtom"]


def test_a_child_without_any_name_does_not(take):
    report = take("990005,,NULL,01/01/2010")

    assert [one.reason for one in report.refusals if not one.warning] == ["Fill one of: given_name, family_name."]
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    "line",
    [
        "990003,Zoë,Müller,03/03/2013".encode("cp850"),
        "990003,José,Peña,03/03/2013".encode("cp850"),
        "990003,Ana,Ñandú,03/03/2013".encode("cp850"),
        "990003,Zoë,Müller,03/03/2013".encode("mac_roman"),
        "990003,Zo\N{REPLACEMENT CHARACTER},Muller,03/03/2013",
        "990003,ZoÃ«,Muller,03/03/2013",
        "990003,Agnieszka,PaweÅ‚ek,03/03/2013",
        "990003,NUÃ‘EZ,Ana,03/03/2013",
    ],
    ids=[
        "MS-DOS",
        "MS-DOS, Spanish",
        "MS-DOS, Guaraní",
        "Mac",
        "a letter lost",
        "converted twice",
        "Polish, twice",
        "capitals, twice",
    ],
)
def test_a_name_with_spoilt_letters_is_refused_with_its_line_and_never_stored(take, line):
    report = take("990001,Ada,Lee,03/03/2013", line)

    assert {one.line for one in report.refusals if not one.warning} == {3}
    assert [child.social_care_id for child in Child.objects.all()] == ["990001"]


@pytest.mark.parametrize("names", ["Zo?,Lee", "Ana,N??ez", "Ana,?and\N{LATIN SMALL LETTER U WITH ACUTE}"])
def test_a_name_with_a_question_mark_where_a_letter_was_is_refused(take, names):
    report = take(f"990003,{names},03/03/2013")

    assert [one.reason for one in report.refusals] == [
        "A letter was lost before the file was written. Write the word again where the file comes from."
    ]
    assert not Child.objects.exists()


def test_a_relative_with_a_lost_letter_is_refused_and_one_of_whom_somebody_was_not_sure_is_taken(take):
    take("990003,Ada,Lee,03/03/2013")
    report = take(
        "990003,Dana Br?nach,Mother,01/01/2020",
        "990003,Gary Lee?,Father,01/01/2020",
        name="contacts.csv",
        heading="social_care_id,name,relationship,from",
    )

    assert [(one.column, one.value) for one in report.refusals] == [("name", "Dana Br?nach")]
    assert list(Contact.objects.values_list("name", flat=True)) == ["Gary Lee?"]


def test_marks_that_nobody_sees_are_no_part_of_a_name_or_a_number(take):
    take(
        "\N{ZERO WIDTH SPACE}990003,Ada\N{RIGHT-TO-LEFT OVERRIDE},\N{ZERO WIDTH NO-BREAK SPACE}Le\N{SOFT HYPHEN}e,03/03/2013"
    )

    assert list(Child.objects.values_list("social_care_id", "given_name", "family_name")) == [("990003", "Ada", "Lee")]
    assert take("990003,Ada,Lee,03/03/2013").changes == []


def test_joiners_stay_where_letters_need_them(take):
    name = "\N{BENGALI LETTER RA}\N{ZERO WIDTH JOINER}\N{BENGALI SIGN VIRAMA}\N{BENGALI LETTER YA}"
    take(f"990003,{name},Lee,03/03/2013")

    assert Child.objects.get().given_name == name


@pytest.mark.parametrize(
    "name", ["Zoë", "D’Arcy", "O'Neill", "Łukasz", "Nguyễn", "JOSÉ’S", "Anne–Marie", "Ÿves", "محمد", "ትግስት", "Šimůnek"]
)
def test_a_name_in_good_letters_is_taken_whatever_its_language(take, name):
    report = take(f"990003,{name},Lee,03/03/2013")

    assert said(report) == []
    assert Child.objects.get().given_name == name


def test_a_file_in_windows_letters_says_so_and_lists_the_names_to_check(take):
    report = take("990001,Ada,Lee,03/03/2013", "990003,Zoë,O\x92Dell,03/03/2013".encode("latin-1"))

    assert Child.objects.get(social_care_id="990003").family_name == "O’Dell"
    assert said(report) == [
        (0, "", "", True),
        (3, "given_name", "Zoë", True),
        (3, "family_name", "O’Dell", True),
    ]
    assert "Windows-1252" in report.refusals[0].reason


def test_spoilt_letters_in_an_optional_cell_cost_the_cell_and_not_the_placement(take):
    Child.objects.create(social_care_id="0700", date_of_birth="2014-02-14")
    heading = "social_care_id,kind,carer_name,sensitive_address,from,until"

    report = take("0700,U4,JosÃ© Hale,yes,01/09/2026,", name="placements.csv", heading=heading)

    placement = Placement.objects.get()
    assert (placement.carer_name, placement.is_address_sensitive) == ("", True)
    assert [(one.column, one.warning) for one in report.refusals] == [("carer_name", True)]


@pytest.mark.parametrize("word", ["NULL", "N/A", "none", "-", "#N/A", "nil"])
def test_a_word_that_means_nothing_is_read_as_empty_and_reported(take, word):
    heading = f"{HEADING},preferred_name,ethnicity,first_language"

    report = take(f"990001,Ada,Lee,03/03/2013,,{word},{word}", heading=heading)

    child = Child.objects.get()
    assert (child.ethnicity, child.first_language) == ("", "")
    assert said(report) == [(2, "ethnicity", word, True), (2, "first_language", word, True)]


def test_a_family_may_be_called_null_or_none(take):
    take("990001,Ada,Null,03/03/2013", "990002,Bo,None,03/03/2013")

    assert sorted(Child.objects.values_list("family_name", flat=True)) == ["None", "Null"]


def test_what_was_known_stays_where_a_file_brings_a_word_that_means_nothing(take):
    heading = f"{HEADING},first_language"
    take("990001,Ada,Lee,03/03/2013,Tigrinya", heading=heading)
    take("990001,Ada,Lee,03/03/2013,N/A", heading=heading)

    assert Child.objects.get().first_language == "Tigrinya"


def test_an_unknown_ethnicity_costs_the_ethnicity_and_not_the_child(take):
    report = take("990001,Ada,Lee,03/03/2013,MARTIAN,F", heading=f"{HEADING},ethnicity,sex")

    assert (Child.objects.get().ethnicity, Child.objects.get().sex) == ("", "F")
    assert said(report) == [(2, "ethnicity", "MARTIAN", True)]
    assert "The rest of the row was taken." in report.refusals[0].reason


def test_a_first_line_that_names_the_separator_is_no_heading(take, tmp_path):
    (tmp_path / "children.csv").write_bytes(
        b"sep=;\r\nsocial_care_id;given_name;family_name;date_of_birth\r\n990009;Tia;Bright;05/05/2015\r\n"
    )

    report = import_folder(tmp_path, by=System("imports"))

    assert said(report) == []
    assert Child.objects.get().given_name == "Tia"


def workbook() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as book:
        book.writestr("docProps/app.xml", "<x/>")
        book.writestr("xl/workbook.xml", "<x/>")
    return kept.getvalue()


def packed() -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as pack:
        pack.writestr("children.csv", HEADING)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "what_to_do"),
    [
        (workbook(), "Save it from the spreadsheet as 'CSV UTF-8'"),
        (packed(), "Unpack it"),
        (f"{HEADING}\n1,Ada,Lee,03/03/2013\n".encode("utf-16"), "Save it as 'CSV UTF-8'"),
        (f"{HEADING}\n1,Ada,Lee,03/03/2013\n".encode("utf-16-le"), "Save it as 'CSV UTF-8'"),
        (b"<html><table><tr><td>990001", "not a CSV file"),
    ],
    ids=["a workbook", "a zip file", "UTF-16", "UTF-16 without its mark", "a page of the web"],
)
def test_a_file_that_is_no_csv_says_what_to_do_and_the_command_fails(tmp_path, content, what_to_do):
    (tmp_path / "children.csv").write_bytes(content)
    out = io.StringIO()

    with pytest.raises(CommandError, match=r"Not taken: children\.csv"):
        call_command("import_children", str(tmp_path), stdout=out)

    assert what_to_do in out.getvalue()
    assert not Child.objects.exists()


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("care_periods.csv", "until"),
        ("allocations.csv", "until"),
        ("allocations.csv", "person_email"),
        ("enrolments.csv", "until"),
        ("enrolments.csv", "kind"),
        ("placements.csv", "until"),
        ("people.csv", "until"),
        ("children.csv", "family_name"),
    ],
)
def test_a_column_that_may_be_empty_may_not_be_absent(extract, change, name, without):
    """Read without it, every row would say that it still holds, that it is the main school, or that nobody has the case."""
    path = extract / name
    heading = path.read_text().splitlines()[0]
    change(name, heading, heading.replace(without, f"{without}_of_old"))

    report = run(extract)

    assert [(one.line, one.column) for one in report.refusals if one.file == name and not one.warning] == [(1, without)]
    assert report.refused_whole == [name]


def run(folder):
    return import_folder(folder, by=System("imports"))


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        (RESULTS.kind, "subject"),
        (PEOPLE, "team"),
        (ALLOCATIONS, "team"),
        (CONTACTS, "relationship"),
        (SEN, "ehcp_authority"),
        (ESTABLISHMENTS, "EstablishmentName"),
        (ESTABLISHMENTS, "Town"),
    ],
    ids=lambda given: getattr(given, "name", given),
)
def test_no_subject_team_or_town_is_stored_with_a_question_mark_for_a_letter(kind, column):
    filled = {"URN": "900001", "EstablishmentName": "Kestrel"}
    row = {one.name: filled.get(one.name, one.example) for one in kind.columns} | {column: "Ch?teau"}
    text = "\n".join([",".join(row), ",".join(f'"{cell}"' for cell in row.values())])

    found = list(read_stream(io.BytesIO(text.encode()), kind))

    assert [one.column for one in found if isinstance(one, Refusal)] == [column]
    assert not any(column in one.values for one in found if isinstance(one, Row))

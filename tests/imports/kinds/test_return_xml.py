"""The yearly return as one XML file gives the record that its CSV files give."""

import csv
import io
import os
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts import clock
from accounts.audit import System
from children.models import CarePeriod, CareReview, Child, LegalStatus, Placement, YearlyOutcome
from imports.arrivals import uploads, watched_folder
from imports.enums import ImportKind
from imports.kinds import ssda903
from imports.kinds.return_xml import LONGEST_PIECE, NotAReturn, lay_out

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[2] / "data"
CUT = DATA / "ssda903_xml" / "return.xml"
"""12 made-up children of a public test set (its licence beside it), without pupil numbers."""
CSV_FILES = DATA / "ssda903_2017"
OVERLAPPING = 2  # episodes that it really holds
ELEMENTS = {"header": "HEADER", "reviews": "AREVIEW", "oc2": "OC2", "episodes": "EPISODE"}
XML_NAMES = {"CHILD": "CHILDID", "PLACE": "PL"}


def take(folder):
    return ssda903.import_folder(folder, by=System("imports"))


def as_xml(folder: Path) -> str:
    """The CSV files of a return as its one XML file."""
    rows: dict[str, dict[str, list[str]]] = {}
    for name, element in ELEMENTS.items():
        for row in csv.DictReader((folder / f"{name}.csv").read_text().splitlines()):
            of_child = rows.setdefault(row["CHILD"], {})
            cells = "".join(
                f"<{XML_NAMES.get(column, column)}>{escape(text)}</{XML_NAMES.get(column, column)}>" if text else ""
                for column, text in row.items()
                if name == "header" or column not in ("CHILD", "DOB")
            )
            of_child.setdefault(element, []).append(cells)
    children = []
    for found in rows.values():
        inside = "".join(
            f"<{element}>{cells}</{element}>" for element in ("AREVIEW", "OC2") for cells in found.get(element, [])
        )
        episodes = "".join(f"<EPISODE>{cells}</EPISODE>" for cells in found.get("EPISODE", []))
        children.append(f"<CHILD><HEADER>{found['HEADER'][0]}{inside}</HEADER>{episodes}</CHILD>")
    return f"<?xml version='1.0' encoding='utf-8'?>\n<EXPSSDA903>{''.join(children)}</EXPSSDA903>"


def the_record() -> dict[str, list[tuple]]:
    """All that a return writes, by the children's numbers."""
    return {
        "children": sorted(Child.objects.values_list("social_care_id", "date_of_birth", "sex", "ethnicity", "upn")),
        **{
            model.__name__: sorted(model.objects.values_list("child__social_care_id", *columns), key=str)
            for model, columns in (
                (CarePeriod, ("from_date", "until", "end_reason", "is_short_break")),
                (LegalStatus, ("from_date", "until", "code")),
                (Placement, ("from_date", "until", "kind", "provider", "postcode")),
                (CareReview, ("review_date", "state", "participation_code")),
                (YearlyOutcome, ("year_end_date", "sdq_score", "sdq_reason", "was_convicted", "saw_a_dentist")),
            )
        },
    }


def emptied() -> None:
    for model in (YearlyOutcome, CareReview, Placement, LegalStatus, CarePeriod):
        model.objects.all().delete()
    Child.objects.all().delete()


def told(report):
    """Without the lines: a table has its rows in the order of the children when it comes as XML."""
    return sorted((one.file, one.whose, one.column, one.value, one.warning) for one in report.refusals)


def test_a_return_in_xml_gives_the_same_record_as_its_csv_files(tmp_path):
    gives_the_same_both_ways(CSV_FILES, tmp_path, overlapping=OVERLAPPING)


@pytest.mark.slow
def test_so_does_the_whole_of_the_public_test_set(tmp_path):
    """2,675 children and 5,050 episodes; the cut of it has 300 children."""
    with zipfile.ZipFile(CSV_FILES / "whole.zip") as packed:
        packed.extractall(tmp_path / "csv")
    (tmp_path / "xml").mkdir()
    assert len((tmp_path / "csv" / "episodes.csv").read_text().splitlines()) == 1 + 5050

    gives_the_same_both_ways(tmp_path / "csv", tmp_path / "xml", overlapping=72)

    assert Child.objects.count() == 2675


def gives_the_same_both_ways(csv_files, empty_folder, *, overlapping):
    from_csv = take(csv_files)
    record = the_record()
    emptied()
    (empty_folder / "whole.xml").write_text(as_xml(csv_files))

    from_xml = take(empty_folder)

    assert the_record() == record
    assert record["CarePeriod"]
    assert record["YearlyOutcome"]
    assert told(from_xml) == told(from_csv)
    assert [one.column for one in from_xml.refusals if "The episode overlaps" in one.reason] == ["DECOM"] * overlapping
    assert {name: tally["refused"] for name, tally in from_xml.files.items()} == {
        name: tally["refused"] for name, tally in from_csv.files.items()
    }


def test_a_second_time_it_changes_nothing():
    take(CUT)
    again = take(CUT)

    assert again.changes == []
    assert all(tally["added"] == tally["ended"] == tally["changed"] == 0 for tally in again.files.values())


def test_the_cut_of_the_public_test_set_is_read_from_its_own_xml():
    report = take(CUT)

    assert Child.objects.count() == report.files["header.csv"]["rows"] == 12
    assert report.files["episodes.csv"]["rows"] == CUT.read_text().count("<EPISODE>")
    assert report.files["reviews.csv"]["rows"] == CUT.read_text().count("<AREVIEW>")
    assert report.files["oc2.csv"]["rows"] == 12
    assert report.not_read == ["AMISSING", "PERMANENCE"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('<!DOCTYPE r [<!ENTITY a "b">]><EXPSSDA903><CHILD/></EXPSSDA903>', "document type"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><EXPSSDA903/>', "document type"),
        ("<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID>&a;</HEADER></CHILD></EXPSSDA903>", "cannot be read on line 1"),
        ("<EXPSSDA903><CHILD><HEADER>", "cannot be read"),
        ("<workbook/>", "begins with workbook"),
        ("<EXPSSDA903></EXPSSDA903>", "holds no CHILD"),
        (f"<EXPSSDA903>{'<A>' * 20}{'</A>' * 20}</EXPSSDA903>", "too deep"),
        (f"<EXPSSDA903><CHILD><HEADER><UPN>{'x' * 5000}</UPN></HEADER></CHILD></EXPSSDA903>", "more than 2000 letters"),
        (f"<EXPSSDA903 a='{'x' * 3 * LONGEST_PIECE}'/>", "without an end"),
        ("", "cannot be read"),
    ],
    ids=[
        "entities", "an address", "an unknown entity", "cut off", "another kind", "empty", "deep", "long", "one tag", "none"
    ],
)  # fmt: skip
def test_xml_that_is_no_return_is_refused_whole_and_nothing_is_taken(tmp_path, content, why):
    path = tmp_path / "return.xml"
    path.write_text(content)

    with pytest.raises(NotAReturn, match=why):
        lay_out(path, tmp_path)
    for table in tmp_path.glob("*.csv"):
        table.unlink()
    report = take(tmp_path)

    assert report.refused_whole == ["return.xml"]
    assert not Child.objects.exists()
    with pytest.raises(CommandError):
        call_command("import_ssda903", str(path), stdout=io.StringIO())


def test_a_return_comes_as_xml_or_as_csv_and_not_as_both(tmp_path):
    (tmp_path / "return.xml").write_bytes(CUT.read_bytes())
    (tmp_path / "header.csv").write_text("CHILD,DOB\n1,01/01/2010\n")

    report = take(tmp_path)

    assert report.refused_whole == ["return.xml"]
    assert not Child.objects.exists()


def test_nothing_of_the_tables_stays_on_the_disk(tmp_path):
    (tmp_path / "return.xml").write_bytes(CUT.read_bytes())

    take(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["return.xml"]


def test_the_watched_folder_takes_it(settings, tmp_path):
    settings.IMPORT_FOLDER, settings.DATA_DIR = tmp_path / "inbox", tmp_path
    path = settings.IMPORT_FOLDER / "ssda903" / "Return.xml"
    path.parent.mkdir(parents=True)
    path.write_bytes(CUT.read_bytes())
    long_ago = clock.real_now().timestamp() - 120
    os.utime(path, (long_ago, long_ago))

    assert watched_folder.look(clock.real_now()) == ["SSDA903"]

    assert Child.objects.count() == 12
    assert not path.exists()


def test_a_person_brings_the_xml_in_by_the_page(cast, settings, tmp_path):
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path
    file = SimpleUploadedFile("Fake 903.XML", CUT.read_bytes())
    run = uploads.receive(
        kind=ImportKind.SSDA903, files=[file], is_dry_run=False, is_strict=False, by=cast.data_officer
    )

    uploads.take(run.pk)

    run.refresh_from_db()
    assert run.counts["files"]["header.csv"]["added"] == 12

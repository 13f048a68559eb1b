import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from accounts.models import School, SchoolLink
from imports.kinds import schools
from imports.models import ImportRun
from pep_portal.demo.sample import FILES as DEMO_FILES
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db

HEADING = '"URN","LA (code)","EstablishmentName","PhaseOfEducation (code)","CloseDate","HeadLastName","Postcode"\r\n'


def take(tmp_path, *lines: str):
    path = tmp_path / "edubasealldata.csv"
    path.write_bytes((HEADING + "".join(f"{line}\r\n" for line in lines)).encode("cp1252"))
    return schools.import_files([path], by=System("imports"))


def test_the_sample_register_gives_its_schools_and_links():
    report = schools.import_files([DEMO_FILES / "gias_links.csv", DEMO_FILES / "gias.csv"], by=System("imports"))

    assert report.refusals == []
    assert School.objects.count() == 55
    assert School.objects.get(urn="900002").name == "St Brónach\N{RIGHT SINGLE QUOTATION MARK}s Catholic Primary School"
    assert School.objects.get(urn="900007").closed_date.isoformat() == "2024-08-31"
    assert SchoolLink.objects.get(school__urn="900007").linked_urn == "900006"


def test_a_renamed_school_is_changed_and_reported_and_the_heads_name_is_not_kept(tmp_path):
    take(tmp_path, '900901,"831","Oak School","2","","Headley","DE1 2FS"')

    report = take(tmp_path, '900901,"831","Oak Academy","2","31-08-2026","Headley","DE1 2FS"')

    assert [(one.what, one.old, one.new) for one in report.changes] == [
        ("name", "Oak School", "Oak Academy"),
        ("closed_date", "(nothing)", "31/08/2026"),
    ]
    assert "Headley" not in json.dumps(list(School.objects.values()), default=str)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('SC1234,"831","Oak","2","","",""', "This is the number of a care provider."),
        ('900901,"831","","2","","",""', "This must not be empty."),
    ],
)
def test_a_bad_school_is_refused(tmp_path, line, reason):
    report = take(tmp_path, line)

    assert report.refusals[0].reason.startswith(reason)
    assert not School.objects.exists()


def test_the_command_prints_its_report_for_people_and_for_machines(capsys):
    call_command("import_schools", str(DEMO_FILES / "gias.csv"))
    call_command("import_schools", str(DEMO_FILES / "gias.csv"), json=True)

    said = capsys.readouterr().out
    people, machines = said[: said.index("{")], said[said.index("{") :]
    assert "gias.csv: 55 rows, 55 added" in people
    assert json.loads(machines)["files"]["gias.csv"]["unchanged"] == 55
    assert ImportRun.objects.count() == 2


def test_a_path_that_leads_nowhere_is_said_without_a_traceback():
    with pytest.raises(CommandError, match="There is no file"):
        call_command("import_schools", "nowhere.csv")
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("import_ssda903", "nowhere")


def test_a_folder_without_a_file_of_the_kind_is_said(tmp_path):
    with pytest.raises(CommandError, match="no file of this kind"):
        call_command("import_children", str(tmp_path))


@on_the_same_rows(examples=25)
@given(data=st.data())
def test_no_mangled_register_raises_or_leaves_half_a_row(tmp_path, data):
    for name in ("gias.csv", "gias_links.csv"):
        good = b"\n".join((DEMO_FILES / name).read_bytes().split(b"\n")[:6]) + b"\n"
        place = data.draw(st.integers(0, len(good)))
        (tmp_path / name).write_bytes(good[:place] + data.draw(st.binary(min_size=1, max_size=6)) + good[place + 1 :])
    paths = [tmp_path / "gias.csv", tmp_path / "gias_links.csv"]

    schools.import_files(paths, by=System("imports"))
    again = schools.import_files(paths, by=System("imports"))

    assert all(tally["added"] == 0 for tally in again.files.values())

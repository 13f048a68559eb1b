"""What holds for all three: attendance, attainment, suspensions."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from hypothesis import given
from hypothesis import strategies as st

from accounts.audit import System
from children.models import AttainmentResult, FormerIdentifier, SessionMark, Suspension
from imports.enums import ImportKind, ImportState
from imports.kinds import attainment, attendance, school_files, suspensions
from imports.models import ImportRun
from imports.reading.reading import Refusal
from imports.running.running import Manner
from tests.factories.accounts import SchoolFactory
from tests.factories.children import ChildFactory, EnrolmentFactory
from tests.strictness.properties import on_the_same_rows

pytestmark = pytest.mark.django_db
BY = System("imports")

EVERY = pytest.mark.parametrize(
    ("take", "model", "heading", "good"),
    [
        (attendance.import_file, SessionMark, "date,session,code", "2026-09-04,AM,/"),
        (attainment.import_file, AttainmentResult, "date,stage,subject,kind,value", "2026-09-04,KS2,Reading,NOW,EXS"),
        (suspensions.import_file, Suspension, "start_date,sessions,category,reason1", "2026-09-04,4,SUSP,DB"),
    ],
    ids=["attendance", "attainment", "suspensions"],
)


@pytest.fixture
def child():
    found = ChildFactory.create(social_care_id="0700", upn="X831090124886")
    EnrolmentFactory.create(child=found)
    return found


@pytest.fixture
def written(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "term.csv"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def refused(report) -> list[Refusal]:
    return [one for one in report.refusals if not one.warning]


@EVERY
def test_a_file_a_second_time_changes_nothing(take, model: type[Model], heading, good, child, written):
    path = written(f"social_care_id,{heading}\n0700,{good}\n")
    first, before = take(path, by=BY), list(model.objects.values())

    second = take(path, by=BY)

    assert first.files["term.csv"]["added"] == 1
    assert second.files["term.csv"] | {"rows": 1, "unchanged": 1} == second.files["term.csv"]
    assert second.changes == []
    assert list(model.objects.values()) == before


@EVERY
@pytest.mark.parametrize(
    ("names", "numbers"),
    [("upn", "x831090124886"), ("child_id", "0700"), ("social_care_id", "0655"), ("upn", "A831090124887"),
     ("social_care_id,upn", "0700,X831090124886"), ("social_care_id,upn", ",X831090124886")],
)  # fmt: skip
def test_a_child_is_found_by_either_number_and_by_former_ones(
    take, model, heading, good, child, written, names, numbers
):
    for kind, value in (("social_care_id", "0655"), ("upn", "A831090124887")):
        FormerIdentifier.objects.create(child=child, kind=kind, value=value, replaced_at="2026-01-01T00:00Z")

    report = take(written(f"{names},{heading}\n{numbers},{good}\n"), by=BY)

    assert refused(report) == []
    assert model.objects.get().child == child


@EVERY
def test_rows_of_a_record_that_was_merged_go_to_the_one_that_holds(take, model, heading, good, child, written):
    ChildFactory.create(social_care_id="0699", merged_into=child)

    take(written(f"social_care_id,{heading}\n0699,{good}\n"), by=BY)

    assert model.objects.get().child == child


@EVERY
@pytest.mark.parametrize(
    ("names", "numbers", "column"),
    [("social_care_id", "0701", "social_care_id"), ("upn", "B831090124886", "upn"),
     ("social_care_id,upn", "0700,Y831090124887", "upn"), ("social_care_id,upn", ",", "social_care_id"),
     ("upn", "UN3", "social_care_id")],
)  # fmt: skip
def test_a_row_of_nobody_or_of_two_children_is_refused(
    take, model, heading, good, child, written, names, numbers, column
):
    ChildFactory.create(upn="Y831090124887", social_care_id="0800")

    report = take(written(f"{names},{heading}\n{numbers},{good}\n"), by=BY)

    assert [(one.line, one.column) for one in refused(report)] == [(2, column)]
    assert not model.objects.exists()


@EVERY
def test_a_file_that_names_no_child_says_which_column_it_lacks(take, model, heading, good, child, written):
    report = take(written(f"name,{heading}\nMillie,{good}\n"), by=BY)

    assert [(one.line, one.column) for one in refused(report)] == [(1, "social_care_id or upn")]
    assert not model.objects.exists()


@EVERY
@pytest.mark.parametrize("day", ["2026-12-02", "31/02/2026", "4/9/26", "soon", ""])
def test_a_day_to_come_or_that_is_none_is_refused_with_its_place(take, model, heading, good, child, written, day):
    report = take(written(f"social_care_id,{heading}\n0700,{good.replace('2026-09-04', day)}\n"), by=BY)

    assert [(one.line, one.column) for one in refused(report)] == [(2, heading.split(",")[0])]
    assert not model.objects.exists()


@EVERY
def test_todays_row_is_taken_whatever_the_shape_of_its_day(take, model, heading, good, child, written):
    report = take(written(f"social_care_id,{heading}\n0700,{good.replace('2026-09-04', '01/12/2026')}\n"), by=BY)

    assert refused(report) == []
    assert model.objects.count() == 1


@EVERY
def test_a_row_that_stands_twice_is_taken_once_and_the_second_is_named(take, model, heading, good, child, written):
    report = take(written(f"social_care_id,{heading}\n0700,{good}\n0700,{good}\n"), by=BY)

    assert [one.line for one in refused(report)] == [3]
    assert "twice" in refused(report)[0].reason
    assert model.objects.count() == 1


@EVERY
def test_good_rows_are_taken_and_bad_ones_reported_but_strictly_nothing_is(
    take, model, heading, good, child, written, monkeypatch
):
    monkeypatch.setattr(school_files, "AT_ONCE", 1)
    path = written(f"social_care_id,{heading}\n0700,{good}\n0999,{good}\n")

    strict = take(path, by=BY, manner=Manner(is_strict=True))
    assert strict.not_taken == ["term.csv"]
    assert not model.objects.exists()

    usual = take(path, by=BY)
    assert usual.files["term.csv"] | {"rows": 2, "added": 1, "refused": 1} == usual.files["term.csv"]
    assert model.objects.count() == 1


@EVERY
def test_a_dry_run_tells_all_and_changes_nothing(take, model, heading, good, child, written):
    report = take(written(f"social_care_id,{heading}\n0700,{good}\n"), by=BY, manner=Manner(is_dry_run=True))

    assert report.files["term.csv"]["added"] == 1
    assert not model.objects.exists()
    assert ImportRun.objects.get().is_dry_run


@EVERY
def test_a_file_as_a_spreadsheet_saves_it_is_taken(take, model, heading, good, child, written):
    columns = heading.replace(",", ";").upper()
    text = f"\ufeffSocial Care ID;{columns};Tutor\r\n\r\n 0700 ;{good.replace(',', ';')};Zoë\r\n;;;;;\r\n"

    report = take(written(text.encode()), by=BY)

    assert refused(report) == []
    assert model.objects.count() == 1


@EVERY
def test_a_school_that_is_named_is_kept_and_one_that_nobody_knows_refuses_the_row(
    take, model, heading, good, child, written
):
    school = SchoolFactory.create(urn="900002")
    lines = f"social_care_id,school_urn,{heading}\n0700,900002,{good}\n0700,900999,{good.replace('-04', '-07')}\n"

    report = take(written(lines), by=BY)

    assert model.objects.get().school == school
    assert [(one.line, one.column) for one in refused(report)] == [(3, "school_urn")]


@EVERY
def test_a_run_that_waits_is_taken_up_and_its_progress_is_the_size_of_the_file(
    take, model, heading, good, child, written
):
    run = ImportRun.objects.create(
        kind=ImportKind.ATTENDANCE, state=ImportState.WAITING, started_at="2026-12-01T09:00Z", by_name="x"
    )
    path = written(f"social_care_id,{heading}\n0700,{good}\n")

    take(path, by=BY, run=run)

    run = ImportRun.objects.get()
    assert (run.state, run.done) == (ImportState.DONE, path.stat().st_size)


@EVERY
def test_a_run_that_somebody_stops_keeps_what_was_taken(take, model, heading, good, child, written):
    run = ImportRun(kind=ImportKind.ATTENDANCE, started_at="2026-12-01T09:00Z", by_name="x")
    run.stop_asked_at = run.started_at

    take(written(f"social_care_id,{heading}\n0700,{good}\n"), by=BY, run=run)

    assert ImportRun.objects.get().state == ImportState.STOPPED
    assert model.objects.count() == 1


@EVERY
def test_a_file_that_is_not_there_is_a_sentence(take, model, heading, good, tmp_path):
    report = take(tmp_path / "gone.csv", by=BY)

    assert [one.reason for one in report.refusals] == ["This file cannot be opened."]


@EVERY
def test_a_row_of_a_school_at_which_the_child_was_not_is_taken_and_pointed_out_once(
    take, model, heading, good, written
):
    """The number may be another child's: nothing else tells that the children of a file were mixed up."""
    here, there = SchoolFactory.create(urn="900002"), SchoolFactory.create(urn="900003")
    for number, school in (("0701", here), ("0702", there)):
        EnrolmentFactory.create(child=ChildFactory.create(social_care_id=number), school=school)
    other = good.replace("2026-09-04", "2026-09-14")

    report = take(
        written(
            f"social_care_id,school_urn,{heading}\n"
            f"0701,900002,{good}\n0702,900002,{good}\n0702,900002,{other}\n0702,900003,2026-09-22{good[10:]}\n"
        ),
        by=BY,
    )

    assert [(one.line, one.warning) for one in report.refusals] == [(3, True)]
    assert "As far as the portal knows the child was" in report.refusals[0].reason
    assert model.objects.count() == 4


@pytest.mark.parametrize("name", ["attendance", "attainment", "suspensions"])
def test_the_commands_print_the_report_for_people_and_for_machines(name, child, written):
    heading, good = {
        "attendance": ("date,session,code", "2026-09-04,AM,/"),
        "attainment": ("date,stage,subject,kind,value", "2026-09-04,KS2,Reading,NOW,EXS"),
        "suspensions": ("start_date,sessions,category", "2026-09-04,2,SUSP"),
    }[name]
    path = written(f"social_care_id,{heading}\n0700,{good}\n0999,{good}\n")
    words, machine = StringIO(), StringIO()

    call_command(f"import_{name}", str(path), dry_run=True, stdout=words)
    call_command(f"import_{name}", str(path), json=True, stdout=machine)

    assert "A dry run" in words.getvalue()
    assert "line 3: social_care_id “0999”: No child has this number." in words.getvalue()
    assert json.loads(machine.getvalue())["files"]["term.csv"]["added"] == 1
    with pytest.raises(CommandError, match=r"Not taken: term\.csv"):
        call_command(f"import_{name}", str(path), strict=True, stdout=StringIO())


@st.composite
def mangled(draw, heading: str, good: str) -> bytes:
    """A good file with bytes cut out, put in and swapped, whole lines doubled, and rows of noise."""
    lines = [f"social_care_id,{heading}", *[f"0700,{good}"] * draw(st.integers(0, 3))]
    lines += draw(st.lists(st.text(alphabet='0179,/\\AMPSU"-;\t\x00é#\r', max_size=40), max_size=4))
    text = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(
        draw(st.permutations(lines)) if draw(st.booleans()) else lines
    )
    data = bytearray(text.encode(draw(st.sampled_from(["utf-8", "cp1252", "utf-16"])), errors="replace"))
    for place, byte in draw(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 255)), max_size=6)):
        data[place : place + draw(st.integers(0, 2))] = bytes([byte])
    return bytes(data)


@EVERY
@on_the_same_rows(examples=60)
@given(data=st.data())
def test_no_bytes_make_it_fail_or_leave_half_a_row(take, model, heading, good, child, written, data):
    report = take(written(data.draw(mangled(heading, good))), by=BY)

    for row in model.objects.all():
        row.clean_fields(exclude=["school", "entered_by", "error_by"])
    told = report.files["term.csv"]
    assert told["rows"] >= told["added"] + told["changed"] + told["unchanged"]
    assert ImportRun.objects.latest("pk").state == ImportState.DONE
    model.objects.all().delete()

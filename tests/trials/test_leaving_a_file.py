"""Who is in the last full file and not in this one: an alarm and something to do, never silence."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit import System
from accounts.models import Post
from children.models import Contact
from imports.alarms.alarms import alarms_on
from imports.kinds import extract
from imports.models import FileRoll, MissingRow
from imports.running.running import Manner
from tests.factories import ChildFactory, SchoolFactory
from tests.imports.conftest import ROWS
from tests.signed_in import signed_in
from workspace.errands import errands_of

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "protective"
TODAY = dt.date(2026, 12, 1)
FILES = System("imports")


def night(tmp_path, name: str, manner: Manner | None = None):
    shutil.copy(HERE / f"people_{name}_night.csv", tmp_path / "people.csv")
    return extract.import_folder(tmp_path, by=FILES, manner=manner or Manner())


def waiting() -> dict[str, str]:
    return {row.whose: row.maybe_email for row in MissingRow.objects.filter(settled_at=None)}


def test_a_leaver_is_an_alarm_and_something_to_do(cast, tmp_path):
    night(tmp_path, "first")
    report = night(tmp_path, "second")

    assert waiting()["goes@fernshire.example"] == ""
    assert Post.objects.get(user__email="goes@fernshire.example").until is None, "a file's silence ends nothing"
    assert any("missing" in alarm.text for alarm in alarms_on(TODAY))
    assert {one.whose for one in report.refusals if "last file" in one.reason} == set(waiting())
    for person in (cast.data_officer, cast.admin):
        assert any("missing from the last files" in errand.title for errand in errands_of(person, TODAY))
    assert not any("missing from" in errand.title for errand in errands_of(cast.sam, TODAY))


def test_a_changed_address_with_the_same_team_is_offered_as_the_same_person(cast, tmp_path):
    night(tmp_path, "first")
    night(tmp_path, "second")

    assert waiting()["ida.was@fernshire.example"] == "ida.now@fernshire.example"
    page = signed_in(cast.admin).get(reverse("imports:missing_rows")).content.decode()
    assert "may be the same person as ida.now@fernshire.example" in page


@pytest.mark.parametrize(
    "newcomer", ["Ida Now,SW,Looked After Team North", "Ida Now,IRO,", "Una Now,SW,Looked After Team South"]
)
def test_nobody_of_another_name_role_or_team_is_offered_as_the_same_person(cast, tmp_path, newcomer):
    night(tmp_path, "first")
    first = (HERE / "people_first_night.csv").read_text(encoding="utf-8")
    was = "ida.was@fernshire.example,Ida Was,SW,Looked After Team South"
    (tmp_path / "people.csv").write_text(first.replace(was, f"ida.now@fernshire.example,{newcomer}"), encoding="utf-8")

    extract.import_folder(tmp_path, by=FILES)

    assert waiting() == {"ida.was@fernshire.example": ""}


def test_it_goes_when_somebody_checked_ended_the_post_or_the_file_brings_them_back(cast, tmp_path):
    night(tmp_path, "first")
    night(tmp_path, "second")
    row = MissingRow.objects.get(whose="goes@fernshire.example")
    assert signed_in(cast.sam).post(reverse("imports:settle_missing_row", args=[row.pk])).status_code in (403, 404)
    assert signed_in(cast.admin).post(reverse("imports:settle_missing_row", args=[row.pk])).status_code == 302
    assert set(waiting()) == {"ida.was@fernshire.example"}

    Post.objects.filter(user__email="ida.was@fernshire.example").update(until=TODAY)
    assert not any("missing" in alarm.text for alarm in alarms_on(TODAY))
    Post.objects.filter(user__email="ida.was@fernshire.example").update(until=None)
    night(tmp_path, "first")
    assert "ida.was@fernshire.example" not in waiting()


def test_a_trial_run_notices_nothing(cast, tmp_path):
    night(tmp_path, "first")
    night(tmp_path, "second", Manner(is_dry_run=True))

    assert waiting() == {}


@pytest.fixture
def folder(tmp_path):
    for urn in ("900002", "900003"):
        SchoolFactory(urn=urn)
    for name, lines in ROWS.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["care_periods.csv", "allocations.csv", "contacts.csv"])
def test_a_care_period_an_allocation_and_a_contact_that_vanish_are_listed(cast, folder, name):
    extract.import_folder(folder, by=FILES)
    heading, *rows = ROWS[name]
    (folder / name).write_text("\n".join([heading, *rows[1:]]) + "\n", encoding="utf-8")

    extract.import_folder(folder, by=FILES)

    row = MissingRow.objects.get()
    assert (row.file, row.whose) == (name, "0700")
    page = signed_in(cast.data_officer).get(reverse("imports:missing_rows")).content.decode()
    assert "0700" in page
    assert "0700" not in signed_in(cast.admin).get(reverse("imports:missing_rows")).content.decode()


def test_a_care_period_that_vanishes_is_not_taken_for_another_childs_of_the_same_day(cast, folder):
    extract.import_folder(folder, by=FILES)
    care = (folder / "care_periods.csv").read_text(encoding="utf-8")
    children = (folder / "children.csv").read_text(encoding="utf-8")
    (folder / "children.csv").write_text(f"{children}0702,Ann,Lee,,14/02/2015,F,\n", encoding="utf-8")
    (folder / "care_periods.csv").write_text(care.replace("0700,", "0702,"), encoding="utf-8")

    report = extract.import_folder(folder, by=FILES)

    assert waiting() == {"0700": ""}
    assert not any("0702" in one.reason for one in report.refusals)


def test_a_row_that_cannot_be_read_and_one_spelt_otherwise_are_not_missing(cast, folder):
    extract.import_folder(folder, by=FILES)
    contacts = (folder / "contacts.csv").read_text(encoding="utf-8")
    (folder / "contacts.csv").write_text(contacts.replace("Dana Thornby", '"THORNBY, Dana"'), encoding="utf-8")
    care = (folder / "care_periods.csv").read_text(encoding="utf-8")
    (folder / "care_periods.csv").write_text(care.replace("0700,01/05/2024,", "0700,32/05/2024,"), encoding="utf-8")

    extract.import_folder(folder, by=FILES)

    assert MissingRow.objects.count() == 0


def test_a_file_that_lost_most_of_its_rows_is_said_to_be_a_part(cast, tmp_path):
    heading = "email,name,role,team,from,until"
    everybody = [f"p{n}@fernshire.example,Person {n},SW,Team South,01/09/2026," for n in range(30)]
    (tmp_path / "people.csv").write_text("\n".join([heading, *everybody]), encoding="utf-8")
    extract.import_folder(tmp_path, by=FILES)
    (tmp_path / "people.csv").write_text("\n".join([heading, *everybody[:3]]), encoding="utf-8")

    report = extract.import_folder(tmp_path, by=FILES)

    assert MissingRow.objects.count() == 0
    assert len(FileRoll.objects.get(file="people.csv").keys) == 30
    assert any("taken for a part" in one.reason for one in report.refusals)


def contacts_file(folder, relatives: dict[str, str]):
    heading = "social_care_id,name,relationship,may_have_contact,from"
    rows = [f"{number},{name},Mother,yes,01/05/2024" for number, name in relatives.items()]
    (folder / "contacts.csv").write_text("\n".join([heading, *rows]) + "\n", encoding="utf-8")
    return extract.import_folder(folder, by=FILES)


@pytest.fixture
def relatives(db):
    """Thirty children, and the mother of each."""
    return {ChildFactory().social_care_id: f"Mother Number{n}" for n in range(30)}


@pytest.fixture
def mixed_up(relatives):
    """The same file after one column was sorted by itself: each child has another child's mother."""
    names = list(relatives.values())
    return dict(zip(relatives, names[1:] + names[:1], strict=True))


def strangers(mixed_up) -> set[tuple[str, str]]:
    return {(number, name) for number, name in mixed_up.items()}


def listed() -> set[tuple[str, str]]:
    rows = MissingRow.objects.filter(settled_at=None, file="contacts.csv")
    return {(row.whose, Contact.objects.get(pk=row.row_id).name) for row in rows}


def test_other_childrens_relatives_whom_a_mixed_up_file_brought_are_listed_when_the_right_one_comes(
    tmp_path, relatives, mixed_up
):
    contacts_file(tmp_path, relatives)
    wrong = contacts_file(tmp_path, mixed_up)
    assert any("taken for a part" in one.reason for one in wrong.refusals)

    contacts_file(tmp_path, relatives)

    assert listed() == strangers(mixed_up)


def test_a_wrong_first_file_does_not_stay_the_measure_of_all_later_ones(tmp_path, relatives, mixed_up):
    contacts_file(tmp_path, mixed_up)
    contacts_file(tmp_path, relatives)

    again = contacts_file(tmp_path, relatives)

    assert listed() == strangers(mixed_up)
    assert not any("taken for a part" in one.reason for one in again.refusals)
    assert not any("taken for a part" in one.reason for one in contacts_file(tmp_path, relatives).refusals)


def test_half_a_file_that_comes_night_after_night_is_no_part_any_more(tmp_path, relatives):
    contacts_file(tmp_path, relatives)
    few = dict(list(relatives.items())[:3])
    contacts_file(tmp_path, few)
    assert listed() == set()

    contacts_file(tmp_path, few)

    assert listed() == set(list(relatives.items())[3:])


def test_a_file_without_a_row_is_never_the_whole_file(tmp_path, relatives):
    contacts_file(tmp_path, relatives)
    for _ in range(3):
        assert any("taken for a part" in one.reason for one in contacts_file(tmp_path, {}).refusals)

    assert listed() == set()


def test_a_night_like_the_one_before_notes_no_part(cast, tmp_path):
    night(tmp_path, "first")
    with CaptureQueriesContext(connection) as queries:
        night(tmp_path, "first")

    rolls = [query["sql"] for query in queries if FileRoll._meta.db_table in query["sql"]]
    assert [sql for sql in rolls if sql.startswith(("INSERT", "DELETE"))] == []

import datetime as dt
import os
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from accounts import clock
from accounts.models import Notice, UndoneWork
from children.models import Child
from imports.alarms import notices
from imports.alarms.alarms import alarms_on
from imports.arrivals import watched_folder
from imports.kinds import extract
from imports.models import ImportRun
from imports.running.one_at_a_time import alone_in
from tests.signed_in import BACKEND

pytestmark = pytest.mark.django_db
GOOD = "social_care_id,given_name,family_name,date_of_birth\n0700,Amelia,Thornby,14/02/2014\n"
TODAY = dt.date(2026, 12, 1)


@pytest.fixture
def inbox(settings, tmp_path) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "inbox"
    settings.DATA_DIR = tmp_path
    return settings.IMPORT_FOLDER


def put(path: Path, text: str = GOOD, *, age: int = 120) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    then = clock.real_now().timestamp() - age
    os.utime(path, (then, then))
    return path


def look() -> list[str]:
    return watched_folder.look(clock.real_now())


def test_what_stands_still_is_taken_and_put_aside(inbox):
    put(inbox / "children" / "children.csv")

    assert look() == ["CHILDREN"]

    assert Child.objects.get().social_care_id == "0700"
    assert [path.name for path in (inbox / "children" / "taken").rglob("*.csv")] == ["children.csv"]
    assert look() == []
    assert ImportRun.objects.count() == 1


def test_what_is_still_being_written_is_left(inbox):
    put(inbox / "children" / "children.csv", age=10)
    put(inbox / "children" / "people.csv")

    assert look() == []
    assert not ImportRun.objects.exists()


def test_the_folder_and_its_parts_are_private(inbox):
    look()

    assert {path.name for path in inbox.iterdir()} == {
        "children", "ssda903", "schools", "attendance", "attainment", "suspensions",
    }  # fmt: skip
    assert all(path.stat().st_mode & 0o077 == 0 for path in inbox.iterdir())


def test_links_folders_and_other_files_are_not_read(inbox, tmp_path):
    secret = put(tmp_path / "elsewhere.csv")
    folder = inbox / "children"
    folder.mkdir(parents=True)
    (folder / "children.csv").symlink_to(secret)
    put(folder / "deep" / "children.csv")
    put(folder / "notes.txt")

    assert look() == []


def test_killed_in_the_middle_the_same_files_are_taken_again(inbox, monkeypatch):
    put(inbox / "children" / "children.csv")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", lambda *args: sys.exit())
        with pytest.raises(SystemExit):
            look()

    assert look() == ["CHILDREN"]
    assert Child.objects.count() == 1
    assert ImportRun.objects.order_by("-pk").first().changes == []


def test_school_figures_are_taken_file_by_file(inbox):
    for name in ("a.csv", "b.csv"):
        put(inbox / "attendance" / name, "social_care_id,date,session,code\n0700,2026-11-30,AM,/\n")

    look()

    assert ImportRun.objects.filter(kind="ATTENDANCE").count() == 2


def test_files_put_aside_are_forgotten_after_their_time(inbox, settings):
    put(inbox / "children" / "children.csv")
    look()

    watched_folder.look(clock.real_now() + dt.timedelta(days=settings.IMPORT_FILES_KEPT_DAYS + 1))

    assert not list((inbox / "children" / "taken").rglob("*.csv"))


class TestAlarms:
    def night(self, folder: Path, day: dt.date):
        with clock.pretend(dt.datetime.combine(day, dt.time(3), tzinfo=dt.UTC)):
            extract.import_folder(folder, by=watched_folder.BY)

    @pytest.fixture
    def folder(self, tmp_path, settings) -> Path:
        settings.DATA_DIR = tmp_path
        put(tmp_path / "extract" / "children.csv")
        put(tmp_path / "extract" / "sen.csv", "social_care_id,provision,from\n0700,K,01/09/2025\n")
        return tmp_path / "extract"

    def test_a_file_that_came_before_and_not_last_night_is_missed_the_next_morning(self, folder):
        self.night(folder, dt.date(2026, 11, 29))
        (folder / "sen.csv").unlink()
        self.night(folder, TODAY)

        assert [alarm.text for alarm in alarms_on(TODAY)] == [
            "sen.csv did not come last night. It last came on 29 November 2026."
        ]

    def test_a_file_of_yesterday_is_in_time_and_one_that_never_came_is_not_missed(self, folder):
        self.night(folder, dt.date(2026, 11, 30))

        assert alarms_on(TODAY) == []

    def test_a_trial_brings_nothing(self, folder):
        self.night(folder, dt.date(2026, 11, 28))
        ImportRun.objects.update(is_dry_run=True)

        assert alarms_on(TODAY) == []

    def test_many_refused_rows_are_an_alarm(self, folder):
        put(folder / "children.csv", GOOD + "0701,Idris,Dell,no date\n")
        self.night(folder, TODAY)

        assert "more than a tenth of the rows were refused" in alarms_on(TODAY)[0].text

    def test_the_data_officer_sees_it_first_and_is_told_once(self, folder, cast, client):
        self.night(folder, dt.date(2026, 11, 27))
        client.force_login(cast.data_officer, backend=BACKEND)

        assert "children.csv did not come last night" in client.get(reverse("workspace:my_work")).content.decode()
        assert "children.csv did not come last night" in client.get(reverse("imports:imports")).content.decode()
        notices.queue_for(TODAY, at=clock.now())
        notices.queue_for(dt.date(2026, 12, 2), at=clock.now())
        assert set(Notice.objects.values_list("person", flat=True)) == {cast.data_officer.pk}
        assert Notice.objects.count() == 2  # two files

    def test_nobody_is_told_on_a_sunday(self, folder, cast):
        self.night(folder, dt.date(2026, 11, 27))

        assert notices.queue_for(dt.date(2026, 11, 29), at=clock.now()) == 0


def test_two_looks_at_once_take_a_file_once(inbox):
    """The second finds the folder taken, and leaves it for the next look."""
    put(inbox / "children" / "children.csv")
    with alone_in(inbox / "children") as is_ours:
        assert is_ours
        assert look() == []
    assert look() == ["CHILDREN"]
    assert ImportRun.objects.count() == 1


def test_while_another_import_runs_nobody_waits_for_it(inbox, monkeypatch):
    put(inbox / "children" / "children.csv")
    monkeypatch.setattr(watched_folder, "another_is_running", lambda: True)

    assert look() == []
    assert not ImportRun.objects.exists()


class TestAFileThatNobodyReads:
    """A packed file, a workbook, a file in no folder of a kind: said, and not waited for in silence."""

    HOUR = 2 * 60 * 60

    def undone(self) -> dict[str, str]:
        return dict(UndoneWork.objects.values_list("subject", "reason"))

    @pytest.mark.parametrize("place", ["attendance/marks.zip", "attendance/marks.xml", "attendance/Zoe Lee.xlsx"])
    def test_is_work_that_could_not_be_done_and_goes_when_it_is_taken_away(self, inbox, place):
        path = put(inbox / place, age=self.HOUR)
        look()

        assert list(self.undone()) == ["attendance files"]
        assert "1 file lies there that the portal does not read" in self.undone()["attendance files"]
        assert "Zoe" not in str(self.undone())
        path.unlink()
        look()
        assert self.undone() == {}

    def test_in_the_folder_that_holds_the_others_too(self, inbox, cast, client):
        put(inbox / "children.csv", age=self.HOUR)
        look()

        assert list(self.undone()) == ["itself files"]
        client.force_login(cast.data_officer, backend=BACKEND)
        assert "The watched folder" in client.get(reverse("workspace:undone_work")).content.decode()

    def test_is_not_named_while_it_may_still_be_renamed(self, inbox):
        put(inbox / "children" / "children.csv.filepart", age=120)
        put(inbox / "ssda903" / "return.xml", age=10)
        look()

        assert self.undone() == {}

"""Files brought in by page: kept privately, taken once, reported to those who may read it."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.models import User
from children.models import Child
from imports.arrivals import uploads
from imports.arrivals.uploads import CannotBringIn
from imports.enums import ImportState
from imports.kinds import extract
from imports.models import ImportRun
from tests.factories import ChildFactory
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
GOOD = b"social_care_id,given_name,family_name,date_of_birth\n0700,Amelia,Thornby,14/02/2014\n"
BAD = GOOD + b"0701,=1+1,Dell,not a date\n"


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def client(cast) -> Client:
    return signed_in(cast.data_officer)


def bring(client, *files: tuple[str, bytes], kind="CHILDREN", trial="no", strict="no", execute=True):
    from django.test import TestCase  # noqa: PLC0415

    given = {
        "kind": kind,
        "is_dry_run": trial,
        "is_strict": strict,
        "files": [SimpleUploadedFile(name, content) for name, content in files],
    }
    with TestCase.captureOnCommitCallbacks(execute=execute):
        return client.post(reverse("imports:upload"), given)


def kept() -> list[Path]:
    return [path for path in uploads.root().rglob("*") if path.is_file()]


def test_a_file_is_taken_and_then_thrown_away(client, celery_at_once):
    answer = bring(client, ("children.csv", GOOD))

    run = ImportRun.objects.get()
    assert answer.url == reverse("imports:import", args=[run.pk])
    assert (run.state, run.counts["files"]["children.csv"]["added"]) == (ImportState.DONE, 1)
    assert Child.objects.get(social_care_id="0700").family_name == "Thornby"
    assert kept() == []


def test_a_trial_changes_nothing_and_can_be_taken_for_real(client, celery_at_once):
    bring(client, ("children.csv", GOOD), trial="yes")
    trial = ImportRun.objects.get()
    assert not Child.objects.filter(social_care_id="0700").exists()
    page = client.get(reverse("imports:import", args=[trial.pk])).content.decode()
    assert "Take these files now" in page

    from django.test import TestCase  # noqa: PLC0415

    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("imports:take_again", args=[trial.pk]))

    assert Child.objects.filter(social_care_id="0700").exists()
    assert kept() == []
    again = client.post(reverse("imports:take_again", args=[trial.pk]))
    assert again.url == reverse("imports:import", args=[trial.pk])
    assert ImportRun.objects.count() == 2


@pytest.mark.parametrize(
    ("files", "kind", "said"),
    [
        ([("children.csv", b"")], "CHILDREN", "is empty"),
        ([("children.csv", b"PK\x03\x04 a workbook")], "CHILDREN", "is not a CSV file"),
        ([("children.xlsx", GOOD)], "CHILDREN", "is not a CSV file"),
        ([("holiday.csv", GOOD)], "CHILDREN", "None of these files is read here"),
        ([("a.csv", GOOD), ("b.csv", GOOD)], "ATTENDANCE", "Choose one file"),
        ([("children.csv", GOOD), ("CHILDREN.CSV", GOOD)], "CHILDREN", "the same name"),
        ([], "CHILDREN", "Choose at least one file"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(client, files, kind, said):
    page = bring(client, *files, kind=kind)

    assert page.status_code == 422
    assert said in page.content.decode()
    assert not ImportRun.objects.exists()
    assert kept() == []


def test_files_that_are_too_large_are_refused(client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)

    assert "Bring them in parts" in bring(client, ("children.csv", GOOD)).content.decode()


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.csv", "..\\..\\boot.csv", "a/b/.hidden.csv", "Amelia Thornby.csv"]
)
def test_a_name_leads_nowhere_and_names_nobody(client, name):
    bring(client, (name, b"x,y\n"), kind="ATTENDANCE", execute=False)

    (path,) = kept()
    assert path.name == "file-1.csv"
    assert path.parent.parent == uploads.root()
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_wrong_file_gives_a_report_and_no_traceback(client, celery_at_once):
    bring(client, ("x.csv", b"\x81\x01 not text"), kind="ATTENDANCE")

    run = ImportRun.objects.get()
    assert run.state in (ImportState.DONE, ImportState.FAILED)
    assert client.get(reverse("imports:import", args=[run.pk])).status_code == 200


def test_of_two_workers_one_takes_the_upload(client, celery_at_once):
    bring(client, ("children.csv", GOOD), execute=False)
    run = ImportRun.objects.get()

    assert [uploads.take(run.pk), uploads.take(run.pk)] == [True, False]


def test_an_upload_whose_worker_never_came_is_taken_by_the_timetable(client):
    bring(client, ("children.csv", GOOD), execute=False)

    assert uploads.take_what_waits() == 1
    assert Child.objects.filter(social_care_id="0700").exists()


def test_an_import_whose_worker_was_killed_is_said_to_be_unfinished_and_can_be_taken_again(client, monkeypatch):
    bring(client, ("children.csv", GOOD), execute=False)
    run = ImportRun.objects.get()
    at = clock.real_now()
    ImportRun.objects.update(state=ImportState.RUNNING, heartbeat_at=at - dt.timedelta(minutes=4))
    assert uploads.note_what_was_left(at) == 0
    ImportRun.objects.update(heartbeat_at=at - dt.timedelta(minutes=6))

    assert uploads.note_what_was_left(at) == 1

    page = client.get(reverse("imports:import", args=[run.pk])).content.decode()
    assert "did not come to its end" in page
    assert "Take these files again" in page


def test_an_import_that_breaks_is_not_left_running(client, monkeypatch):
    bring(client, ("children.csv", GOOD), execute=False)
    monkeypatch.setattr(extract, "files_in", lambda folder: 1 / 0)

    uploads.take_what_waits()

    assert ImportRun.objects.get().state == ImportState.FAILED
    assert len(kept()) == 1


def test_a_waiting_upload_is_stopped_at_once_and_files_are_kept_for_a_day(client):
    bring(client, ("children.csv", GOOD), execute=False)
    run = ImportRun.objects.get()
    client.post(reverse("imports:stop_import", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == ImportState.STOPPED
    assert uploads.take_what_waits() == 0
    assert uploads.throw_old_files_away(run.finished_at + dt.timedelta(hours=23)) == 0

    assert uploads.throw_old_files_away(run.finished_at + dt.timedelta(hours=25)) == 1

    assert kept() == []


class TestWhoReadsWhat:
    @pytest.fixture
    def run(self, client, celery_at_once):
        ChildFactory(social_care_id="0799", is_restricted=True, date_of_birth=dt.date(2014, 1, 1))
        bring(client, ("children.csv", BAD + b"0799,Hidden,Child,also not a date\n"))
        return ImportRun.objects.get()

    def test_the_data_officer_reads_the_lines_but_those_of_restricted_children(self, client, run):
        page = client.get(reverse("imports:import", args=[run.pk])).content.decode()

        assert "not a date" in page
        assert "also not a date" not in page
        assert "1 line about children whose record is restricted is not shown" in page

    def test_the_system_administrator_sees_numbers_only(self, cast, run):
        admin = signed_in(cast.admin)
        page = admin.get(reverse("imports:import", args=[run.pk])).content.decode()

        assert "not a date" not in page
        for shape in ("csv", "json"):
            assert admin.get(reverse("imports:import_report", args=[run.pk, shape])).status_code == 404

    def test_the_report_as_a_table_holds_no_formula(self, client, run):
        Child.objects.filter(social_care_id="0700").update(family_name="=cmd()")
        bring(client, ("children.csv", GOOD))
        changed = ImportRun.objects.first()

        text = client.get(reverse("imports:import_report", args=[changed.pk, "csv"])).content.decode()

        assert "'=cmd()" in text
        assert ",=cmd" not in text

    def test_the_report_for_machines(self, client, run):
        told = json.load(io.BytesIO(client.get(reverse("imports:import_report", args=[run.pk, "json"])).content))

        assert [one["line"] for one in told["refusals"]] == [3]
        assert client.get(reverse("imports:import_report", args=[run.pk, "pdf"])).status_code == 404

    def test_only_the_data_officer_stops_and_takes_again(self, cast, run):
        for name in ("stop_import", "take_again"):
            url = reverse(f"imports:{name}", args=[run.pk])
            for who, code in (("officer", 403), ("admin", 403), ("sam", 403)):
                assert signed_in(getattr(cast, who)).post(url).status_code == code


def test_each_file_has_a_template_that_can_be_brought_in(client, celery_at_once):
    page = client.get(reverse("imports:described")).content.decode()
    assert "siblings.csv" in page

    template = client.get(reverse("imports:template", args=["children.csv"])).content
    bring(client, ("children.csv", template))

    run = ImportRun.objects.get()
    assert run.refusals == []
    assert run.counts["files"]["children.csv"]["added"] == 1
    assert client.get(reverse("imports:template", args=["nonsense.csv"])).status_code == 404


def test_nobody_else_brings_files_in(cast):
    with pytest.raises(Exception, match="does not let you"):
        uploads.receive(kind="CHILDREN", files=[], is_dry_run=True, is_strict=False, by=cast.officer)


def test_a_refusal_leaves_no_folder_behind(cast, monkeypatch):
    monkeypatch.setattr(uploads, "_waiting", lambda *args, **more: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        uploads.receive(
            kind="CHILDREN", files=[SimpleUploadedFile("children.csv", GOOD)], is_dry_run=True, is_strict=False,
            by=cast.data_officer,
        )  # fmt: skip

    assert list(uploads.root().iterdir()) == []
    with pytest.raises(CannotBringIn):
        uploads.receive(kind="CHILDREN", files=[], is_dry_run=True, is_strict=False, by=cast.data_officer)


def test_nobody_gives_themselves_a_post_by_a_file(client, cast, celery_at_once):
    people = (
        b"email,name,role,team,from,until\n"
        b"Data.Officer@Fernshire.Example,Data Person,TM,Riverside team,01/09/2026,\n"
        b"nia@fernshire.example,Nia Quist,TM,Riverside team,01/09/2026,\n"
    )
    bring(client, ("people.csv", people))

    run = ImportRun.objects.get()
    assert [refusal["reason"] for refusal in run.refusals] == [
        "You cannot give yourself a post. Ask a system administrator."
    ]
    assert [post.role for post in cast.data_officer.posts.all()] == ["DO"]
    assert User.objects.get(email="nia@fernshire.example").posts.count() == 1

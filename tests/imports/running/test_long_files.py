"""Files that are long, imports that are killed, stopped, or started twice."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.audit import System
from children.models import CarePeriod, Child
from imports.enums import ImportState
from imports.kinds import extract
from imports.models import ImportRun
from imports.reading.reading import Refusal
from imports.rows import dated_files, staging
from imports.running.one_at_a_time import ImportsBusy, one_at_a_time
from imports.running.report import MOST_LISTED, Lines, Report
from imports.running.running import Manner
from tests.factories import SchoolFactory

FILES = System("imports")


@pytest.fixture
def many(extract, monkeypatch):
    """Seven children with a care period each, taken three at a time."""
    monkeypatch.setattr(staging, "OWNERS_AT_ONCE", 3)
    numbers = [f"08{n:02}" for n in range(7)]
    (extract / "children.csv").write_text(
        "social_care_id,given_name,family_name,date_of_birth\n"
        + "".join(f"{number},Robin,Hazelwood,14/02/2014\n" for number in numbers)
    )
    (extract / "care_periods.csv").write_text(
        "social_care_id,from,until\n" + "".join(f"{number},01/05/2024,\n" for number in numbers)
    )
    for name in ("legal_statuses", "placements", "allocations", "enrolments", "contacts", "reviews", "sen", "health"):
        (extract / f"{name}.csv").unlink()
    for name in ("siblings", "permissions"):
        (extract / f"{name}.csv").unlink()
    SchoolFactory(urn="900002")
    return extract


class Killed(BaseException):
    pass


@pytest.fixture
def killed_at_the_second_batch(monkeypatch):
    """The worker dies while it writes the second three children."""
    calls = []
    carry_out = dated_files._carry_out

    def dying(table, plans, report, origin):
        calls.append(table)
        carry_out(table, plans, report, origin)
        if len([one for one in calls if one.model is CarePeriod]) == 2:
            raise Killed

    monkeypatch.setattr(dated_files, "_carry_out", dying)
    yield
    monkeypatch.setattr(dated_files, "_carry_out", carry_out)


@pytest.mark.django_db
def test_a_killed_import_keeps_whole_batches_and_the_same_file_brings_the_rest(
    many, killed_at_the_second_batch, monkeypatch
):
    with pytest.raises(Killed):
        extract.import_folder(many, by=FILES)
    assert CarePeriod.objects.count() == 3
    assert ImportRun.objects.get().state == ImportState.FAILED
    monkeypatch.undo()

    extract.import_folder(many, by=FILES)

    assert CarePeriod.objects.count() == Child.objects.count() == 7


@pytest.mark.django_db
def test_a_strict_import_that_is_killed_leaves_nothing_of_the_file(many, killed_at_the_second_batch):
    with pytest.raises(Killed):
        extract.import_folder(many, by=FILES, manner=Manner(is_strict=True))

    assert CarePeriod.objects.count() == 0


@pytest.mark.django_db
def test_an_import_that_is_asked_to_stop_stops_between_two_batches(many):
    run = ImportRun(kind="CHILDREN", by_name="Data Person", stop_asked_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC))

    extract.import_folder(many, by=FILES, run=run)

    run.refresh_from_db()
    assert run.state == ImportState.STOPPED
    assert run.finished_at is not None
    assert CarePeriod.objects.count() < 7


@pytest.mark.django_db
def test_an_import_says_how_far_it_is(many):
    run = ImportRun(kind="CHILDREN", by_name="Data Person")

    extract.import_folder(many, by=FILES, run=run)

    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert run.total == sum(path.stat().st_size for path in many.glob("*.csv"))
    assert run.total * 0.9 <= run.done <= run.total


@pytest.mark.django_db(transaction=True)
def test_of_two_imports_the_second_waits_and_says_so_when_it_waits_too_long():
    taken, may_end, said = threading.Event(), threading.Event(), []

    def first():
        with one_at_a_time():
            taken.set()
            may_end.wait(10)
        connection.close()

    def second():
        try:
            with one_at_a_time(longest_wait=0.3):
                said.append("in")
        except ImportsBusy as refusal:
            said.append(str(refusal))
        connection.close()

    holder = threading.Thread(target=first)
    holder.start()
    taken.wait(10)
    waiter = threading.Thread(target=second)
    waiter.start()
    waiter.join(10)
    may_end.set()
    holder.join(10)
    after = threading.Thread(target=second)
    after.start()
    after.join(10)

    assert said == ["Another import is still running. Try again when it has finished.", "in"]


def test_a_report_counts_every_line_and_lists_only_so_many():
    report = Report()
    for line in range(2, MOST_LISTED + 12):
        report.refuse(Refusal("children.csv", line, "upn", "x", "Wrong."))

    assert len(report.refusals) == MOST_LISTED
    assert report.counts()["not_listed"] == 10
    assert report.files["children.csv"]["refused"] == MOST_LISTED + 10
    assert "10 more lines are counted, and not listed" in list(report.as_lines())


def test_lines_remember_which_lines_of_a_file_were_there():
    lines = Lines()

    assert [lines.add(line) for line in (7, 9, 7, 100_000)] == [True, True, False, True]
    assert (9 in lines, 8 in lines, 10**9 in lines) == (True, False, False)

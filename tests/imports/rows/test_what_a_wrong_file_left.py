"""Wrong files of one night and the right ones of the next: what is mended by them, and what is named to a person."""

import csv
import datetime as dt
import io

import pytest
from django.db.models import F
from django.urls import reverse

from accounts import clock
from accounts.audit import System
from children.enums import ReviewState
from children.models import CareReview, Child, Enrolment, LegalStatus, Placement
from imports.alarms import missing_rows
from imports.kinds.extract import NIGHTLY, import_folder
from imports.models import MissingRow
from imports.running.running import Manner
from tests.factories.accounts import SchoolFactory
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
day = dt.date
DATES = ("from", "until", "review_date")
RIGHT = {
    "children.csv": "social_care_id,given_name,family_name,date_of_birth\n00812,Ada,Lee,03/04/2013\n00813,Bo,Roe,12/11/2011\n",
    "care_periods.csv": "social_care_id,from,until\n00812,05/03/2024,\n00813,06/07/2023,\n",
    "legal_statuses.csv": (
        "social_care_id,status,from,until\n00812,C1,05/03/2024,06/09/2024\n00812,C2,06/09/2024,\n00813,V2,06/07/2023,\n"
    ),
    "placements.csv": (
        "social_care_id,kind,carer_name,from,until\n00812,U6,Jo Day,05/03/2024,07/08/2026\n"
        "00812,U4,Jo Day,07/08/2026,\n00813,K2,,06/07/2023,\n"
    ),
    "enrolments.csv": (
        "social_care_id,school_urn,kind,from,until\n00812,900002,MAIN,05/03/2024,02/09/2026\n"
        "00812,900003,MAIN,02/09/2026,\n00813,900003,MAIN,06/09/2023,\n"
    ),
    "reviews.csv": (
        "social_care_id,review_date,state\n00812,03/04/2026,HELD\n00812,05/12/2026,BOOKED\n00813,07/06/2026,HELD\n"
    ),
}


@pytest.fixture
def take(tmp_path, db):
    for urn in ("900002", "900003"):
        SchoolFactory.create(urn=urn)

    def put_in(how=lambda files: files, *, manner=NIGHTLY):
        for name, text in how(RIGHT).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return import_folder(tmp_path, by=System("imports"), manner=manner)

    return put_in


def in_every_date(change):
    def spoil(files):
        spoilt = {}
        for name, text in files.items():
            heading, *rows = csv.reader(io.StringIO(text))
            out = [heading]
            for row in rows:
                cells = zip(heading, row, strict=True)
                out.append([change(_day(cell)) if column in DATES and cell else cell for column, cell in cells])
            spoilt[name] = "".join(",".join(row) + "\n" for row in out)
        return spoilt

    return spoil


def _day(text):
    return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def later(days):
    return in_every_date(lambda on: f"{on + dt.timedelta(days=days):%d/%m/%Y}")


american = in_every_date(lambda on: f"{on:%m/%d/%Y}")


def years(number):
    return in_every_date(lambda on: f"{on.replace(year=on.year + number):%d/%m/%Y}")


def instead(name, old, new):
    return lambda files: files | {name: files[name].replace(old, new)}


def the_record():
    found = {
        model.__name__: sorted(map(str, model.objects.standing().values_list("child__social_care_id", *columns)))
        for model, columns in (
            (LegalStatus, ("code", "from_date", "until")),
            (Placement, ("kind", "carer_name", "from_date", "until")),
            (Enrolment, ("school__urn", "from_date", "until")),
        )
    }
    reviews = CareReview.objects.exclude(state=ReviewState.CANCELLED)
    return found | {"reviews": sorted(map(str, reviews.values_list("child__social_care_id", "review_date", "state")))}


@pytest.mark.parametrize("wrong", [later(-1), later(1), american], ids=["a day early", "a day late", "American dates"])
@pytest.mark.parametrize("is_first", [True, False], ids=["as the first file", "after a right one"])
def test_days_that_were_wrong_are_put_right_everywhere(take, wrong, is_first):
    take()
    right_alone = the_record()
    if is_first:
        for model in (LegalStatus, Placement, Enrolment, CareReview):
            model.objects.all().delete()
    take(wrong)
    report = take()

    assert the_record() == right_alone
    assert [one.reason for one in report.refusals if not one.warning] == []
    assert take().changes == []


def test_rows_of_a_wrong_year_that_no_file_can_know_to_be_wrong_are_named(take):
    take(years(-1))
    report = take()

    assert sorted(one.reason.split("holds ")[1].split(" that came")[0] for one in report.refusals) == [
        "a row of this child from 05/03/2023 to 06/09/2023",
    ]
    assert "mark it as an error on the child's page" in report.refusals[0].reason


def test_a_row_inside_the_files_own_time_that_it_does_not_have_is_named(take):
    line = "00813,900002,AP,01/02/2026,\n"
    take(lambda files: files | {"enrolments.csv": files["enrolments.csv"] + line})
    report = take()

    assert [one.reason[:58] for one in report.refusals] == [
        "The portal holds a row of this child from 01/02/2026 on th"
    ]


WITH_ANOTHER_SCHOOL = "00813,900002,AP,01/02/2026,\n"


def another_school(files):
    return files | {"enrolments.csv": files["enrolments.csv"] + WITH_ANOTHER_SCHOOL}


class TestARowThatAWrongFileLeft:
    def test_is_named_once_and_then_stands_on_the_list_of_missing_rows(self, cast, take):
        take(another_school)
        take()

        assert [one.reason for one in take().refusals] == []
        page = signed_in(cast.data_officer).get(reverse("imports:missing_rows")).content.decode()
        assert "enrolments.csv" in page
        assert "From 1 February 2026" in page
        assert "00813" not in signed_in(cast.admin).get(reverse("imports:missing_rows")).content.decode()

    def test_leaves_the_list_when_somebody_has_looked_and_is_not_named_again(self, cast, take):
        take(another_school)
        take()
        row = MissingRow.objects.get(settled_at=None)
        signed_in(cast.data_officer).post(reverse("imports:settle_missing_row", args=[row.pk]))

        assert take().refusals == []
        assert not MissingRow.objects.filter(settled_at=None).exists()

    def test_leaves_the_list_when_it_is_marked_as_an_error(self, take):
        take(another_school)
        take()
        Enrolment.objects.filter(kind="AP").update(until=F("from_date"))

        assert list(missing_rows.waiting(clock.today())) == []

    def test_leaves_the_list_when_a_file_has_it_again_and_is_named_when_it_goes_once_more(self, take):
        take(another_school)
        take()
        take(another_school)
        assert list(missing_rows.waiting(clock.today())) == []

        assert [one.reason[:38] for one in take().refusals] == ["The portal holds a row of this child f"]
        assert len(missing_rows.waiting(clock.today())) == 1

    def test_of_a_trial_is_on_no_list(self, take):
        take(another_school)
        take(manner=Manner(is_dry_run=True))

        assert not MissingRow.objects.exists()


def test_a_file_without_history_is_not_asked_about_it(take):
    take()
    report = take(lambda files: {name: "".join(_open_rows(text)) for name, text in files.items()})

    assert [one.reason for one in report.refusals] == []


def _open_rows(text):
    heading, *rows = text.splitlines(keepends=True)
    return [heading, *(row for row in rows if "until" not in heading or row.endswith(",\n"))]


class TestReviews:
    def states(self):
        return dict(CareReview.objects.values_list("review_date", "state"))

    def test_one_that_is_booked_for_another_day_is_cancelled_on_the_old_one_and_the_report_says_so(self, take):
        take()
        report = take(instead("reviews.csv", "05/12/2026", "12/12/2026"))

        assert self.states()[day(2026, 12, 5)] == "CANCELLED"
        assert self.states()[day(2026, 12, 12)] == "BOOKED"
        assert [(one.whose, one.what, one.old, one.new) for one in report.changes] == [
            ("00812", "review of 05/12/2026, which is not in this file", "Booked", "Cancelled")
        ]
        take()
        assert self.states()[day(2026, 12, 5)] == "BOOKED"

    def test_none_is_cancelled_of_a_child_who_is_not_in_the_file_or_of_whom_a_row_could_not_be_read(self, take):
        take()
        take(instead("reviews.csv", "00812,03/04/2026,HELD\n00812,05/12/2026,BOOKED\n", ""))
        take(instead("reviews.csv", "05/12/2026", "31/02/2026"))

        assert set(self.states().values()) == {"HELD", "BOOKED"}

    def test_reviews_that_were_held_before_those_of_the_file_are_history(self, take):
        take()
        child = Child.objects.get(social_care_id="00812")
        CareReview.objects.create(child=child, review_date=day(2025, 9, 30), state=ReviewState.HELD)
        take()

        assert self.states()[day(2025, 9, 30)] == "HELD"

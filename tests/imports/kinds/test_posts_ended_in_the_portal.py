"""Access that an administrator took away is not given back by the next night's file of people."""

import datetime as dt

import pytest
from django.db.models import F
from django.urls import reverse

from accounts.audit import System
from accounts.models import Post
from accounts.posts import end_post
from imports.alarms import missing_rows
from imports.kinds import extract
from imports.running.running import Manner
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
HEADING = "email,name,role,team,school_urn,from,until"
TODAY = dt.date(2026, 12, 1)
LAST_DAY = dt.date(2026, 11, 30)


@pytest.fixture
def night(tmp_path):
    def take(until: str = "", *, since: str = "01/04/2024", manner: Manner | None = None) -> list[str]:
        row = f"sol@council.example,Sol Marsh,SW,Team North,,{since},{until}"
        (tmp_path / "people.csv").write_text(f"{HEADING}\n{row}\n", encoding="utf-8")
        report = extract.import_folder(tmp_path, by=System("imports"), manner=manner or Manner())
        return [one.reason for one in report.refusals]

    return take


def post() -> Post:
    return Post.objects.exclude(until=F("from_date")).get(user__email="sol@council.example")


@pytest.fixture
def ended(cast, night):
    night()
    end_post(post=post(), until=LAST_DAY, by=cast.admin)


@pytest.mark.parametrize("until", ["", "01/04/2027"], ids=["open", "until a later day"])
def test_a_post_that_was_ended_in_the_portal_stays_ended_and_is_said_once(cast, ended, night, until):
    assert ["the portal ended it on 30/11/2026" in why for why in night(until)] == [True]

    assert post().until == LAST_DAY
    assert night(until) == []
    page = signed_in(cast.admin).get(reverse("imports:missing_rows")).content.decode()
    assert "sol@council.example" in page


def test_it_is_settled_when_the_file_ends_it_too(ended, night):
    night()
    night("30/11/2026")

    assert not missing_rows.waiting(TODAY).exists()
    assert post().until == LAST_DAY


def test_an_earlier_end_from_the_file_is_taken(ended, night):
    night("01/11/2026")

    assert post().until == dt.date(2026, 11, 1)


def test_an_end_that_only_a_file_gave_is_taken_back_by_the_next_one(night):
    night()
    night("30/11/2026")
    assert post().until == LAST_DAY

    assert night() == []
    assert post().until is None


def test_an_end_of_a_file_of_before_is_no_excuse_for_one_that_a_person_gave_since(cast, night):
    night("30/11/2026")
    night()
    end_post(post=post(), until=LAST_DAY, by=cast.admin)
    night()

    assert post().until == LAST_DAY


def test_a_trial_notes_no_end(cast, night):
    night()
    night("30/11/2026", manner=Manner(is_dry_run=True))
    end_post(post=post(), until=LAST_DAY, by=cast.admin)
    night()

    assert post().until == LAST_DAY


@pytest.mark.parametrize("since", ["31/03/2024", "02/04/2024"])
def test_a_first_day_that_the_file_puts_right_does_not_open_it(ended, night, since):
    night(since=since)
    night(since=since)

    assert post().until == LAST_DAY
    assert post().from_date == dt.datetime.strptime(since, "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone


def test_a_post_that_begins_later_is_a_new_one(ended, night):
    night(since="01/12/2026")

    assert list(Post.objects.filter(user__email="sol@council.example").values_list("until", flat=True)) == [
        LAST_DAY,
        None,
    ]

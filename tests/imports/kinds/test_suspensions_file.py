import datetime as dt
from pathlib import Path

import pytest

from accounts.audit import System
from children.enums import Origin
from children.models import Suspension
from imports.kinds.suspensions import import_file
from tests.factories.accounts import SchoolFactory, UserFactory
from tests.factories.children import ChildFactory
from tests.factories.record import SuspensionFactory

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parents[2] / "data" / "school_files"
HEADING = "social_care_id,start_date,sessions,category,reason1,reason2,reason3,sen_provision"
START = dt.date(2026, 11, 3)


@pytest.fixture
def child():
    return ChildFactory.create(social_care_id="0700")


@pytest.fixture
def take(tmp_path):
    def bring(*lines: str, heading: str = HEADING, by=System("imports")):  # noqa: B008 - it has no state
        path = tmp_path / "suspensions.csv"
        path.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
        return import_file(path, by=by)

    return bring


def told(report) -> list[tuple]:
    return [(one.line, one.column, one.value, one.warning) for one in report.refusals]


def test_the_sample_comes_in_whole():
    lines = (SAMPLES / "suspensions.csv").read_text(encoding="utf-8").splitlines()[1:]
    for number in {line.split(",")[0] for line in lines}:
        ChildFactory.create(social_care_id=number)

    report = import_file(SAMPLES / "suspensions.csv", by=System("imports"))

    assert report.refusals == []
    assert Suspension.objects.count() == len(lines)
    first = Suspension.objects.get(child__social_care_id="700106", start_date=dt.date(2025, 9, 18))
    assert (first.sessions, first.category, first.reasons, first.sen_provision) == (10, "SUSP", ["OW", "PP"], "K")


def test_the_school_census_comes_in_by_its_own_names_dates_and_codes(tmp_path):
    text = (SAMPLES / "census_exclusions.csv").read_text(encoding="utf-8")
    path = tmp_path / "census.csv"
    path.write_text(text.replace("pupilonrolltableid,", "child_id,", 1), encoding="utf-8")
    for number in {line.split(",")[0] for line in text.splitlines()[1:]}:
        ChildFactory.create(social_care_id=number)

    report = import_file(path, by=System("imports"))

    refused = [one for one in report.refusals if not one.warning]
    assert {one.reason for one in refused} == {"By the calendar there is no school on this day."}
    without_school = sum(one.column == "start_date" for one in refused)
    assert Suspension.objects.count() == 200 - without_school > 100
    assert set(Suspension.objects.values_list("category", flat=True)) == {"SUSP", "PERM", "LNCH"}
    assert set(Suspension.objects.values_list("sen_provision", flat=True)) == {"", "N", "K", "E"}
    assert Suspension.objects.filter(child__social_care_id="0002e817-8ca", start_date=dt.date(2025, 2, 14)).exists()


def test_a_corrected_row_closes_the_old_one_and_says_what_changed(child, take):
    school = SchoolFactory.create(urn="900002")
    take("0700,2026-11-03,4,SUSP,DB,,,K,900002", heading=f"{HEADING},school_urn")
    person = UserFactory.create()

    report = take("0700,2026-11-03,6,FIXD,DB,VA,,", by=person)

    assert [(one.what, one.old, one.new) for one in report.changes] == [
        ("sessions of the suspension of 03/11/2026", "4", "6"),
        ("reason1 of the suspension of 03/11/2026", "DB", "DB, VA"),
    ]
    row = Suspension.objects.standing().get()
    assert (row.sessions, row.reasons, row.sen_provision, row.school) == (6, ["DB", "VA"], "K", school)
    old = Suspension.objects.exclude(error_at=None).get()
    assert (old.sessions, old.error_by) == (4, person)
    assert old.error_reason


def test_what_a_person_entered_stays_and_the_difference_is_listed(child, take):
    SuspensionFactory.create(child=child, start_date=START, sessions=2, reasons=["DB"], origin=Origin.HAND)

    report = take("0700,2026-11-03,6,SUSP,DB,,,")

    assert Suspension.objects.get().sessions == 2
    assert told(report) == [(2, "sessions", "6", True)]


def test_a_suspension_and_a_permanent_exclusion_of_one_day_stand_beside_each_other(child, take):
    take("0700,2026-11-03,4,SUSP,DB,,,", "0700,2026-11-03,,PERM,DB,,,")

    assert list(Suspension.objects.order_by("category").values_list("category", "sessions")) == [
        ("PERM", None),
        ("SUSP", 4),
    ]


def test_what_the_file_does_not_say_is_kept_as_not_stated(child, take):
    take("0700,2026-11-03,", heading="social_care_id,start_date,category")

    row = Suspension.objects.get()
    assert (row.category, row.sessions, row.reasons) == ("NOT_STATED", None, [])


def test_a_reason_that_nobody_knows_is_kept_and_pointed_out(child, take):
    report = take("0700,2026-11-03,4,SUSP,DB,QQ,,")

    assert told(report) == [(2, "reason2", "QQ", True)]
    assert Suspension.objects.get().reasons == ["DB", "QQ"]


def test_more_than_the_law_allows_in_a_year_is_pointed_out(child, take):
    report = take("0700,2026-11-03,91,SUSP,DB,,,")

    assert told(report) == [(2, "sessions", "91", True)]
    assert Suspension.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("0700,2026-11-03,-1,SUSP,DB,,,", "sessions"),
        ("0700,2026-11-03,two,SUSP,DB,,,", "sessions"),
        ("0700,2026-11-03,4,SUSP,He swore,,,", "reason1"),
        ("0700,2026-11-03,4,SUSP,DB,,,Z", "sen_provision"),
    ],
)
def test_a_cell_that_means_nothing_is_refused_and_the_suspension_is_not(child, take, row, column):
    report = take(row)

    assert [(line, where, warning) for line, where, _, warning in told(report)] == [(2, column, True)]
    assert Suspension.objects.get().start_date == dt.date(2026, 11, 3)


def test_a_category_that_is_not_known_costs_the_row(child, take):
    report = take("0700,2026-11-03,4,GONE,DB,,,")

    assert [(line, where, warning) for line, where, _, warning in told(report)] == [(2, "category", False)]
    assert not Suspension.objects.exists()


@pytest.mark.parametrize(
    "day", ["2026-11-07", "2025-12-25", "2026-05-04"], ids=["Saturday", "Christmas", "bank holiday"]
)
def test_no_suspension_begins_on_a_day_without_school(child, take, day):
    report = take(f"0700,{day},4,SUSP,DB,,,")

    assert [(line, column, warning) for line, column, _, warning in told(report)] == [(2, "start_date", False)]
    assert not Suspension.objects.exists()


def test_a_suspension_of_no_session_is_refused_and_a_permanent_exclusion_of_none_is_not(child, take):
    report = take("0700,2026-11-03,0,SUSP,DB,,,", "0700,2026-11-03,0,PERM,DB,,,")

    assert told(report) == [(2, "sessions", "0", False)]
    assert [(row.category, row.sessions) for row in Suspension.objects.all()] == [("PERM", None)]


def test_more_than_45_days_in_a_year_over_several_suspensions_is_pointed_out(child, take):
    take("0700,2026-09-08,60,SUSP,DB,,,")

    report = take("0700,2026-11-12,20,SUSP,DB,,,", "0700,2026-11-03,11,SUSP,DB,,,", "0700,2026-07-01,60,SUSP,DB,,,")

    assert told(report) == [(3, "sessions", "11", True)]
    assert "91 sessions in the school year 2026/27" in report.refusals[0].reason
    assert take("0700,2026-11-03,11,SUSP,DB,,,").refusals == []


WHOLE_WEEK = "0700,2026-11-02,10,SUSP,DB,,,"  # Monday to Friday


@pytest.mark.parametrize(
    ("before", "row"),
    [
        (WHOLE_WEEK, "0700,2026-11-03,10,SUSP,DB,,,"),  # a day early, or a day late
        (WHOLE_WEEK, "0700,2026-11-06,2,SUSP,PP,,,"),
        (WHOLE_WEEK, "0700,2026-11-02,10,,DB,,,"),  # without its category
        (WHOLE_WEEK, "0700,2026-11-02,10,PERM,DB,,,"),
        ("0700,2026-11-06,4,SUSP,PP,,,", "0700,2026-11-09,2,SUSP,DB,,,"),  # Friday and Monday
        ("0700,2026-11-02,2,SUSP,PP,,,", "0700,2026-11-03,2,SUSP,PP,,,"),
    ],
)
def test_a_suspension_while_the_child_is_suspended_is_pointed_out_once_whichever_came_first(child, take, before, row):
    for first, second in ((before, row), (row, before)):
        assert take(first).refusals == []

        assert [line[1:2] + line[3:] for line in told(take(second))] == [("start_date", True)]

        assert take(second).refusals == []
        assert Suspension.objects.standing().count() == 2
        Suspension.objects.all().delete()


@pytest.mark.parametrize(
    "row",
    [
        "0700,2026-11-09,2,SUSP,DB,,,",
        "0700,2026-11-05,1,LNCH,DB,,,",
        "0700,2026-11-05,,PERM,DB,,,",
        "0701,2026-11-03,10,SUSP,DB,,,",
    ],
    ids=["the day after", "at lunch", "excluded for good meanwhile", "another child"],
)
def test_what_can_follow_a_suspension_or_go_beside_it_is_not_pointed_out(child, take, row):
    ChildFactory.create(social_care_id="0701")

    assert take(WHOLE_WEEK, row).refusals == []


def test_a_suspension_that_begins_on_the_afternoon_of_the_return_is_not_pointed_out(child, take):
    assert take("0700,2026-11-02,3,SUSP,DB,,,", "0700,2026-11-03,1,SUSP,PP,,,").refusals == []


def test_two_suspensions_of_one_kind_on_one_day_are_two_rows(child, take):
    lines = ("0700,2026-11-03,1,SUSP,DB,,,", "0700,2026-11-03,3,SUSP,PP,,,")

    take(*lines)
    again = take(*reversed(lines))

    rows = Suspension.objects.standing().order_by("sessions")
    assert [(row.sessions, row.reasons) for row in rows] == [(1, ["DB"]), (3, ["PP"])]
    assert (again.changes, again.files["suspensions.csv"]["unchanged"]) == ([], 2)


def test_a_morning_and_an_afternoon_that_say_the_same_are_two_and_without_a_session_one(child, take):
    heading = f"{HEADING},session"

    report = take("0700,2026-11-03,1,SUSP,DB,,,,AM", "0700,2026-11-03,1,SUSP,DB,,,,PM", heading=heading)
    assert (report.refusals, Suspension.objects.count()) == ([], 2)

    other = take("0700,2026-11-04,1,SUSP,DB,,,", "0700,2026-11-04,1,SUSP,DB,,,")
    assert told(other) == [(3, "start_date", "04/11/2026", False)]
    assert Suspension.objects.count() == 3


def test_of_two_on_one_day_a_corrected_one_takes_the_place_of_its_own(child, take):
    take("0700,2026-11-03,1,SUSP,DB,,,", "0700,2026-11-03,3,SUSP,PP,,,")

    take("0700,2026-11-03,1,SUSP,DB,,,", "0700,2026-11-03,4,SUSP,PP,,,")

    rows = Suspension.objects.standing().order_by("sessions")
    assert [(row.sessions, row.reasons) for row in rows] == [(1, ["DB"]), (4, ["PP"])]

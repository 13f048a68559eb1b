import datetime as dt

import pytest

from accounts.audit import System
from children.imports import ssda903
from children.models import CarePeriod, CareReview, Child, LegalStatus, Placement
from pep_portal.demo.sample import FILES as DEMO_FILES

pytestmark = pytest.mark.django_db

HEADER = (
    "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n0100,F,14/02/2014,WBRI,X831090124886,0,\n0200,1,30/05/2012,WBRI,UN1,,\n"
)
EPISODES = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"


@pytest.fixture
def take(tmp_path):
    def put_in(*episodes: str, **files: str):
        (tmp_path / "header.csv").write_text(files.pop("header", HEADER))
        (tmp_path / "episodes.csv").write_text(EPISODES + "".join(f"{line}\n" for line in episodes))
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return ssda903.import_folder(tmp_path, by=System("imports"))

    return put_in


STARTS = "0100,01/05/2025,S,C1,N1,U6,PR1,10/07/2025,X1,CARPL,DE1 2FS,DE1 1BS,SC900001"
MOVES = "0100,10/07/2025,P,C1,N1,U4,PR1,,,,DE1 2FS,DE1 1BS,SC900002"


def test_episodes_become_one_care_period_and_their_statuses_and_placements(take):
    take(STARTS, MOVES, "0200,01/06/2025,S,V2,N1,K2,PR4,01/02/2026,E4A,,,DE1 1BS,SC900003")

    assert list(CarePeriod.objects.values_list("child__social_care_id", "from_date", "until", "end_reason")) == [
        ("0100", dt.date(2025, 5, 1), None, ""),
        ("0200", dt.date(2025, 6, 1), dt.date(2026, 2, 1), "E4A"),
    ]
    assert list(LegalStatus.objects.filter(until=None).values_list("code", "from_date")) == [
        ("C1", dt.date(2025, 5, 1))
    ]
    assert list(Placement.objects.filter(child__social_care_id="0100").values_list("kind", "until")) == [
        ("U6", dt.date(2025, 7, 10)),
        ("U4", None),
    ]


def test_the_older_codes_for_sex_are_understood_and_an_unknown_upn_is_none(take):
    take(STARTS)

    assert Child.objects.get(social_care_id="0200").sex == "M"
    assert Child.objects.get(social_care_id="0200").upn == ""


def test_a_child_whose_care_began_before_the_file_keeps_the_day_that_the_portal_knows(take):
    child = Child.objects.create(social_care_id="0100", date_of_birth=dt.date(2014, 2, 14))
    CarePeriod.objects.create(child=child, from_date=dt.date(2024, 1, 15))

    take("0100,27/02/2025,P,C1,N1,U6,PR1,,,,,DE1 1BS,SC900001")

    assert CarePeriod.objects.get().from_date == dt.date(2024, 1, 15)


def test_a_child_who_left_after_the_year_closed_is_not_brought_back(take):
    child = Child.objects.create(social_care_id="0100", date_of_birth=dt.date(2014, 2, 14))
    CarePeriod.objects.create(child=child, from_date=dt.date(2025, 5, 1), until=dt.date(2026, 6, 30))

    take(STARTS, MOVES)

    assert CarePeriod.objects.get().until == dt.date(2026, 6, 30)


def test_what_the_portal_holds_stays_and_a_difference_is_said(take):
    Child.objects.create(social_care_id="0100", date_of_birth=dt.date(2014, 2, 15), given_name="Amelia")

    report = take(STARTS)

    assert Child.objects.get(social_care_id="0100").date_of_birth == dt.date(2014, 2, 15)
    assert [(one.column, one.warning) for one in report.refusals] == [("date_of_birth", True)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0100,01/07/2025,P,C1,N1,U4,PR1,,,,,DE1 1BS,SC900002", "The episode overlaps the one on line 2."),
        ("0100,10/07/2025,P,C1,N1,U4,PR1,01/06/2025,X1,,,DE1 1BS,SC9", "The episode ends before it begins."),
        ("0300,10/07/2025,S,C1,N1,U4,PR1,,,,,DE1 1BS,SC9", "No child has this number."),
        ("0100,10/07/2025,P,C1,N1,Q9,PR1,,,,,DE1 1BS,SC9", "This code is not known."),
    ],
)
def test_a_bad_episode_is_refused_with_its_line(take, line, reason):
    report = take(STARTS, line)

    assert [(one.line, one.reason[: len(reason)]) for one in report.refusals] == [(3, reason)]
    assert CarePeriod.objects.count() == 1


def test_the_files_of_the_return_that_are_not_read_are_named(take):
    report = take(
        STARTS, missing="CHILD,DOB\n", reviews="CHILD,DOB,REVIEW,REVIEW_CODE\n0100,14/02/2014,01/11/2025,PN1\n"
    )

    assert report.not_read == ["missing.csv"]
    assert CareReview.objects.get().participation_code == "PN1"


def test_the_sample_year_gives_168_children_of_whom_135_are_in_care(django_assert_max_num_queries):
    with django_assert_max_num_queries(75):
        report = ssda903.import_folder(DEMO_FILES / "ssda903", by=System("imports"))

    assert Child.objects.count() == 168
    assert Child.objects.looked_after_on(dt.date(2026, 12, 1)).count() == 135
    assert not [one for one in report.refusals if not one.warning]


def test_the_sample_year_taken_twice_changes_nothing():
    ssda903.import_folder(DEMO_FILES / "ssda903", by=System("imports"))
    again = ssda903.import_folder(DEMO_FILES / "ssda903", by=System("imports"))

    assert again.changes == []
    assert all(tally["added"] == tally["ended"] == 0 for tally in again.files.values())

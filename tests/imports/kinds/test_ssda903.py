import datetime as dt
from pathlib import Path

import pytest
from django.db.models import F
from hypothesis import given
from hypothesis import strategies as st

from accounts import clock
from accounts.audit import System
from children.models import CarePeriod, CareReview, Child, LegalStatus, Placement, YearlyOutcome
from imports.kinds import ssda903
from pep_portal.demo.sample import FILES as DEMO_FILES
from tests.strictness.properties import on_the_same_rows

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


def test_an_older_return_that_is_brought_in_later_opens_nothing_again(take):
    newer = "0100,01/05/2025,S,C1,N1,U6,PR1,01/07/2026,E4A,,DE1 2FS,DE1 1BS,SC900001"
    take(newer)

    again = take(newer.replace("01/07/2026,E4A", ","))

    for model in (CarePeriod, LegalStatus, Placement):
        assert [row.until for row in model.objects.all()] == [dt.date(2026, 7, 1)], model
    assert CarePeriod.objects.get().end_reason == "E4A"
    assert again.changes == []


@pytest.mark.parametrize(
    ("last_day", "closes"),
    [("30/03/2026", 2026), ("31/03/2026", 2026), ("01/04/2026", 2027)],
    ids=["the day before", "the last day of the year", "the first day of the next"],
)
def test_a_return_closes_on_the_31_march_on_or_after_its_latest_day(take, last_day, closes):
    with clock.pretend(clock.now() + dt.timedelta(days=200)):
        take(
            STARTS,
            oc2=TestOutcomes.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n",
            reviews=f"CHILD,DOB,REVIEW,REVIEW_CODE\n0100,14/02/2014,{last_day},PN1\n",
        )

    assert YearlyOutcome.objects.get().year_end_date == dt.date(closes, 3, 31)


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
    with django_assert_max_num_queries(82):
        report = ssda903.import_folder(DEMO_FILES / "ssda903", by=System("imports"))

    assert Child.objects.count() == 168
    assert Child.objects.looked_after_on(dt.date(2026, 12, 1)).count() == 135
    assert not [one for one in report.refusals if not one.warning]


def test_the_sample_year_taken_twice_changes_nothing():
    ssda903.import_folder(DEMO_FILES / "ssda903", by=System("imports"))
    again = ssda903.import_folder(DEMO_FILES / "ssda903", by=System("imports"))

    assert again.changes == []
    assert all(tally["added"] == tally["ended"] == 0 for tally in again.files.values())


OLD_RETURN = Path(__file__).parents[2] / "data" / "ssda903_2017"
"""300 made-up children in the shape of 2017-18, from a public test set (its licence beside it), without pupil numbers."""


def test_a_return_of_2017_is_taken_and_the_second_time_changes_nothing():
    report = ssda903.import_folder(OLD_RETURN, by=System("imports"))

    assert report.files["header.csv"]["added"] == Child.objects.count() == 300
    assert report.not_read == ["missing.csv"]
    for model in (CarePeriod, LegalStatus, Placement):
        assert not model.objects.filter(until__lt=F("from_date")).exists()
    rows = {name: tally["rows"] for name, tally in report.files.items()}
    again = ssda903.import_folder(OLD_RETURN, by=System("imports"))
    assert {name: tally["rows"] for name, tally in again.files.items()} == rows
    assert again.changes == []
    assert all(tally["added"] == tally["ended"] == tally["changed"] == 0 for tally in again.files.values())


class TestOutcomes:
    OC2 = "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE\n"

    def test_the_carers_score_stands_with_the_year_that_the_return_closed(self, take):
        take(STARTS, MOVES, oc2=self.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n")

        outcome = YearlyOutcome.objects.get()
        assert (outcome.sdq_score, outcome.year_end_date) == (17, dt.date(2026, 3, 31))
        assert (outcome.was_convicted, outcome.had_health_check, outcome.saw_a_dentist) == (False, None, True)

    def test_the_year_is_that_of_the_latest_day_and_not_of_the_earliest(self, take):
        """Care began in 2024, a review was held in that year, and the placement changed in July 2025."""
        take(
            STARTS.replace("2025,S", "2024,S"),
            MOVES,
            oc2=self.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n",
            reviews="CHILD,DOB,REVIEW,REVIEW_CODE\n0100,14/02/2014,01/11/2024,PN1\n",
        )

        assert YearlyOutcome.objects.get().year_end_date == dt.date(2026, 3, 31)

    def test_the_same_again_changes_nothing_and_a_corrected_score_is_reported(self, take):
        take(STARTS, oc2=self.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n")
        again = take(STARTS, oc2=self.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n")
        put_right = take(STARTS, oc2=self.OC2 + "0100,14/02/2014,18,,0,,1,1,1,0\n")

        assert again.files["oc2.csv"]["unchanged"] == 1
        assert [(one.what, one.old, one.new) for one in put_right.changes] == [("sdq_score", "17", "18")]

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("0100,14/02/2014,17,SDQ2,0,,1,1,1,0", "never both"),
            ("0100,14/02/2014,41,,0,,1,1,1,0", "from 0 to 40"),
            ("0100,14/02/2014,,SDQ9,0,,1,1,1,0", "This code is not known"),
        ],
    )
    def test_a_score_that_cannot_be_read_costs_the_score_and_not_the_health_of_the_child(self, take, line, why):
        report = take(STARTS, oc2=self.OC2 + line + "\n")

        outcome = YearlyOutcome.objects.get()
        assert (outcome.sdq_score, outcome.sdq_reason, outcome.saw_a_dentist) == (None, "", True)
        assert (why in report.refusals[-1].reason, report.refusals[-1].warning) == (True, True)

    def test_an_outcome_of_nobody_is_refused(self, take):
        report = take(STARTS, oc2=self.OC2 + "0999,14/02/2014,12,,0,,1,1,1,0\n")

        assert not YearlyOutcome.objects.exists()
        assert report.refusals[-1].reason == "No child has this number."

    def test_what_a_later_file_leaves_out_or_garbles_stays_as_it_was_known(self, take):
        take(STARTS, oc2=self.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n")
        again = take(STARTS, oc2="CHILD,SDQ_SCORE,TEETH_CHECK\n0100,,perhaps\n")

        outcome = YearlyOutcome.objects.get()
        assert (outcome.sdq_score, outcome.saw_a_dentist, outcome.had_health_assessment) == (17, True, True)
        assert again.changes == []

    def test_without_a_year_nothing_can_be_dated(self, tmp_path):
        Child.objects.create(social_care_id="0100", date_of_birth=dt.date(2014, 2, 14))
        (tmp_path / "oc2.csv").write_text(self.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n")

        report = ssda903.import_folder(tmp_path, by=System("imports"))
        assert "Nothing says which year this is" in report.refusals[0].reason

        ssda903.import_folder(tmp_path, by=System("imports"), year=2026)
        assert YearlyOutcome.objects.get().year_end_date == dt.date(2026, 3, 31)


@on_the_same_rows(examples=25)
@given(data=st.data())
def test_no_mangled_file_raises_or_leaves_half_a_row(take, tmp_path, data):
    take(
        STARTS,
        MOVES,
        oc2=TestOutcomes.OC2 + "0100,14/02/2014,17,,0,,1,1,1,0\n",
        reviews="CHILD,DOB,REVIEW,REVIEW_CODE\n0100,14/02/2014,01/11/2025,PN1\n",
    )
    path = tmp_path / data.draw(st.sampled_from(["header.csv", "episodes.csv", "reviews.csv", "oc2.csv"]))
    good = path.read_bytes()
    place = data.draw(st.integers(0, len(good)))
    path.write_bytes(good[:place] + data.draw(st.binary(min_size=1, max_size=6)) + good[place + 1 :])

    ssda903.import_folder(tmp_path, by=System("imports"))
    again = ssda903.import_folder(tmp_path, by=System("imports"))

    assert all(tally["added"] == 0 for tally in again.files.values())
    for model in (CarePeriod, LegalStatus, Placement):
        assert not model.objects.filter(until__lt=F("from_date")).exists()

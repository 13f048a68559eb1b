"""A return that was wrong, and the right one after it: what is mended, and what a person is told to mend."""

import datetime as dt

import pytest

from accounts.audit import System
from children.enums import Origin
from children.models import CarePeriod, Child, LegalStatus, Placement, YearlyOutcome
from imports.kinds import ssda903
from tests.imports.kinds.test_ssda903 import EPISODES, HEADER

pytestmark = pytest.mark.django_db
OC2 = "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED\n0100,14/02/2014,17,,0\n"
STARTS = "0100,01/05/2025,S,C1,N1,U6,PR1,10/07/2025,X1,CARPL,,DE1 1BS,SC9"
GOES_ON = "0100,10/07/2025,P,C1,N1,U4,PR1,,,,,DE1 1BS,SC9"


@pytest.fixture
def take(tmp_path):
    def put_in(*episodes: str, heading: str = EPISODES, header: str = HEADER, **files: str):
        (tmp_path / "header.csv").write_text(header)
        (tmp_path / "episodes.csv").write_text(heading + "".join(f"{line}\n" for line in episodes))
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text)
        return ssda903.import_folder(tmp_path, by=System("imports"))

    return put_in


def care():
    return list(CarePeriod.objects.standing().values_list("from_date", "until", "end_reason"))


def lives_in():
    return list(Placement.objects.standing().values_list("kind", "from_date", "until"))


IN_CARE = [(dt.date(2025, 5, 1), None, "")]


@pytest.mark.parametrize(
    "refused",
    [
        GOES_ON.replace(",P,", ",Q,"),
        GOES_ON.replace("C1", "C9"),
        GOES_ON.replace("10/07/2025", "31/02/2025"),
        GOES_ON.replace("10/07/2025", "10/07/2027"),
        GOES_ON.replace("PR1,,", "PR1,01/06/2025,X1"),
    ],
    ids=["a reason", "a legal status", "no date", "a day ahead", "ends before it begins"],
)
def test_a_refused_later_episode_does_not_end_care(take, refused):
    report = take(STARTS, refused)

    assert [one.line for one in report.refusals if not one.warning] == [3]
    assert care() == IN_CARE


def test_a_refused_episode_in_the_middle_parts_no_care_period(take):
    take(STARTS, GOES_ON.replace(",P,", ",Q,").replace("PR1,,", "PR1,01/09/2025,X1"), GOES_ON.replace("10/07", "01/09"))

    assert care() == IN_CARE


def test_an_end_without_its_reason_does_not_end_the_care_of_a_child_of_whom_a_row_was_refused(take):
    take(STARTS.replace("X1", ""), GOES_ON.replace("C1", "C9"))

    assert care() == IN_CARE


def test_care_that_is_said_to_have_ended_ends(take):
    take(STARTS, GOES_ON.replace("PR1,,", "PR1,01/02/2026,E4A"))

    assert care() == [(dt.date(2025, 5, 1), dt.date(2026, 2, 1), "E4A")]


def test_a_day_after_today_is_refused_in_every_date_column(take):
    tomorrow = "02/12/2026"
    report = take(
        STARTS.replace("01/05/2025", tomorrow),
        GOES_ON.replace("PR1,,", f"PR1,{tomorrow},E4A"),
        header=HEADER.replace("30/05/2012", tomorrow),
        reviews=f"CHILD,DOB,REVIEW,REVIEW_CODE\n0100,14/02/2014,{tomorrow},PN1\n",
        oc2=OC2,
    )

    ahead = [(one.file, one.column) for one in report.refusals if "still to come" in one.reason]
    assert sorted(ahead) == [
        ("episodes.csv", "DEC"),
        ("episodes.csv", "DECOM"),
        ("header.csv", "DOB"),
        ("reviews.csv", "REVIEW"),
    ]
    assert [row.until for row in CarePeriod.objects.all()] == [None]
    assert YearlyOutcome.objects.get().year_end_date == dt.date(2026, 3, 31)


def test_one_wrong_day_dates_no_outcome_to_another_year(take):
    many = [f"0{number},01/05/2025,S,C1,N1,U6,PR1,,,,,DE1 1BS,SC9" for number in range(300, 340)]
    header = HEADER + "".join(f"0{number},F,14/02/2014,WBRI,,0,\n" for number in range(300, 340))

    take(STARTS, GOES_ON, *many, "0200,10/07/2026,S,C1,N1,U4,PR1,,,,,DE1 1BS,SC9", header=header, oc2=OC2)

    assert YearlyOutcome.objects.get().year_end_date == dt.date(2026, 3, 31)


def test_the_day_of_a_child_who_is_not_taken_dates_no_outcome(take):
    take(STARTS, GOES_ON, "0999,10/07/2026,S,C1,N1,U4,PR1,,,,,DE1 1BS,SC9", oc2=OC2)

    assert YearlyOutcome.objects.get().year_end_date == dt.date(2026, 3, 31)


@pytest.mark.parametrize("column", ["DEC", "REC", "PLACE", "DECOM"])
def test_episodes_without_a_column_are_refused_by_its_name(take, column):
    report = take(STARTS, heading=EPISODES.replace(f",{column},", ",X,"))

    assert [(one.line, one.column) for one in report.refusals if not one.warning] == [(1, column)]
    assert (report.refused_whole, care()) == (["episodes.csv"], [])


def test_one_bad_optional_cell_takes_neither_the_child_nor_the_episodes(take):
    report = take(
        STARTS.replace("N1", "N77").replace("PR1", "PR9"), GOES_ON, header=HEADER.replace("WBRI", "XXXX"), oc2=OC2
    )

    assert care() == IN_CARE
    assert lives_in() == [("U6", dt.date(2025, 5, 1), dt.date(2025, 7, 10)), ("U4", dt.date(2025, 7, 10), None)]
    assert Child.objects.get(social_care_id="0100").ethnicity == ""
    assert [(one.column, one.warning) for one in report.refusals] == [
        ("ETHNIC", True),
        ("ETHNIC", True),
        ("CIN", True),
        ("PLACE_PROVIDER", True),
    ]


def test_a_withdrawn_placement_code_costs_the_placement_and_not_the_care(take):
    report = take(STARTS, GOES_ON.replace("U4", "H5"))

    assert care() == IN_CARE
    assert lives_in() == [("U6", dt.date(2025, 5, 1), dt.date(2025, 7, 10))]
    assert [(one.line, one.column, one.value) for one in report.refusals] == [(3, "PLACE", "H5")]
    assert "not in use on 10/07/2025" in report.refusals[0].reason


def test_a_placement_that_began_while_its_code_held_is_taken(take):
    report = take("0100,01/05/2021,S,C1,N1,H5,PR4,10/07/2025,X1,CARPL,,DE1 1BS,SC9", GOES_ON)

    assert [row[0] for row in lives_in()] == ["H5", "U4"]
    assert report.refusals == []


def test_the_right_return_opens_care_again_that_the_wrong_one_ended(take):
    take(STARTS, GOES_ON.replace("PR1,,", "PR1,01/02/2026,E4A"), oc2=OC2)

    report = take(STARTS, GOES_ON, oc2=OC2)

    assert care() == IN_CARE
    assert lives_in()[-1] == ("U4", dt.date(2025, 7, 10), None)
    assert ("row from 01/05/2025, until", "01/02/2026", "(nothing)") in [
        (one.what, one.old, one.new) for one in report.changes
    ]
    assert take(STARTS, GOES_ON, oc2=OC2).changes == []


def test_the_right_return_mends_a_wrong_first_day_and_a_wrong_last_day(take):
    take(STARTS.replace("01/05/2025", "01/04/2025"), GOES_ON.replace("PR1,,", "PR1,01/02/2026,E4A"))

    take(STARTS, GOES_ON.replace("PR1,,", "PR1,01/03/2026,E4B"))

    assert care() == [(dt.date(2025, 5, 1), dt.date(2026, 3, 1), "E4B")]


def test_care_that_the_case_system_or_a_person_ended_is_opened_by_no_return(take):
    child = Child.objects.create(social_care_id="0100", date_of_birth=dt.date(2014, 2, 14))
    CarePeriod.objects.create(
        child=child, from_date=dt.date(2025, 5, 1), until=dt.date(2026, 2, 1), origin=Origin.EXTRACT
    )

    take(STARTS, GOES_ON)

    assert [until for _, until, _ in care()] == [dt.date(2026, 2, 1)]


def test_what_the_wrong_return_brought_and_the_right_one_has_not_is_named(take):
    take(
        "0100,01/05/2025,S,C1,N1,U6,PR1,10/07/2025,E4A,,,DE1 1BS,SC9", "0200,02/06/2025,S,C1,N1,K2,PR1,,,,,DE1 1BS,SC9"
    )

    report = take("0100,01/09/2025,S,C1,N1,U6,PR1,,,,,DE1 1BS,SC9")

    said = [one.reason for one in report.refusals]
    assert sum("a time in care from 01/05/2025 that came with an earlier return" in why for why in said) == 1
    assert [one.value for one in report.refusals if "is not in this one. Nothing was changed" in one.reason] == ["0200"]
    assert Child.objects.count() == 2


def a_year_early(*episodes):
    return [line.replace("/2025", "/2024").replace("/2026", "/2025") for line in episodes]


def lived_under():
    return list(LegalStatus.objects.standing().values_list("code", "from_date", "until"))


class TestAReturnThatWasDatedToAnotherYear:
    MOVED_ON = GOES_ON.replace("PR1,,", "PR1,01/02/2026,X1")
    AGAIN = "0100,01/02/2026,P,C1,N1,K2,PR1,,,,,DE1 1BS,SC9"

    def the_record(self):
        return care(), lives_in(), lived_under()

    def test_is_mended_by_the_right_one_and_the_report_says_what_was_taken_back(self, take):
        take(*a_year_early(STARTS, self.MOVED_ON, self.AGAIN))
        report = take(STARTS, self.MOVED_ON, self.AGAIN)
        found = self.the_record()
        CarePeriod.objects.all().delete()
        Placement.objects.all().delete()
        LegalStatus.objects.all().delete()
        take(STARTS, self.MOVED_ON, self.AGAIN)

        assert found == self.the_record()
        assert sum(each.what == "entered in error, from" for each in report.changes) >= 3

    def test_takes_back_nothing_that_a_person_or_the_case_system_entered(self, take):
        take(*a_year_early(STARTS, self.MOVED_ON, self.AGAIN))
        Placement.objects.filter(kind="U6").update(origin=Origin.HAND)
        take(STARTS, self.MOVED_ON, self.AGAIN)

        assert ("U6", dt.date(2024, 5, 1), dt.date(2024, 7, 10)) in lives_in()

    def test_in_which_care_had_ended_is_named_row_by_row(self, take):
        ended = STARTS.replace("X1,CARPL", "E4A,")
        take(*a_year_early(ended))
        report = take(ended)

        said = [each.reason for each in report.refusals if "is this one but for the year" in each.reason]
        assert [each.split("holds ")[1].split(" that came")[0] for each in said] == [
            "a time in care from 01/05/2024 to 10/07/2024",
            "a legal status from 01/05/2024 to 10/07/2024",
            "a placement from 01/05/2024 to 10/07/2024",
        ]
        assert care() == [
            (dt.date(2024, 5, 1), dt.date(2024, 7, 10), "E4A"),
            (dt.date(2025, 5, 1), dt.date(2025, 7, 10), "E4A"),
        ]

    def test_is_not_suspected_where_an_earlier_year_had_other_days(self, take):
        take("0100,03/05/2024,S,C1,N1,U6,PR1,10/07/2024,E4A,,,DE1 1BS,SC9")
        report = take(STARTS, GOES_ON)

        assert len(care()) == 2
        assert [each.reason for each in report.refusals] == []

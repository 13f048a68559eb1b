"""What a person entered, what the case system says and what the yearly return says, when they do not agree."""

import datetime as dt

import pytest

from accounts.access import Action
from accounts.audit import System
from children.editing import rows as editing
from children.enums import Origin
from children.models import DelegatedAuthority, Enrolment, LegalStatus, SenStatus, SiblingLink
from imports.kinds import extract, ssda903
from tests.factories import PostFactory, SchoolFactory

pytestmark = pytest.mark.django_db
FILES = System("imports")
TODAY = dt.date(2026, 12, 1)


@pytest.fixture(autouse=True)
def schools(db):
    SchoolFactory(urn="900002", name="St Bronach’s")  # noqa: RUF001
    SchoolFactory(urn="900003", name="Greenacre")
    SchoolFactory(urn="900004", name="Ashgrove")


@pytest.fixture
def officer():
    return PostFactory().user


def take(folder):
    return extract.import_folder(folder, by=FILES)


def schools_of() -> list[tuple]:
    rows = Enrolment.objects.standing().filter(child__social_care_id="0700").order_by("from_date")
    return [(row.school.urn, row.from_date, row.until, row.origin) for row in rows.select_related("school")]


def by_hand(child_number: str, urn: str, since: dt.date, officer) -> Enrolment:
    from accounts.models import School  # noqa: PLC0415
    from children.models import Child  # noqa: PLC0415

    row = Enrolment(
        child=Child.objects.get(social_care_id=child_number), school=School.objects.get(urn=urn), from_date=since
    )
    return editing.enter(row, by=officer, action=Action.REPORT_CHANGE)


ONE_SCHOOL = "0700,900002,MAIN,01/09/2024,04/01/2027,25\n0700,900003,MAIN,04/01/2027,,"


@pytest.fixture
def at_one_school(change):
    change("enrolments.csv", ONE_SCHOOL, "0700,900002,MAIN,01/09/2024,,25")


def test_a_school_entered_by_hand_outlives_a_file_that_does_not_know_it(extract, at_one_school, officer):
    take(extract)
    by_hand("0700", "900004", dt.date(2026, 11, 23), officer)

    report = take(extract)

    assert schools_of() == [
        ("900002", dt.date(2024, 9, 1), dt.date(2026, 11, 23), Origin.EXTRACT),
        ("900004", dt.date(2026, 11, 23), None, Origin.HAND),
    ]
    assert report.changes == []
    assert [(one.file, one.warning, one.whose) for one in report.refusals] == [("enrolments.csv", True, "0700")]
    assert "the portal ended it on 23/11/2026" in report.refusals[0].reason


def test_a_later_row_of_the_file_ends_the_one_by_hand(extract, at_one_school, change, officer):
    take(extract)
    by_hand("0700", "900004", dt.date(2026, 11, 23), officer)
    change("enrolments.csv", "0700,900002,MAIN,01/09/2024,,25", ONE_SCHOOL)

    take(extract)

    assert [(urn, until) for urn, _, until, _ in schools_of()] == [
        ("900002", dt.date(2026, 11, 23)),
        ("900004", dt.date(2027, 1, 4)),
        ("900003", None),
    ]


def test_a_file_that_says_something_else_of_the_same_day_does_not_overrule_a_person(
    extract, at_one_school, change, officer
):
    take(extract)
    by_hand("0700", "900004", dt.date(2026, 11, 23), officer)
    change(
        "enrolments.csv",
        "0700,900002,MAIN,01/09/2024,,25",
        "0700,900002,MAIN,01/09/2024,23/11/2026,25\n0700,900003,MAIN,23/11/2026,,",
    )

    report = take(extract)

    assert [urn for urn, *_ in schools_of()] == ["900002", "900004"]
    assert [one.reason for one in report.refusals] == [
        "The row from 23/11/2026 was entered by hand and says otherwise. It was left as it is."
    ]


def test_an_end_given_by_hand_is_not_taken_back_by_an_open_row(extract, at_one_school, officer):
    take(extract)
    row = Enrolment.objects.get(school__urn="900002")
    editing.end(row, until=dt.date(2026, 11, 28), by=officer, action=Action.REPORT_CHANGE)

    report = take(extract)

    assert schools_of()[0][2] == dt.date(2026, 11, 28)
    assert [one.warning for one in report.refusals] == [True]


def test_a_file_that_catches_up_leaves_what_the_person_entered_without_a_word(extract, at_one_school, change, officer):
    take(extract)
    by_hand("0700", "900004", dt.date(2026, 11, 23), officer)
    change(
        "enrolments.csv",
        "0700,900002,MAIN,01/09/2024,,25",
        "0700,900002,MAIN,01/09/2024,23/11/2026,25\n0700,900004,MAIN,23/11/2026,,",
    )

    report = take(extract)

    assert (report.refusals, report.changes) == ([], [])


def test_the_yearly_return_does_not_overrule_the_case_system(extract, tmp_path):
    take(extract)
    folder = tmp_path / "return"
    folder.mkdir()
    (folder / "episodes.csv").write_text(
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
        "0700,01/12/2024,L,V2,N1,U6,PR1,,,,,,SC900001\n"
    )
    before = list(LegalStatus.objects.order_by("pk").values_list("code", "from_date", "until"))

    report = ssda903.import_folder(folder, by=FILES)

    assert list(LegalStatus.objects.order_by("pk").values_list("code", "from_date", "until")) == before
    assert any("came from the case system" in one.reason for one in report.refusals)
    assert all(one.warning for one in report.refusals)


def test_brothers_sisters_permissions_and_the_next_ehcp_review_come_in(extract, change):
    change(
        "sen.csv",
        "social_care_id,provision,primary_need,from",
        "social_care_id,provision,primary_need,from,ehcp_review",
    )
    change("sen.csv", "0700,K,SEMH,01/09/2025", "0700,E,SEMH,01/09/2025,15/03/2027")
    take(extract)
    change("sen.csv", "15/03/2027", "15/03/2028")
    take(extract)

    assert SiblingLink.objects.get().sibling.social_care_id == "0701"
    assert DelegatedAuthority.objects.get().decided_by == "CARER"
    assert SenStatus.objects.get().ehcp_review_date == dt.date(2028, 3, 15)


def test_nobody_is_their_own_sister(extract, change):
    change("siblings.csv", "0700,0701", "0700,0700")

    report = take(extract)

    assert not SiblingLink.objects.exists()
    assert [one.reason for one in report.refusals] == ["Nobody is their own brother or sister."]

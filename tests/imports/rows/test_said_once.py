"""What a person did and the case system does not follow: said once, listed, and settled by the file or by a person."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.audit import System
from accounts.models import School
from children.editing import rows as editing
from children.models import Child, ChildName, Contact, Enrolment, Placement
from imports.alarms import missing_rows
from imports.alarms.alarms import alarms_on
from imports.kinds import extract
from tests.factories import PostFactory, SchoolFactory
from tests.signed_in import signed_in
from workspace.errands import errands_of

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)
MOVED = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def schools(db):
    for urn in ("900002", "900003", "900004"):
        SchoolFactory(urn=urn)


@pytest.fixture
def officer():
    return PostFactory().user


@pytest.fixture
def night(extract_folder):
    def take() -> list[str]:
        report = extract.import_folder(extract_folder, by=System("imports"))
        return [one.reason for one in report.refusals]

    return take


@pytest.fixture
def extract_folder(request, change):
    change("enrolments.csv", "04/01/2027,25\n0700,900003,MAIN,04/01/2027,,", ",25")
    return request.getfixturevalue("extract")


def another_school(officer, urn: str = "900004", since: dt.date = MOVED) -> Enrolment:
    row = Enrolment(child=Child.objects.get(social_care_id="0700"), school=School.objects.get(urn=urn), from_date=since)
    return editing.enter(row, by=officer, action=Action.REPORT_CHANGE)


def listed() -> list[tuple[str, str]]:
    return [(row.file, row.whose) for row in missing_rows.waiting(clock.today())]


class TestARowThatThePortalEndedAndTheFileHasOpen:
    @pytest.fixture(autouse=True)
    def moved(self, night, officer):
        night()
        another_school(officer)

    def test_is_said_once_and_stands_on_the_list(self, night, cast):
        assert ["the portal ended it on 23/11/2026" in why for why in night()] == [True]
        assert night() == []

        assert listed() == [("enrolments.csv", "0700")]
        page = signed_in(cast.data_officer).get(reverse("imports:missing_rows")).content.decode()
        assert "The file still has this open" in page
        assert "0700" not in signed_in(cast.admin).get(reverse("imports:missing_rows")).content.decode()

    def test_is_work_and_no_alarm(self, night, cast):
        night()

        titles = [errand.title for errand in errands_of(cast.data_officer, TODAY)]
        assert "1 row is not the same in the files and in the portal" in titles
        assert not any("missing" in alarm.text for alarm in alarms_on(TODAY))

    def test_is_settled_by_the_file_that_ends_it(self, night, change):
        night()
        change("enrolments.csv", "0700,900002,MAIN,01/09/2024,,25", "0700,900002,MAIN,01/09/2024,23/11/2026,25")

        assert night() == []
        assert listed() == []

    def test_is_settled_when_what_ended_it_was_an_error(self, night, officer):
        night()
        row = Enrolment.objects.get(school__urn="900004")
        editing.close_in_error(row, reason="Another child", by=officer, action=Action.REPORT_CHANGE)
        night()

        assert listed() == []
        assert Enrolment.objects.standing().get(child__social_care_id="0700").until is None

    def test_is_settled_by_a_person_until_file_or_portal_say_something_new(self, night, cast, officer):
        night()
        row = missing_rows.waiting(TODAY).get()
        signed_in(cast.data_officer).post(reverse("imports:settle_missing_row", args=[row.pk]))
        assert (night(), listed()) == ([], [])

        Enrolment.objects.filter(school__urn="900004").update(from_date=dt.date(2026, 11, 25))
        Enrolment.objects.filter(school__urn="900002").update(until=dt.date(2026, 11, 25))
        assert ["the portal ended it on 25/11/2026" in why for why in night()] == [True]

    def test_of_a_child_who_is_not_in_the_file_tonight_stays_on_the_list(self, night, change):
        night()
        change("enrolments.csv", "0700,900002,MAIN,01/09/2024,,25\n", "")
        night()

        assert listed() == [("enrolments.csv", "0700")]


def test_a_row_that_the_file_does_not_know_the_next_of_is_said_once(night, change):
    night()
    change("placements.csv", "01/05/2024,\n", "01/05/2024,01/06/2026\n0700,U4,PR1,,,yes,01/06/2026,01/09/2026\n")
    night()
    change("placements.csv", "01/05/2024,01/06/2026\n0700,U4,PR1,,,yes,01/06/2026,01/09/2026\n", "01/05/2024,\n")

    assert sum("has no row from 01/06/2026" in why for why in night()) == 1
    assert night() == []
    assert ("placements.csv", "0700") in listed()

    Placement.objects.filter(kind="U4").update(until=dt.date(2026, 6, 1))
    night()
    assert Placement.objects.standing().get().until is None
    assert ("placements.csv", "0700") not in listed()


def test_a_row_by_hand_of_which_the_file_says_something_else_is_said_once_and_again_when_the_file_says_a_third(
    night, change, officer
):
    night()
    another_school(officer)
    other = "0700,900002,MAIN,01/09/2024,23/11/2026,25\n0700,{},MAIN,23/11/2026,,"
    change("enrolments.csv", "0700,900002,MAIN,01/09/2024,,25", other.format("900003"))

    assert ["entered by hand and says otherwise" in why for why in night()] == [True]
    assert (night(), listed()) == ([], [("enrolments.csv", "0700")])

    change("enrolments.csv", "0700,900003", "0700,900002")
    assert ["entered by hand and says otherwise" in why for why in night()] == [True]
    assert listed() == [("enrolments.csv", "0700")]

    change("enrolments.csv", "0700,900002,MAIN,23/11/2026,,", "0700,900004,MAIN,23/11/2026,,")
    assert (night(), listed()) == ([], [])


def test_a_relative_by_hand_whom_the_file_tells_otherwise_is_said_once(night, change, officer):
    night()
    child = Child.objects.get(social_care_id="0700")
    aunt = Contact(child=child, name="Bea Roe", relationship="Aunt", telephone="01632 960001", from_date=MOVED)
    editing.enter(aunt, by=officer, action=Action.KEEP_CARE_RECORD)
    change("contacts.csv", "parental_responsibility", "telephone,parental_responsibility")
    change("contacts.csv", "0700,Dana Thornby,Mother,", "0700,Dana Thornby,Mother,,")
    change("contacts.csv", "01/05/2024", "01/05/2024\n0700,Bea Roe,Aunt,01632 960002,no,,23/11/2026")

    assert len(night()) == 1
    assert (night(), listed()) == ([], [("contacts.csv", "0700")])
    assert Contact.objects.get(name="Bea Roe").telephone == "01632 960001"


def test_a_name_that_a_person_entered_and_the_case_system_has_not_yet_is_said_once(night, change, officer):
    night()
    child = Child.objects.get(social_care_id="0700")
    name = ChildName(child=child, kind="LEGAL", given_name="Amelia", family_name="Roe", from_date=MOVED)
    editing.enter(name, by=officer, action=Action.KEEP_CARE_RECORD)

    assert ["A person entered another name since" in why for why in night()] == [True]
    assert (night(), listed()) == ([], [("children.csv", "0700")])

    change("children.csv", "Thornby", "Roe")
    assert (night(), listed()) == ([], [])

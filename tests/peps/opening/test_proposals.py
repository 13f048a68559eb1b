"""Plans to begin and to close, and meetings to attend: proposed with their reason, and a person decides."""

import datetime as dt

import pytest
from django.urls import reverse

from children.models import CarePeriod, Enrolment, Placement
from peps.enums import PepKind
from peps.meetings.officer_attendance import meetings_to_attend
from peps.models import Invitee, Meeting, PersonalEducationPlan
from peps.opening.proposals import proposed_plans, to_close, without_a_place
from tests.cast import TODAY
from tests.factories import (
    EnrolmentFactory,
    NotFullTimeFactory,
    RatingFactory,
    RecordChangeFactory,
    SuspensionFactory,
    TermFactory,
    open_plan,
)
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
day = dt.date


def proposals(person, on=TODAY):
    return [(each.child.given_name, each.kind, each.why, each.due_date) for each in proposed_plans(person, on)]


def came_into_care(child, on):
    RecordChangeFactory(
        child=child, kind="CARE_BEGAN", changed_date=on, was="", now="", was_school=None, now_school=None
    )


class TestToBegin:
    def test_a_first_plan_for_a_child_new_into_care_within_ten_working_days(self, cast):
        came_into_care(cast.child, day(2026, 11, 25))
        assert proposals(cast.sam) == [
            ("Robin", PepKind.FIRST, "Looked after since 25 November 2026", day(2026, 12, 9))
        ]
        assert proposals(cast.stranger) == []
        open_plan(cast.child, kind=PepKind.FIRST)
        assert proposals(cast.sam) == []

    def test_a_plan_after_a_change_until_one_was_opened_or_turned(self, cast):
        RecordChangeFactory(
            child=cast.child, changed_date=day(2026, 11, 24), was_school=cast.other_school, now_school=cast.school
        )
        assert proposals(cast.sam) == [
            ("Robin", PepKind.CHANGE, "Another school since 24 November 2026", day(2026, 12, 8))
        ]
        open_plan(cast.child, kind=PepKind.CHANGE)
        assert proposals(cast.sam) == []

    def test_an_interim_plan_on_exclusion_or_a_part_time_timetable_unless_one_is_under_way(self, cast):
        SuspensionFactory(child=cast.child, category="PERM", start_date=day(2026, 11, 26), school=cast.school)
        NotFullTimeFactory(child=cast.other, from_date=day(2026, 11, 20))
        assert proposals(cast.officer) == [
            ("Robin", PepKind.INTERIM, "Permanently excluded since 26 November 2026", day(2026, 12, 10)),
            ("Wren", PepKind.INTERIM, "Not in full-time education since 20 November 2026", day(2026, 12, 4)),
        ]
        open_plan(cast.child)
        assert [name for name, *_ in proposals(cast.officer)] == ["Wren"]

    def test_nothing_for_a_child_who_is_not_in_scope_or_by_one_who_opens_no_plans(self, cast):
        came_into_care(cast.child, day(2026, 11, 25))
        assert proposals(cast.teacher) == []
        CarePeriod.objects.filter(child=cast.child).update(until=day(2026, 11, 30))
        assert proposals(cast.sam) == []

    def test_my_work_proposes_and_leads_to_the_page_where_it_is_begun(self, cast):
        came_into_care(cast.child, day(2026, 11, 25))
        page = signed_in(cast.sam).get(reverse("workspace:my_work")).content.decode()
        assert "Begin a first plan for Robin Hazelwood" in page
        assert not PersonalEducationPlan.objects.exists()


class TestToClose:
    def test_a_plan_under_way_of_a_child_who_left_care_or_turned_18(self, cast):
        left, grown = open_plan(cast.child), open_plan(cast.other)
        assert not to_close(cast.officer, TODAY).exists()
        CarePeriod.objects.filter(child=cast.child).update(until=day(2026, 11, 30))
        cast.other.date_of_birth = day(2008, 12, 1)
        cast.other.save()

        assert set(to_close(cast.officer, TODAY)) == {left, grown}
        assert not to_close(cast.sam, TODAY).exists()
        assert "Close the plan of Robin Hazelwood" in signed_in(cast.officer).get("/").content.decode()


class TestWithoutAPlace:
    def found(self, person):
        return [(each.child.given_name, each.since, each.due_date) for each in without_a_place(person, TODAY)]

    def test_a_child_on_no_roll_has_suitable_education_within_twenty_school_days(self, cast):
        TermFactory()
        Enrolment.objects.filter(child=cast.child).update(until=day(2026, 11, 20))
        assert self.found(cast.sam) == [("Robin", day(2026, 11, 20), day(2026, 12, 18))]
        assert self.found(cast.stranger) == []
        assert self.found(cast.teacher) == []
        page = signed_in(cast.sam).get(reverse("workspace:my_work")).content.decode()
        assert "Find a school place for Robin Hazelwood" in page

    def test_one_who_starts_at_a_school_soon_is_not_looked_for_and_care_counts_from_its_first_day(self, cast):
        TermFactory()
        Enrolment.objects.filter(child=cast.child).update(until=day(2026, 8, 31))
        CarePeriod.objects.filter(child=cast.child).update(from_date=day(2026, 11, 25))
        assert self.found(cast.sam)[0][1] == day(2026, 11, 25)
        EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=day(2026, 12, 7))
        assert self.found(cast.sam) == []


class TestToAttend:
    @pytest.fixture
    @kept
    def meetings(self, cast):
        plans = open_plan(cast.child), open_plan(cast.other)
        return [Meeting.objects.create(pep=pep, planned_date=day(2026, 12, 9)) for pep in plans]

    def reasons(self, person):
        return {each.meeting.pep.child.given_name: each.reasons for each in meetings_to_attend(person, TODAY)}

    def test_each_reason_stands_beside_the_meeting_and_without_one_it_is_not_proposed(self, cast, meetings):
        assert self.reasons(cast.officer) == {}
        RatingFactory(child=cast.child, colour="RED")
        Placement.objects.filter(child=cast.child).update(is_in_area=False)
        RecordChangeFactory(child=cast.child, changed_date=day(2026, 11, 2), was_school=cast.other_school)
        PersonalEducationPlan.objects.filter(child=cast.child).update(kind="FIRST", year_group=6)

        assert self.reasons(cast.officer) == {
            "Robin": ("New to the roll", "Another school lately", "Lives in another area", "Rated red", "Year 6")
        }

    def test_not_of_a_meeting_that_was_held_cancelled_or_is_far_off(self, cast, meetings):
        PersonalEducationPlan.objects.update(year_group=11)
        Meeting.objects.filter(pk=meetings[0].pk).update(held_date=TODAY)
        Meeting.objects.filter(pk=meetings[1].pk).update(planned_date=day(2027, 2, 1))
        assert self.reasons(cast.officer) == {}

    def test_not_of_a_plan_that_is_finished(self, cast, meetings):
        PersonalEducationPlan.objects.update(year_group=11)
        PersonalEducationPlan.objects.filter(child=cast.child).update(status="SIGNED_OFF")
        assert set(self.reasons(cast.officer)) == {"Wren"}

    def test_one_press_puts_the_officer_on_the_list(self, cast, meetings):
        PersonalEducationPlan.objects.update(year_group=11)
        client = signed_in(cast.officer)
        url = reverse("peps:attending")
        client.post(url, {"plan": meetings[0].pep.reference})

        assert Invitee.objects.get().email == cast.officer.email
        page = client.get(url).content.decode()
        assert "Officer Person" in page
        assert client.post(url, {"plan": "NOT-THERE"}).status_code == 404


def test_the_day_after_two_months_nothing_is_proposed_any_more(cast):
    came_into_care(cast.child, day(2026, 10, 1))
    assert proposals(cast.sam) == []
    assert proposals(cast.sam, day(2026, 11, 29)) != []

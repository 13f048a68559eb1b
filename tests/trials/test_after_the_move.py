"""A school that means ill, or is only slow: it puts a child on its roll again, and is still asked to the meeting."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.access import ActNotAllowed
from accounts.enums import Role
from accounts.models import Authority, Letter
from children.editing import reporting_changes
from children.models import Enrolment
from peps.enums import AtTheTable, CancelReason
from peps.meetings import invitations
from peps.meetings.meetings import cancel_meeting, invite, keep_invitee, meeting_of, plan_meeting
from peps.models import Invitee, PersonalEducationPlan
from tests.cast import TODAY
from tests.factories import EnrolmentFactory, PostFactory, SchoolFactory, SessionMarkFactory, open_plan
from tests.factories.peps import moment
from tests.peps.meetings.test_meetings import GIVEN, everything_is_sent
from tests.signed_in import signed_in
from tests.trials.test_insider_at_a_school import end_posts

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
OFFICE = "virtual.school@fernshire.example"
NEXT_DAY = TODAY + dt.timedelta(days=1)


@pytest.fixture
def pep(cast):
    Authority.objects.update(email=OFFICE)
    return open_plan(cast.child)


def move_to(school, child, on=TODAY) -> None:
    Enrolment.objects.filter(child=child, until=None).update(until=on)
    EnrolmentFactory(child=child, school=school, from_date=on)
    PersonalEducationPlan.objects.filter(child=child).update(school=school)


class TestASchoolThatWouldKeepTheChildInReach:
    """Whoever is on roll of a school is in its reach, in a second place or in a week's time as well."""

    @pytest.mark.parametrize("kind", ["MAIN", "DUAL", "AP"])
    def test_puts_no_child_on_its_roll(self, cast, pep, kind):
        client = signed_in(cast.teacher)
        address = reverse("children:report_school", args=[cast.child.reference])
        day = {"from_date_day": "1", "from_date_month": "12", "from_date_year": "2026"}

        assert client.get(address).status_code == 403
        assert client.post(address, {"school": cast.school.urn, "kind": kind, **day}).status_code == 403
        with pytest.raises(ActNotAllowed):
            reporting_changes.report_school(
                child=cast.child, school=cast.school, kind=kind, from_date=NEXT_DAY, hours=None,
                by=cast.teacher, on=TODAY,
            )  # fmt: skip

        move_to(cast.other_school, cast.child)
        assert client.get(reverse("workspace:child", args=[cast.child.reference])).status_code == 404
        assert client.get(reverse("peps:task_list", args=[pep.reference])).status_code == 404

    def test_nor_enters_or_renames_a_setting_where_one_could_be_taught(self, cast):
        setting = reporting_changes.enter_setting(
            child=cast.child, by=cast.sam, kind="SCHOOL", country="WALES", name="Ysgol y Bryn", contact_name="Nia Parry"
        )
        client = signed_in(cast.teacher)
        for address in (
            reverse("children:report_setting", args=[cast.child.reference]),
            reverse("children:correct_setting", args=[cast.child.reference, setting.urn]),
        ):
            given = {"kind": "SCHOOL", "country": "WALES", "name": "Somewhere Else", "contact_name": "Me"}
            assert client.post(address, given).status_code == 403

        setting.refresh_from_db()
        assert setting.name == "Ysgol y Bryn"

    def test_one_who_is_also_a_social_worker_does_so_for_the_children_in_their_name_alone(self, cast):
        PostFactory(user=cast.teacher, role=Role.SOCIAL_WORKER, team=cast.other_team)
        cast.other.allocations.filter(kind="SW").update(person=cast.teacher)
        new_school = SchoolFactory()
        given = {"school": new_school, "kind": "MAIN", "from_date": TODAY, "hours": None, "by": cast.teacher}

        reporting_changes.report_school(child=cast.other, on=TODAY, **given)
        with pytest.raises(ActNotAllowed):
            reporting_changes.report_school(child=cast.child, on=TODAY, **given)

        assert cast.other.enrolments.get(until=None).school == new_school

    def test_nor_ends_then_what_another_school_has_with_the_child(self, cast):
        PostFactory(user=cast.teacher, role=Role.SOCIAL_WORKER, team=cast.other_team)
        cast.child.enrolments.update(kind="DUAL")
        main = EnrolmentFactory(child=cast.child, school=cast.other_school, from_date=TODAY - dt.timedelta(days=90))
        page = signed_in(cast.teacher).get(reverse("children:report_change", args=[cast.child.reference]))
        assert page.url == reverse("children:report_left", args=[cast.child.reference])

        reporting_changes.report_left(child=cast.child, until=TODAY, by=cast.teacher, on=TODAY)

        main.refresh_from_db()
        assert main.until is None
        assert cast.child.enrolments.get(kind="DUAL").until == TODAY


def plan(pep, by, **changes):
    pep.refresh_from_db()
    return plan_meeting(pep=pep, given=GIVEN | changes, by=by, at=AT)


def letters_to(person):
    return list(Letter.objects.filter(person=person).order_by("pk"))


class TestTheRegisterOfTheSchoolBefore:
    DAY = TODAY - dt.timedelta(days=8)

    @pytest.fixture
    def mark(self, cast):
        """Absent at the school before; the child is at the other school since yesterday."""
        move_to(cast.other_school, cast.child, on=TODAY - dt.timedelta(days=1))
        return SessionMarkFactory(child=cast.child, school=cast.school, session_date=self.DAY, session="AM", code="O")

    def changed(self, client, mark, school=""):
        """The week's page, on which that mark was made a present one."""
        address = f"{reverse('children:enter_attendance')}?week={self.DAY.isoformat()}{school}"
        name = f"mark-{mark.child_id}-{self.DAY.isoformat()}-AM"
        answer = client.post(address, {name: "/", f"was-{name}": "O"})
        mark.refresh_from_db()
        return answer, mark.code

    def test_is_not_changed_by_the_new_one(self, cast, mark):
        answer, code = self.changed(signed_in(cast.other_teacher), mark)

        assert (answer.status_code, code) == (422, "O")
        assert "are another school" in answer.content.decode()

    def test_is_corrected_by_the_virtual_school(self, cast, mark):
        answer, code = self.changed(signed_in(cast.officer), mark, f"&school={cast.other_school.urn}")

        assert (answer.status_code, code) == (302, "/")

    def test_and_the_new_one_keeps_its_own(self, cast, mark):
        EnrolmentFactory(child=cast.child, school=cast.other_school, kind="AP", from_date=self.DAY)

        assert self.changed(signed_in(cast.other_teacher), mark)[1] == "/"


class TestATeacherWhoWasAskedToTheMeeting:
    @pytest.fixture
    def asked(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT - dt.timedelta(days=5))
        everything_is_sent()
        return pep

    @pytest.fixture(params=["the child has moved", "their post has ended"])
    def gone(self, request, cast, asked):
        """And now somebody at the new school arranges the meeting."""
        if request.param == "their post has ended":
            end_posts(cast.teacher)
        move_to(cast.other_school, cast.child)
        return asked

    def test_hears_that_they_are_not_expected_and_of_no_other_day_nor_of_who_is_there_now(self, cast, gone):
        plan(gone, cast.other_teacher, planned_date=GIVEN["planned_date"] + dt.timedelta(days=2))

        first, last = letters_to(cast.teacher)
        assert first.kind == invitations.INVITATION
        assert "You are no longer expected at it" in last.body
        assert "11 December" not in last.body + last.calendar
        assert cast.other_teacher.name not in last.body
        assert last.reply_to == OFFICE
        assert [each.kind for each in letters_to(cast.sam)] == [invitations.INVITATION, invitations.CHANGED]

        plan(gone, cast.other_teacher, planned_date=GIVEN["planned_date"])
        assert len(letters_to(cast.teacher)) == 2

    def test_is_not_reminded(self, cast, gone):
        day = dt.date(2026, 12, 7)

        invitations.remind(day, at=moment(day))

        assert [each.kind for each in letters_to(cast.teacher)] == [invitations.INVITATION]
        assert letters_to(cast.sam)[-1].kind == invitations.REMINDER

    def test_reads_of_a_cancelled_one_neither_who_cancelled_nor_an_address_there(self, cast, gone):
        cancel_meeting(pep=gone, because_of=CancelReason.CARER, reason="Ill", by=cast.other_teacher, at=AT)

        last = letters_to(cast.teacher)[-1]
        assert last.kind == invitations.OFF
        assert cast.other_teacher.name not in last.body
        assert "Hillside" not in last.body

    def test_is_not_asked_again_with_the_others_to_the_next_one(self, cast, gone):
        cancel_meeting(pep=gone, because_of=CancelReason.CARER, reason="Ill", by=cast.sam, at=AT)

        plan(gone, cast.sam)

        names = set(meeting_of(gone).invitees.values_list("name", flat=True))
        assert cast.sam.name in names
        assert cast.teacher.name not in names

    def test_is_told_of_changes_where_somebody_asked_them_after_they_had_left(self, cast, pep):
        move_to(cast.other_school, cast.child, on=TODAY - dt.timedelta(days=30))
        pep.refresh_from_db()
        plan(pep, cast.sam)
        him = Invitee(role=AtTheTable.OTHER, name=cast.teacher.name, email=cast.teacher.email)
        keep_invitee(invitee=him, pep=pep, by=cast.sam, at=AT)
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()

        plan(pep, cast.sam, planned_time=dt.time(10))

        assert [each.kind for each in letters_to(cast.teacher)] == [invitations.INVITATION, invitations.CHANGED]

    def test_goes_on_being_told_while_the_child_is_at_their_school(self, cast, asked):
        plan(asked, cast.sam, planned_time=dt.time(10))

        assert letters_to(cast.teacher)[-1].kind == invitations.CHANGED
        assert letters_to(cast.teacher)[-1].reply_to == cast.sam.email


class TestWhoReadsTheAnswersToAnInvitation:
    """Of a teacher's email address the part behind the @ names the school."""

    def letter(self, cast, pep, role, email):
        plan(pep, cast.teacher)
        keep_invitee(invitee=Invitee(role=role, name="Pat Person", email=email), pep=pep, by=cast.teacher, at=AT)
        invite(pep=pep, by=cast.teacher, at=AT)
        return Letter.objects.get(address=email)

    @pytest.mark.parametrize("role", [AtTheTable.PARENT, AtTheTable.OTHER])
    def test_is_the_virtual_school_where_family_may_not_know_who_teaches_the_child(self, cast, pep, role):
        letter = self.letter(cast, pep, role, "pat@family.example")

        assert letter.reply_to == OFFICE
        assert cast.teacher.name not in letter.body
        assert cast.teacher.email not in letter.body + letter.calendar

    def test_is_the_teacher_who_asked_for_everybody_else(self, cast, pep):
        letter = self.letter(cast, pep, AtTheTable.CARER, "jo@carer.example")

        assert letter.reply_to == cast.teacher.email
        assert cast.teacher.name in letter.body

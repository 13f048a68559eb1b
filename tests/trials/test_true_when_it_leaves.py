"""An email says what is true when it leaves: what waited while the mail server was away is looked at before it goes."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock, letters
from accounts.clock import pretend
from accounts.models import Letter, Notice, PostRequest
from accounts.posts import begin_post
from children.enums import Origin, ReviewState
from children.models import CareReview, Placement, Suspension
from pep_portal.tasks import send_letters, send_written
from peps.enums import AtTheTable, CancelReason, PartName
from peps.exclusions import likely as exclusions
from peps.meetings import invitations
from peps.meetings.meetings import cancel_meeting, invite, keep_invitee, plan_meeting, remove_invitee
from peps.models import Invitee, LikelyExclusion, Meeting, OwnPage
from peps.statutory_reviews import reviews
from peps.voice import disclosure
from peps.voice.disclosure import note_reading
from tests.cast import TODAY
from tests.factories import ContactFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
DAY, LATER_DAY = dt.date(2026, 12, 9), dt.date(2026, 12, 10)
REMINDED = dt.date(2026, 12, 4)
CARER = "jo@carer.example"


@pytest.fixture
def pep(cast):
    Placement.objects.filter(child=cast.child).update(carer_name="Jo Carer", carer_email=CARER)
    return open_plan(cast.child)


def plan(pep, by, day=DAY, place="SCHOOL", at=AT):
    given = {"planned_date": day, "planned_time": dt.time(14, 30), "place_kind": place, "place": "", "chair": ""}
    return plan_meeting(pep=pep, given=given, by=by, at=at)


def cancel(pep, by):
    cancel_meeting(pep=pep, because_of=CancelReason.CARER, reason="Ill", by=by, at=AT)


def send(day=TODAY):
    with pretend(moment(day, 11)):
        send_written()


def to_carer(mailoutbox):
    return [(mail.subject, mail.body) for mail in mailoutbox if mail.to == [CARER]]


class TestAMeeting:
    @pytest.fixture
    def invited(self, cast, pep):
        """The invitations wait: the mail server is away."""
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        return pep

    @pytest.fixture
    def reminded(self, cast, invited, mailoutbox):
        """The invitations arrived, and the reminders wait."""
        send()
        mailoutbox.clear()
        assert invitations.remind(REMINDED, at=moment(REMINDED)) == 3
        return invited

    def test_that_moves_takes_back_its_reminder_and_reminds_of_the_new_day(self, cast, reminded, mailoutbox):
        plan(reminded, cast.sam, day=dt.date(2026, 12, 16), at=moment(REMINDED))
        send(REMINDED)
        ((subject, body),) = to_carer(mailoutbox)
        assert subject == "Changed: education meeting"
        assert "16 December 2026" in body
        assert "9 December 2026, 14:30" not in body

        day = dt.date(2026, 12, 11)
        assert invitations.remind(day, at=moment(day)) == 3

    def test_that_is_cancelled_takes_back_its_reminder(self, cast, reminded, mailoutbox):
        cancel(reminded, cast.sam)
        send(REMINDED)
        assert [subject for subject, _ in to_carer(mailoutbox)] == ["Cancelled: education meeting"]

    def test_that_moves_before_the_invitation_left_is_one_invitation_to_the_new_day(self, cast, invited, mailoutbox):
        plan(invited, cast.sam, day=LATER_DAY)
        plan(invited, cast.sam, day=LATER_DAY, place="HOME")
        send()
        ((subject, body),) = to_carer(mailoutbox)
        assert subject == "Invitation: education meeting"
        assert "Thursday 10 December 2026" in body
        assert "At home" in body

    def test_that_moves_twice_is_one_email_of_the_change(self, cast, invited, mailoutbox):
        send()
        mailoutbox.clear()
        plan(invited, cast.sam, day=dt.date(2026, 12, 14))
        plan(invited, cast.sam, day=LATER_DAY)
        send()
        ((_, body),) = to_carer(mailoutbox)
        assert "Thursday 10 December 2026" in body

    def test_that_is_cancelled_before_the_invitation_left_is_never_heard_of(self, cast, invited, mailoutbox):
        cancel(invited, cast.sam)
        send()
        assert mailoutbox == []

    def test_who_is_taken_out_before_the_invitation_left_hears_nothing_and_the_others_are_invited(
        self, cast, invited, mailoutbox
    ):
        remove_invitee(invitee=Invitee.objects.get(role="CARER"), pep=invited, by=cast.sam, at=AT)
        send()
        assert to_carer(mailoutbox) == []
        assert len(mailoutbox) == 2

    def test_an_address_put_right_before_the_invitation_left_is_the_only_one_that_hears(
        self, cast, invited, mailoutbox
    ):
        carer = Invitee.objects.get(role="CARER")
        carer.email = "right@carer.example"
        keep_invitee(invitee=carer, pep=invited, by=cast.sam, at=AT)
        invite(pep=invited, by=cast.sam, at=AT)
        send()
        assert to_carer(mailoutbox) == []
        assert [mail.subject for mail in mailoutbox if mail.to == ["right@carer.example"]] == [
            "Invitation: education meeting"
        ]

    def test_what_a_worker_has_begun_to_hand_over_is_not_taken_back_and_the_change_follows(
        self, cast, invited, mailoutbox
    ):
        letter = Letter.objects.get(address=CARER)
        assert letters.claim(letter.pk, token="a worker", at=clock.real_now())
        plan(invited, cast.sam, day=LATER_DAY)

        kinds = Letter.objects.filter(address=CARER).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["meeting", "meeting_changed"]

    @pytest.mark.parametrize("ended", ["held", "closed"])
    def test_that_was_held_or_whose_plan_has_ended_reminds_nobody(self, cast, reminded, mailoutbox, ended):
        if ended == "held":
            Meeting.objects.update(held_date=REMINDED)
        else:
            type(reminded).objects.filter(pk=reminded.pk).update(status="CLOSED", close_reason="LEFT_CARE")
        send(REMINDED)
        assert mailoutbox == []

    def test_whose_day_has_passed_invites_nobody_and_says_that_they_were_not_reached(self, cast, invited, mailoutbox):
        send(LATER_DAY)
        assert mailoutbox == []
        letter = Letter.objects.get(address=CARER)
        assert (letter.state, letter.refusal) == (
            "REFUSED",
            "The day of the meeting had passed before this could be sent.",
        )
        page = signed_in(cast.sam).get(reverse("peps:meeting", args=[invited.reference])).content.decode()
        assert "Did not arrive" in page

    def test_whose_day_has_passed_reminds_nobody(self, cast, reminded, mailoutbox):
        send(LATER_DAY)
        assert mailoutbox == []
        assert not Letter.objects.filter(kind=invitations.REMINDER).exists()

    def test_one_of_another_plan_is_left_as_it_is(self, cast, invited, mailoutbox):
        theirs = open_plan(cast.other)
        Placement.objects.filter(child=cast.other).update(carer_name="Jo Carer", carer_email=CARER)
        plan(theirs, cast.stranger)
        invite(pep=theirs, by=cast.stranger, at=AT)
        cancel(invited, cast.sam)
        send()
        ((_, body),) = to_carer(mailoutbox)
        assert theirs.reference in body

    def test_who_may_have_no_contact_since_is_neither_reminded_nor_told_where_it_is_now(self, cast, pep, mailoutbox):
        plan(pep, cast.sam)
        father = Invitee(role=AtTheTable.PARENT, name="Ian Grey", email="ian@post.example")
        keep_invitee(invitee=father, pep=pep, by=cast.sam, at=AT)
        invite(pep=pep, by=cast.sam, at=AT)
        send()
        mailoutbox.clear()
        ContactFactory(child=cast.child, name="GREY, Ian", relationship="Father", may_have_contact=False)
        invitations.remind(REMINDED, at=moment(REMINDED))
        plan(pep, cast.sam, day=dt.date(2026, 12, 16), at=moment(REMINDED))
        send(REMINDED)

        (mail,) = [mail for mail in mailoutbox if mail.to == ["ian@post.example"]]
        assert "no longer expected" in mail.body
        assert "16 December" not in mail.body
        assert "20261216" not in Letter.objects.filter(address="ian@post.example").latest("pk").calendar
        mailoutbox.clear()
        plan(pep, cast.sam, day=dt.date(2026, 12, 17), at=moment(REMINDED))
        send(REMINDED)
        assert [mail for mail in mailoutbox if mail.to == ["ian@post.example"]] == []


class TestOtherEmailsOfTheirOwn:
    @pytest.fixture
    def sent_page(self, cast, pep):
        page = OwnPage.objects.create(
            pep=pep, made_for="CHILD", token_sha256="x", made_by=cast.sam, made_at=AT, until=dt.date(2027, 1, 1),
            sent_at=AT,
        )  # fmt: skip
        disclosure.tell(page, at=AT)
        page.save()
        return page

    def test_not_read_yet_is_not_said_once_somebody_has_read_it(self, cast, sent_page, mailoutbox):
        send()
        mailoutbox.clear()
        tomorrow = dt.date(2026, 12, 2)
        assert disclosure.queue_for(tomorrow, at=moment(tomorrow)) == 1
        note_reading(sent_page, by=cast.sam, at=moment(tomorrow))
        send(tomorrow)
        assert mailoutbox == []
        assert not Notice.objects.filter(person=cast.manager, kind="own_page.manager").exists()

    def test_nor_is_its_reader_asked_to_read_it(self, cast, sent_page, mailoutbox):
        note_reading(sent_page, by=cast.sam, at=AT)
        send()
        assert mailoutbox == []

    def test_what_nobody_has_read_leaves(self, cast, sent_page, mailoutbox):
        note_reading(sent_page, by=cast.officer, at=AT)
        send()
        assert [mail.to for mail in mailoutbox] == [[cast.sam.email]]

    def test_a_likely_exclusion_that_was_closed_is_not_asked_to_be_answered(self, cast, mailoutbox):
        likely = LikelyExclusion(
            child=cast.child, school=cast.school, category="SUSP", why="A", tried="B", answer_by=DAY,
            said_by=cast.teacher, said_at=AT,
        )  # fmt: skip
        likely.save()
        exclusions._tell_likely(likely, cast.sam.pk, exclusions.Rung.OWNER, at=AT)
        exclusions.close_likely(likely=likely, outcome="AVOIDED", note="", by=cast.officer, at=AT)
        send()
        assert mailoutbox == []
        told = set(Notice.objects.values_list("person__name", "kind"))
        assert told == {("Teacher Person", "likely_closed")}

    def test_a_role_that_was_decided_waits_for_nobodys_approval(self, cast, mailoutbox):
        begin_post(person=cast.nobody, role="VSO", from_date=TODAY, by=cast.admin, at=AT)
        from accounts.posts import refuse_post  # noqa: PLC0415 - beside what it decides

        refuse_post(PostRequest.objects.get(), by=cast.head, at=AT)
        send()
        assert [mail.subject for mail in mailoutbox] == []


class TestTheEmailOfTheDay:
    def test_one_of_the_afternoon_that_could_not_leave_is_written_anew(self, cast, mailoutbox):
        for key in ("one", "two"):
            Notice.objects.create(key=key, person=cast.sam, kind="thing", text=key, path="/", created_at=AT)
            letters.gather(TODAY, at=moment(TODAY, 8))
        letters.gather_later(TODAY, at=moment(TODAY, 15))
        Letter.objects.filter(kind=letters.DIGEST).update(state="SENT")
        Letter.objects.filter(kind=letters.LATER).update(attempts=1)
        letters.take_back_unsent(TODAY)
        Notice.objects.filter(key="two").update(text="what is true now")
        assert letters.gather_later(TODAY, at=moment(TODAY, 16)) == 1
        assert "what is true now" in Letter.objects.get(kind=letters.LATER).body

    def test_a_plan_that_came_in_and_a_review_that_moved_are_not_told_as_missing(self, cast, pep):
        review = CareReview.objects.create(child=cast.child, review_date=DAY, state=ReviewState.BOOKED)
        assert reviews.queue_for(TODAY, at=AT) == 1
        assert reviews.drop_settled(TODAY) == 0
        CareReview.objects.filter(pk=review.pk).update(review_date=LATER_DAY)
        assert reviews.drop_settled(TODAY) == 1
        pep.parts.update(first_submitted_at=AT, submitted_at=AT)
        assert pep.parts.filter(name=PartName.PART_1).exists()

    def test_a_suspension_that_the_record_has_no_more_is_not_told(self, cast):
        row = Suspension.objects.create(
            child=cast.child, school=cast.school, category="SUSP", start_date=TODAY, sessions=2, origin=Origin.FILE,
            entered_at=AT,
        )  # fmt: skip
        assert exclusions.tell_of_made([row], at=AT) > 0
        assert exclusions.drop_settled() == 0
        row.delete()
        assert exclusions.drop_settled() > 0
        assert not Notice.objects.filter(kind=exclusions.MADE).exists()

    def test_all_of_it_is_looked_at_before_the_email_of_the_day_is_written(self, cast, mailoutbox):
        with pretend(moment(TODAY, 7)):
            send_letters()
        Notice.objects.create(
            key="undone_work:1:0::x", person=cast.admin, kind="undone_work", text="1 piece", path="/", created_at=AT
        )
        with pretend(moment(TODAY, 8)):
            send_letters()
        assert mailoutbox == []

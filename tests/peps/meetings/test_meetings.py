"""The meeting: planned to fit, asked for by mail that names nobody, called off with its reason, quorate or not."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.core import mail
from django.urls import reverse
from icalendar import Calendar as Appointments

from accounts import letters
from accounts.clock import pretend
from accounts.models import Authority, Letter
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import authority_calendar
from children.models import CareReview, Placement
from peps.documents.signed_copy import body_of
from peps.enums import Attended, AtTheTable, CancelReason, PepStatus
from peps.meetings import invitations
from peps.meetings.dates import Around, proposed, warnings
from peps.meetings.meetings import (
    CannotMeet,
    cancel_meeting,
    invite,
    keep_invitee,
    meeting_of,
    plan_meeting,
    remove_invitee,
)
from peps.meetings.quorum import in_words, not_there
from peps.models import AgreedAction, ClockSettings, Invitee, Meeting, PersonalEducationPlan
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing_in
from tests.cast import TODAY
from tests.factories import ContactFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
DAY = dt.date(2026, 12, 9)
GIVEN = {
    "planned_date": DAY,
    "planned_time": dt.time(14, 30),
    "place_kind": "SCHOOL",
    "place": "12 Orchard Lane, the blue room",
    "is_place_childs_choice": True,
    "is_private": True,
    "chair": "Ms Teacher",
}


@pytest.fixture
@kept
def pep(cast):
    Placement.objects.filter(child=cast.child).update(carer_name="Jo Carer", carer_email="jo@carer.example")
    return open_plan(cast.child)


def url(pep, name="meeting", *more):
    return reverse(f"peps:{name}", args=[pep.reference, *more])


def plan(pep, by, **changes):
    return plan_meeting(pep=pep, given=GIVEN | changes, by=by, at=AT)


def letter_to(address):
    return Letter.objects.filter(address=address).latest("pk")


def everything_is_sent():
    """What waits when something changes is written anew; see tests/trials/test_true_when_it_leaves.py."""
    Letter.objects.filter(state="QUEUED").update(state="SENT")


def appointment_of(letter):
    return Appointments.from_ical(letter.calendar).walk("VEVENT")[0]


class TestWhenToMeet:
    """Term until 18 December; a plan that is due on 11 December."""

    def around(self, review=None, due=dt.date(2026, 12, 11)):
        TermFactory()
        TermFactory(spring=True)
        return Around(due, review, authority_calendar(), ClockSettings(from_date=TODAY))

    def test_the_latest_day_leaves_ten_school_days_until_the_deadline(self):
        assert proposed(self.around(), dt.date(2026, 11, 2)) == [
            dt.date(2026, 11, 27), dt.date(2026, 11, 20), dt.date(2026, 11, 13),
        ]  # fmt: skip

    def test_a_review_before_the_deadline_binds(self):
        assert proposed(self.around(review=dt.date(2026, 12, 2)), dt.date(2026, 11, 2))[0] == dt.date(2026, 11, 18)

    def test_half_term_is_no_time_to_meet(self):
        days = proposed(self.around(review=dt.date(2026, 11, 10)), dt.date(2026, 10, 12))
        assert days[0] == dt.date(2026, 10, 20)
        assert all(authority_calendar().is_school_day(day) for day in days)

    def test_when_no_day_is_left_none_is_proposed(self):
        assert proposed(self.around(), dt.date(2026, 12, 3)) == []

    def test_what_is_wrong_with_a_day_is_said(self):
        around = self.around(review=dt.date(2026, 12, 10))
        on = dt.date(2026, 11, 2)
        assert list(warnings(around, dt.date(2026, 11, 20), on)) == []
        assert "too late for the review" in " ".join(warnings(around, dt.date(2026, 11, 27), on))
        assert "not a school day" in " ".join(warnings(around, dt.date(2026, 11, 28), on))
        assert "before this meeting" in " ".join(warnings(around, dt.date(2026, 12, 14), on))
        assert "14 days before a meeting" in " ".join(warnings(around, dt.date(2026, 11, 10), on))

    def test_it_is_complete_ten_school_days_later_and_never_after_the_deadline(self):
        around = self.around()
        assert around.complete_by(dt.date(2026, 11, 9)) == dt.date(2026, 11, 23)
        assert around.complete_by(dt.date(2026, 12, 7)) == dt.date(2026, 12, 11)

    def test_an_authority_counts_in_other_days(self):
        around = replace(
            self.around(),
            clocks=ClockSettings(from_date=TODAY, after_meeting_days=5, is_after_meeting_in_working_days=True),
        )
        assert around.complete_by(dt.date(2026, 10, 23)) == dt.date(2026, 10, 30)  # half term counts
        assert around.in_words == "5 working days"


class TestQuorum:
    def asked(self, **came):
        return [Invitee(role=getattr(AtTheTable, role), attended=attended) for role, attended in came.items()]

    def test_social_worker_teacher_and_carer_are_needed(self):
        all_there = self.asked(SOCIAL_WORKER="YES", DESIGNATED_TEACHER="YES", CARER="YES", IRO="NO")
        assert not_there(all_there) == []
        without = self.asked(SOCIAL_WORKER="YES", DESIGNATED_TEACHER="APOLOGIES", CARER="NO")
        assert in_words(not_there(without)) == "the designated teacher and the carer"

    def test_a_stand_in_sits_in_the_place_of_the_one_they_stand_in_for(self):
        people = self.asked(SOCIAL_WORKER="APOLOGIES", DESIGNATED_TEACHER="YES", CARER="YES")
        people.append(Invitee(role=AtTheTable.SOCIAL_WORKER, is_stand_in=True, attended=Attended.YES))
        assert not_there(people) == []


class TestPlanning:
    def test_whom_the_record_names_is_on_the_list_at_once(self, cast, pep):
        meeting = plan(pep, cast.sam)

        assert [(each.role, each.name, each.email) for each in meeting.invitees.all()] == [
            ("CHILD", "Robin", ""),
            ("SW", "Sam Person", cast.sam.email),
            ("CARER", "Jo Carer", "jo@carer.example"),
            ("DT", "Teacher Person", cast.teacher.email),
        ]
        assert pep.events.filter(name="meeting").get().text == "The meeting is planned for 9 December 2026"

    def test_the_page_proposes_days_and_plans(self, cast, pep):
        CareReview.objects.create(child=cast.child, review_date=dt.date(2026, 12, 10), state="BOOKED")
        client = signed_in(cast.teacher)
        assert "10 December 2026" in client.get(url(pep)).content.decode()
        response = client.post(
            url(pep, "plan_meeting"),
            {"planned_date": "9/12/2026", "planned_time": "14:30", "place_kind": "SCHOOL", "place": "The blue room"},
        )

        assert response.url == url(pep)
        page = client.get(url(pep)).content.decode()
        assert "Wednesday 9 December 2026, 14:30" in page
        assert "too late for the review" in page

    @pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001", "12/12/0206"])
    def test_a_year_that_a_slip_of_the_hand_made_is_said(self, cast, pep, day):
        typed = {"planned_date": day, "planned_time": "14:30", "place_kind": "SCHOOL", "chair": "Ms T"}
        answer = signed_in(cast.sam).post(reverse("peps:plan_meeting", args=[pep.reference]), typed)
        assert answer.status_code == 422
        assert "Write a year from 1990 to 2099" in answer.content.decode()

    def test_a_number_of_any_length_in_the_address_is_no_fault(self, cast, pep):
        plan(pep, cast.sam)
        address = reverse("peps:add_invitee", args=[pep.reference])
        assert signed_in(cast.sam).get(address, {"named": "9" * 5000}).status_code == 200

    def test_a_day_that_is_none_comes_back_with_what_was_typed(self, cast, pep):
        response = signed_in(cast.teacher).post(
            url(pep, "plan_meeting"), {"planned_date": "soon", "planned_time": "25:99", "place": "The blue room"}
        )
        assert response.status_code == 422
        assert "The blue room" in response.content.decode()
        assert not Meeting.objects.exists()

    def test_others_whom_the_record_names_are_proposed_and_no_parent_who_may_not_meet_the_child(self, cast, pep):
        ContactFactory(child=cast.child, name="Ros Hazelwood", has_parental_responsibility=True)
        ContactFactory(child=cast.child, name="Not To Meet", has_parental_responsibility=True, may_have_contact=False)
        plan(pep, cast.sam)
        client = signed_in(cast.sam)
        page = client.get(url(pep)).content.decode()

        assert "Ros Hazelwood, parent" in page
        assert "Iro Person, independent reviewing officer" in page
        assert "Not To Meet" not in page
        form = client.get(url(pep, "add_invitee") + "?named=0").context["form"]
        assert form.initial["name"] == "Iro Person"
        assert client.get(url(pep, "add_invitee") + "?named=99").status_code == 200

    def test_a_meeting_that_was_written_down_without_a_list_proposes_those_who_always_meet(self, cast, pep):
        Meeting.objects.create(pep=pep, planned_date=DAY)
        page = signed_in(cast.sam).get(url(pep)).content.decode()
        for named in ("Robin, child or young person", "Sam Person, social worker", "Jo Carer, carer"):
            assert named in page

    def test_people_are_added_changed_and_taken_out(self, cast, pep):
        plan(pep, cast.sam)
        client = signed_in(cast.sam)
        client.post(url(pep, "add_invitee"), {"role": "HEALTH", "name": "Dr Lund", "email": ""})
        lund = Invitee.objects.get(name="Dr Lund")
        client.post(url(pep, "change_invitee", lund.reference), {"role": "HEALTH", "name": "Dr Ada Lund", "email": ""})
        assert Invitee.objects.get(pk=lund.pk).name == "Dr Ada Lund"
        client.post(url(pep, "remove_invitee", lund.reference))

        assert not Invitee.objects.filter(pk=lund.pk).exists()
        assert client.post(url(pep, "change_invitee", lund.reference)).status_code == 404

    def test_nobody_plans_the_meeting_of_a_plan_that_is_not_theirs_or_finished(self, cast, pep):
        with pytest.raises(PersonalEducationPlan.DoesNotExist):
            plan(pep, cast.other_teacher)
        plan(pep, cast.sam)
        for name in ("add_invitee", "plan_meeting", "cancel_meeting"):
            assert signed_in(cast.stranger).get(url(pep, name)).status_code == 404
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)
        with pytest.raises(CannotMeet, match="finished"):
            plan(pep, cast.sam)


class TestInvitations:
    def test_name_no_child_and_no_word_of_care(self, cast, pep):
        plan(pep, cast.sam)
        assert invite(pep=pep, by=cast.sam, at=AT) == 3

        told = [f"{each.subject}\n{each.body}\n{each.calendar}" for each in Letter.objects.all()]
        assert len(told) == 3
        for text in told:
            for word in (
                "Robin",
                "Hazelwood",
                "looked after",
                "in care",
                "Larkfield",
                "Orchard Lane",
                "blue room",
                "social",
            ):
                assert word.lower() not in text.lower()
            assert re.search(r"\bcare\b", text, re.IGNORECASE) is None
            assert "Wednesday 9 December 2026, 14:30" in text

    def test_carry_an_appointment_for_the_calendar(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)

        letter = letter_to("jo@carer.example")
        event = appointment_of(letter)
        assert event.decoded("dtstart") == dt.datetime(2026, 12, 9, 14, 30, tzinfo=dt.UTC)
        assert event["summary"] == f"Education meeting ({pep.reference})"
        assert "METHOD:REQUEST" in letter.calendar
        with pretend(AT):
            letters.send_waiting(is_working_day=True)
        sent = next(each for each in mail.outbox if each.to == ["jo@carer.example"])
        assert sent.attachments[0][0] == "meeting.ics"

    def test_the_header_of_the_mail_names_the_method_and_answers_go_to_whoever_invited(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        with pretend(AT):
            letters.send_waiting(is_working_day=True)
        Letter.objects.all().delete()
        cancel_meeting(pep=pep, because_of=CancelReason.CARER, reason="Ill", by=cast.sam, at=AT)
        with pretend(AT):
            letters.send_waiting(is_working_day=True)

        said = []
        for each in (sent for sent in mail.outbox if sent.to == ["jo@carer.example"]):
            message = each.message()
            part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
            said.append((part.get_param("method"), part.get_content_charset(), message["Reply-To"]))
        assert said == [("REQUEST", "utf-8", cast.sam.email), ("CANCEL", "utf-8", cast.sam.email)]

    def test_answers_reach_the_virtual_school_once_whoever_invited_has_left(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        type(cast.sam).objects.filter(pk=cast.sam.pk).update(is_active=False)
        Authority.objects.update(email="virtual.school@fernshire.example")
        invitations.remind(dt.date(2026, 12, 7), at=moment(dt.date(2026, 12, 7)))

        assert letter_to("jo@carer.example").reply_to == "virtual.school@fernshire.example"

    def test_the_organizer_is_an_address_also_where_the_portals_own_has_a_name_before_it(self, cast, pep, settings):
        settings.DEFAULT_FROM_EMAIL = '"Virtual School, Fernshire" <portal@vs.example>'
        meeting = plan(pep, cast.sam)
        text = invitations.appointment(meeting, meeting.invitees.last(), is_off=False, at=AT)

        assert 'ORGANIZER;CN="Virtual School, Fernshire":mailto:portal@vs.example' in text.replace("\r\n ", "")

    def test_each_message_of_one_appointment_has_a_higher_number_than_those_before(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()
        carer = Invitee.objects.get(role="CARER")
        plan(pep, cast.sam, planned_date=dt.date(2026, 12, 10))
        everything_is_sent()
        remove_invitee(invitee=carer, pep=pep, by=cast.sam, at=AT)
        again = Invitee(role="CARER", name=carer.name, email=carer.email)
        keep_invitee(invitee=again, pep=pep, by=cast.sam, at=AT)
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()
        cancel_meeting(pep=pep, because_of=CancelReason.CARER, reason="Ill", by=cast.sam, at=AT)

        events = [
            Appointments.from_ical(calendar)
            for calendar in Letter.objects.filter(address=carer.email).order_by("pk").values_list("calendar", flat=True)
        ]
        assert len({str(each.walk("VEVENT")[0]["uid"]) for each in events}) == 1
        assert [(str(each["method"]), int(each.walk("VEVENT")[0]["sequence"])) for each in events] == [
            ("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2), ("REQUEST", 3), ("CANCEL", 4),
        ]  # fmt: skip

    def test_who_is_taken_out_is_not_told_that_the_meeting_is_off_for_all(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()
        remove_invitee(invitee=Invitee.objects.get(role="CARER"), pep=pep, by=cast.sam, at=AT)

        letter = letter_to("jo@carer.example")
        assert "STATUS" not in letter.calendar
        assert "You are no longer expected" in letter.body
        assert "new date" not in letter.body

    def test_in_summer_the_appointment_is_an_hour_earlier_by_universal_time(self, cast, pep):
        meeting = plan(pep, cast.sam, planned_date=dt.date(2027, 6, 9))
        event = Appointments.from_ical(
            invitations.appointment(meeting, meeting.invitees.last(), is_off=False, at=AT)
        ).walk("VEVENT")[0]
        assert event.decoded("dtstart") == dt.datetime(2027, 6, 9, 13, 30, tzinfo=dt.UTC)

    def test_nobody_is_asked_twice(self, cast, pep):
        plan(pep, cast.sam)
        client = signed_in(cast.sam)
        client.post(url(pep))
        client.post(url(pep))

        assert Letter.objects.count() == 3
        assert "asked already" in client.get(url(pep)).content.decode()

    def test_who_has_an_account_finds_it_among_their_letters_and_the_virtual_school_sees_all(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)

        assert Letter.objects.visible_to(cast.teacher).count() == 1
        assert Letter.objects.visible_to(cast.stranger).count() == 0
        page = signed_in(cast.officer).get(reverse("accounts:letter", args=[letter_to("jo@carer.example").pk]))
        assert "jo@carer.example" in page.content.decode()
        assert "jo@carer.example" in signed_in(cast.officer).get(reverse("accounts:letters")).content.decode()

    def test_another_day_is_told_to_those_who_were_asked_as_the_same_appointment(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()
        first = appointment_of(letter_to("jo@carer.example"))
        plan(pep, cast.sam, planned_date=dt.date(2026, 12, 10))

        letter = letter_to("jo@carer.example")
        assert letter.kind == invitations.CHANGED
        again = appointment_of(letter)
        assert (again["uid"], int(again["sequence"])) == (first["uid"], int(first["sequence"]) + 1)

    def test_an_address_that_was_refused_is_shown_as_such_until_a_letter_arrives(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        Letter.objects.filter(address="jo@carer.example").update(state="REFUSED")
        client = signed_in(cast.sam)
        assert client.get(url(pep)).content.decode().count("Did not arrive") == 1
        plan(pep, cast.sam, planned_date=dt.date(2026, 12, 10))  # told anew, at the same address
        assert "Did not arrive" not in client.get(url(pep)).content.decode()

    def test_an_address_put_right_is_asked_anew_and_the_former_one_hears_that_nobody_is_expected(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()
        carer = Invitee.objects.get(role="CARER")
        former, carer.email = carer.email, "right@carer.example"
        keep_invitee(invitee=carer, pep=pep, by=cast.sam, at=AT)
        assert invite(pep=pep, by=cast.sam, at=AT) == 1
        said = list(Letter.objects.exclude(address="").order_by("pk").values_list("address", "kind"))
        assert said[-2:] == [(former, "meeting_off"), ("right@carer.example", "meeting")]

    def test_one_whose_address_was_taken_away_stops_nobodys_reminder_and_no_cancelling(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        carer = Invitee.objects.get(role="CARER")
        carer.email = ""
        keep_invitee(invitee=carer, pep=pep, by=cast.sam, at=AT)
        others = Invitee.objects.filter(invited_by_mail=True).count()
        assert invitations.remind(dt.date(2026, 12, 7), at=moment(dt.date(2026, 12, 7))) == others > 0
        cancel_meeting(pep=pep, because_of=CancelReason.CARER, reason="Ill", by=cast.sam, at=AT)

    def test_another_room_is_no_news(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        plan(pep, cast.sam, place="The green room", chair="Somebody else")

        assert Letter.objects.count() == 3

    def test_one_without_an_address_is_a_task_for_the_social_worker_until_they_were_asked(self, cast, pep):
        plan(pep, cast.sam)
        Invitee.objects.filter(role="CARER").update(email="")
        work = reverse("workspace:my_work")
        assert "Ask Jo Carer to the meeting about Robin" in signed_in(cast.sam).get(work).content.decode()
        assert "Ask Jo Carer" not in signed_in(cast.stranger).get(work).content.decode()
        assert "Ask Jo Carer" not in signed_in(cast.teacher).get(work).content.decode()
        carer = Invitee.objects.get(role="CARER")
        signed_in(cast.sam).post(url(pep, "say_invited", carer.reference))

        assert "Ask Jo Carer" not in signed_in(cast.sam).get(work).content.decode()


class TestReminders:
    def test_go_once_three_working_days_before(self, cast, pep):
        plan(pep, cast.sam)
        with pretend(AT):
            invite(pep=pep, by=cast.sam, at=AT)
        days = {}
        for day in (3, 4, 5, 6, 7, 8):
            on = dt.date(2026, 12, day)
            days[day] = invitations.remind(on, at=moment(on)) + invitations.remind(on, at=moment(on))

        assert days == {3: 0, 4: 3, 5: 0, 6: 0, 7: 0, 8: 0}
        assert "Robin" not in letter_to("jo@carer.example").body

    def test_not_of_a_meeting_that_was_cancelled_or_of_a_plan_that_is_finished(self, cast, pep):
        plan(pep, cast.sam)
        invite(pep=pep, by=cast.sam, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)

        assert invitations.remind(dt.date(2026, 12, 7), at=moment(dt.date(2026, 12, 7))) == 0

    def test_of_a_meeting_in_two_days_not_on_the_day_of_the_invitation(self, cast, pep):
        plan(pep, cast.sam)
        at = moment(dt.date(2026, 12, 7))
        invite(pep=pep, by=cast.sam, at=at)

        assert invitations.remind(dt.date(2026, 12, 7), at=at) == 0


class TestCancelled:
    def test_it_keeps_its_reason_tells_who_was_asked_and_is_planned_again_with_the_same_people(self, cast, pep):
        plan(pep, cast.sam)
        Invitee.objects.create(meeting=meeting_of(pep), role="HEALTH", name="Dr Lund")
        invite(pep=pep, by=cast.sam, at=AT)
        everything_is_sent()
        client = signed_in(cast.sam)
        client.post(url(pep, "cancel_meeting"), {"because_of": "SCHOOL", "reason": "The hall was flooded."})

        letter = letter_to("jo@carer.example")
        assert letter.kind == invitations.OFF
        assert "METHOD:CANCEL" in letter.calendar
        assert "flooded" not in letter.body
        again = plan(pep, cast.sam, planned_date=dt.date(2026, 12, 10))
        assert "Dr Lund" in {each.name for each in again.invitees.all()}
        assert all(each.invited_at is None for each in again.invitees.all())
        page = client.get(url(pep)).content.decode()
        assert "The school. The hall was flooded." in page

    def test_one_that_was_held_is_not_cancelled_and_a_reason_is_needed(self, cast, pep):
        plan(pep, cast.sam)
        with pytest.raises(CannotMeet, match="Say why"):
            cancel_meeting(pep=pep, because_of=CancelReason.SCHOOL, reason=" ", by=cast.sam, at=AT)
        Meeting.objects.update(held_date=TODAY)
        with pytest.raises(CannotMeet, match="was held"):
            cancel_meeting(pep=pep, because_of=CancelReason.SCHOOL, reason="Flood", by=cast.sam, at=AT)


class TestWhatIsWrittenDown:
    def section(self, pep):
        return pep.sections.get(key="meeting")

    def lacking(self, pep):
        section = PersonalEducationPlan.objects.get(pk=pep.pk).sections.get(key="meeting")
        return " ".join(each.text for each in missing_in(section.pep, section, blueprint_of(pep).section("meeting")))

    def post(self, cast, pep, **more):
        data = {"then": "later", "meeting-held_date": "01/12/2026", "meeting-child_came": "ALL"} | more
        return signed_in(cast.teacher).post(url(pep, "section", "meeting"), data)

    def test_the_page_has_the_agenda_and_a_line_for_each_who_was_asked(self, cast, pep):
        plan(pep, cast.sam)
        views = pep.sections.get(key="views")
        views.answers |= {"gave_views": {"text": "yes", "n": 1}, "hard": {"text": "Fractions", "n": 1}}
        views.save()

        page = signed_in(cast.teacher).get(url(pep, "section", "meeting")).content.decode()
        assert "What the child says" in page
        assert "Fractions" in page
        assert "Jo Carer (Carer)" in page

    def test_who_came_and_what_each_will_do_is_kept(self, cast, pep):
        plan(pep, cast.sam)
        invitees = {each.role: each for each in meeting_of(pep).invitees.all()}
        came = {f"meeting-came-{each.reference}": "YES" for each in invitees.values()}
        self.post(
            cast, pep, **came, **{"meeting-action-AB23CD45-what": "A lamp", "meeting-action-AB23CD45-who": "Jo Carer"}
        )
        self.post(
            cast,
            pep,
            **came,
            **{"meeting-action-AB23CD45-what": "A reading lamp", "meeting-action-AB23CD45-by": "9/12/2026"},
        )

        action = AgreedAction.objects.get()
        assert (action.what, action.by_date) == ("A reading lamp", dt.date(2026, 12, 9))
        body = body_of(pep, section_keys={"meeting"})["sections"][0]["table"]
        assert body["actions"] == [{"what": "A reading lamp", "who": "", "by": "9 December 2026"}]
        assert "Jo Carer, carer" in str(body["details"])

    def test_a_reference_of_another_plans_action_takes_nothing_from_it(self, cast, pep):
        theirs = AgreedAction.objects.create(pep=open_plan(cast.other), what="Theirs")
        plan(pep, cast.sam)
        self.post(cast, pep, **{f"meeting-action-{theirs.reference}-what": "Ours"})

        theirs.refresh_from_db()
        assert theirs.what == "Theirs"
        assert pep.agreed_actions.get().what == "Ours"

    def test_without_one_who_is_needed_a_reason_is_asked_for(self, cast, pep):
        plan(pep, cast.sam)
        Meeting.objects.update(held_date=TODAY, child_came="ALL", next_date=dt.date(2027, 3, 9))
        assert "Say for each person whether they came: 4 still to say" in self.lacking(pep)
        Invitee.objects.update(attended="YES")
        Invitee.objects.filter(role="CARER").update(attended="APOLOGIES")
        assert "The meeting was held without the carer" in self.lacking(pep)
        keep_invitee(
            invitee=Invitee(role="CARER", name="Al Carer", is_stand_in=True, attended="YES"),
            pep=pep,
            by=cast.sam,
            at=AT,
        )
        assert "held without" not in self.lacking(pep)

    def test_it_is_not_closed_without_the_next_date_or_a_reason(self, cast, pep):
        plan(pep, cast.sam)
        Invitee.objects.update(attended="YES")
        Meeting.objects.update(held_date=TODAY, child_came="ALL")
        assert "Set the date of the next meeting" in self.lacking(pep)
        Meeting.objects.update(no_next_reason="Robin turns 18 before it.")
        assert "next meeting" not in self.lacking(pep)

    def test_once_people_were_asked_another_day_is_planned_where_they_are_told(self, cast, pep):
        plan(pep, cast.sam)
        before = signed_in(cast.teacher).get(url(pep, "section", "meeting")).context["table_form"]
        invite(pep=pep, by=cast.sam, at=AT)
        after = signed_in(cast.teacher).get(url(pep, "section", "meeting")).context["table_form"]

        assert "planned_date" in before.fields
        assert "planned_date" not in after.fields


def test_working_days_before_leave_out_weekends():
    assert Calendar().add_working_days(dt.date(2026, 12, 4), invitations.REMINDED_BEFORE) == DAY

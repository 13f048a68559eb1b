"""What arrives is told on its day: plans handed out, returned, due again, signed off; by reference, in one email."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock, letters
from accounts.clock import pretend
from accounts.models import Letter, Notice, NoticeRound, UndoneWork, User
from children.models import Allocation, DayOff
from pep_portal.tasks import run_daily_rounds, send_letters
from peps.deadlines import reminders
from peps.delegation.delegation import run_batch, start_batch
from peps.enums import PartName
from peps.opening.convert_to_change_plan import turn_into_change
from peps.section_owners.delegate_section import hand_on_section
from peps.tasks import continue_batches
from quality.enums import Grade
from quality.models import Point
from quality.points import answer_point
from quality.returning import return_pep
from quality.signing import sign_off
from tests.factories import AllocationFactory, PostFactory, UserFactory, open_plan
from tests.factories.peps import moment
from tests.quality.plans import POINT, audited, submitted

pytestmark = pytest.mark.django_db
AUGUST, FIRST_DAY_BACK = dt.date(2026, 8, 26), dt.date(2026, 9, 2)
TUESDAY, WEDNESDAY, THURSDAY = dt.date(2026, 12, 1), dt.date(2026, 12, 2), dt.date(2026, 12, 3)


def at(day: dt.date, clock_time: str) -> dt.datetime:
    hours, minutes = map(int, clock_time.split(":"))
    return moment(day, hours) + dt.timedelta(minutes=minutes)


def tick(day: dt.date, *times: str) -> None:
    """What the timetable wakes every few minutes."""
    for clock_time in times:
        with pretend(at(day, clock_time)):
            run_daily_rounds()
            send_letters()


def quiet(day: dt.date) -> None:
    """The reminders up to this day were written before."""
    for kind in (reminders.KIND, reminders.SCHOOL_KIND, "point_due"):
        NoticeRound.objects.get_or_create(kind=kind, day=day, defaults={"at": moment(day)})


def mails_to(mailoutbox, person) -> list:
    return [mail for mail in mailoutbox if mail.to == [person.email]]


class TestHandedOut:
    def test_on_the_day_of_delegation_each_person_asked_has_one_email_with_all_their_plans(self, cast, mailoutbox):
        second = type(cast.child).objects.get(pk=cast.other.pk)
        Allocation.objects.filter(child=second).update(person=cast.sam, team=cast.team)
        quiet(TUESDAY)
        tick(WEDNESDAY, "06:55", "07:30")
        with pretend(at(WEDNESDAY, "09:00")):
            batch = start_batch(term=cast.term, by=cast.officer, at=clock.now())
            run_batch(batch.pk)
        tick(WEDNESDAY, "09:02", "09:04", "12:00", "15:10", "19:58")

        (mail,) = mails_to(mailoutbox, cast.sam)
        assert mail.subject == "Reminder: 2 things to do"
        assert cast.child.reference in mail.body
        assert second.reference in mail.body
        assert len(mails_to(mailoutbox, cast.teacher)) == 1
        for leak in ("Robin", "Hazelwood", "Wren", "Thistledown", cast.school.name):
            assert leak not in mail.body

    def test_nothing_is_told_while_the_term_is_still_being_delegated(self, cast, mailoutbox):
        quiet(TUESDAY)
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        with pretend(at(WEDNESDAY, "06:30")):
            start_batch(term=cast.term, by=cast.officer, at=clock.now())
        tick(WEDNESDAY, "07:30")

        assert mailoutbox == []

    def test_one_handed_out_in_august_is_told_to_social_care_that_day_and_to_the_school_on_its_first_day(
        self, cast, mailoutbox
    ):
        assert (cast.term.delegation_date, cast.term.first_day) == (AUGUST, FIRST_DAY_BACK)
        quiet(AUGUST)
        tick(AUGUST, "06:02")
        with pretend(at(AUGUST, "06:03")):
            continue_batches()
        tick(AUGUST, "07:30")
        assert sorted(mail.to[0] for mail in mailoutbox) == sorted([cast.sam.email, cast.stranger.email])

        tick(dt.date(2026, 9, 1), "07:30")
        assert mails_to(mailoutbox, cast.teacher) == []
        tick(FIRST_DAY_BACK, "07:30")
        assert len(mails_to(mailoutbox, cast.teacher)) == 1
        assert len(mails_to(mailoutbox, cast.sam)) == 1

    def test_a_school_with_a_day_off_of_its_own_is_told_on_the_next(self, cast, mailoutbox):
        quiet(TUESDAY)
        DayOff.objects.create(school=cast.school, day=WEDNESDAY)
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        tick(WEDNESDAY, "07:30")
        assert mails_to(mailoutbox, cast.teacher) == []

        tick(THURSDAY, "07:30")
        assert len(mails_to(mailoutbox, cast.teacher)) == 1

    def test_what_comes_after_the_email_of_the_day_goes_in_one_more_the_same_afternoon(self, cast, mailoutbox):
        quiet(TUESDAY)
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        Allocation.objects.filter(child=cast.other).update(person=cast.sam, team=cast.team)
        tick(WEDNESDAY, "07:30")
        open_plan(cast.other, at=at(WEDNESDAY, "11:00"))
        tick(WEDNESDAY, "11:02")
        assert len(mails_to(mailoutbox, cast.sam)) == 1
        tick(WEDNESDAY, "15:02", "15:04", "19:00")

        first, second = mails_to(mailoutbox, cast.sam)
        assert cast.other.reference not in first.body
        assert cast.other.reference in second.body
        assert cast.child.reference not in second.body

    def test_who_takes_over_is_told_and_who_was_told_is_not_told_again(self, cast, mailoutbox):
        quiet(TUESDAY)
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        tick(WEDNESDAY, "07:30")
        new = UserFactory(name="New Worker")
        PostFactory(user=new, role="SW", team=cast.team)
        Allocation.objects.filter(child=cast.child, kind="SW").update(until=THURSDAY)
        AllocationFactory(child=cast.child, person=new, team=cast.team, from_date=THURSDAY)
        tick(THURSDAY, "07:30")

        assert len(mails_to(mailoutbox, new)) == 1
        assert len(mails_to(mailoutbox, cast.sam)) == 1

    def test_new_questions_after_a_change_are_told(self, cast, mailoutbox):
        quiet(TUESDAY)
        pep = open_plan(cast.child, at=at(TUESDAY, "06:00"))
        tick(WEDNESDAY, "07:30")
        with pretend(at(THURSDAY, "06:00")):
            turn_into_change(pep=pep, by=cast.officer, at=clock.now())
        tick(THURSDAY, "07:30")

        assert "there are new questions for you" in mails_to(mailoutbox, cast.sam)[-1].body
        assert len(mails_to(mailoutbox, cast.sam)) == 2

    def test_one_that_is_in_before_the_email_leaves_is_not_told(self, cast, mailoutbox):
        quiet(TUESDAY)
        pep = open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        with pretend(at(WEDNESDAY, "06:55")):
            run_daily_rounds()
        pep.parts.filter(name=PartName.PART_1).update(submitted_at=at(WEDNESDAY, "07:00"))
        tick(WEDNESDAY, "07:30")

        assert mails_to(mailoutbox, cast.sam) == []
        assert len(mails_to(mailoutbox, cast.teacher)) == 1

    def test_a_colleague_who_is_handed_a_section_is_told(self, cast, mailoutbox):
        quiet(TUESDAY)
        pep = open_plan(cast.child, at=at(TUESDAY, "06:00"))
        section = pep.sections.filter(part__name=PartName.SCHOOL).first()
        with pretend(at(WEDNESDAY, "06:00")):
            hand_on_section(section=section, email=cast.colleague.email, by=cast.teacher, at=clock.now())
        tick(WEDNESDAY, "07:30", "07:32")

        (mail,) = mails_to(mailoutbox, cast.colleague)
        assert reverse("peps:section", args=[pep.reference, section.key]) in mail.body

    def test_a_round_missed_in_the_morning_is_caught_up_the_same_day_and_once(self, cast, mailoutbox):
        quiet(TUESDAY)
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        tick(WEDNESDAY, "13:30", "13:32", "18:00")

        assert len(mails_to(mailoutbox, cast.sam)) == 1

    def test_of_a_restricted_child_those_alone_who_are_named_on_it(self, cast, mailoutbox):
        quiet(TUESDAY)
        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        tick(WEDNESDAY, "07:30")

        assert mailoutbox == []

    def test_the_first_email_of_somebody_who_came_by_file_says_how_to_choose_a_password(self, cast, mailoutbox):
        quiet(TUESDAY)
        sam = User.objects.get(pk=cast.sam.pk)
        sam.set_unusable_password()
        sam.save()
        open_plan(cast.child, at=at(WEDNESDAY, "06:00"))
        tick(WEDNESDAY, "07:30")

        assert reverse("account_reset_password") in mails_to(mailoutbox, cast.sam)[0].body
        assert reverse("account_reset_password") not in mails_to(mailoutbox, cast.teacher)[0].body


class TestReturned:
    @pytest.fixture
    def returned(self, cast):
        pep = submitted(cast)
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
        quiet(TUESDAY)
        with pretend(at(WEDNESDAY, "06:00")):
            return return_pep(pep=pep, by=cast.officer, at=clock.now())

    def test_its_points_are_told_the_same_day_without_their_words(self, cast, returned, mailoutbox):
        tick(WEDNESDAY, "07:30", "07:32")

        (mail,) = mails_to(mailoutbox, cast.teacher)
        assert "returned, 1 development point to answer, due on Tuesday 8 December 2026" in mail.body
        for leak in ("tutor", "Robin", "Hazelwood"):
            assert leak not in mail.body

    def test_the_points_own_dates_are_in_the_reminders_until_they_are_answered(self, cast, returned, mailoutbox):
        tick(WEDNESDAY, "07:30")
        for day in (4, 7, 8, 9):
            tick(dt.date(2026, 12, day), "07:30")
        told = [mail.body for mail in mails_to(mailoutbox, cast.teacher) if "development point" in mail.body]
        assert ["returned" in body for body in told] == [True, False, False, False]
        assert "These are late" in told[-1]
        mailoutbox.clear()

        with pretend(at(dt.date(2026, 12, 14), "06:00")):
            answer_point(point=Point.objects.get(), answer="Twice a week.", by=cast.teacher, at=clock.now())
        tick(dt.date(2026, 12, 15), "07:30")
        assert all("development point" not in mail.body for mail in mailoutbox)

    def test_answered_before_the_email_leaves_it_asks_for_no_answer(self, cast, returned, mailoutbox):
        with pretend(at(WEDNESDAY, "06:55")):
            run_daily_rounds()
        returned.parts.update(submitted_at=at(WEDNESDAY, "07:00"))
        tick(WEDNESDAY, "07:30")

        assert mails_to(mailoutbox, cast.teacher) == []


def test_sign_off_is_told_to_social_worker_and_school_the_same_day(cast, mailoutbox):
    pep = submitted(cast)
    audited(pep, cast.officer, Grade.GOOD)
    quiet(TUESDAY)
    with pretend(at(WEDNESDAY, "06:00")):
        sign_off(pep=pep, by=cast.officer, at=clock.now())
    tick(WEDNESDAY, "07:30", "12:00", "15:30")

    told = sorted(mail.to[0] for mail in mailoutbox if "signed off" in mail.body)
    assert told == sorted([cast.sam.email, cast.teacher.email])
    assert all(mail.subject == "For you to know: 1 change" for mail in mailoutbox if "signed off" in mail.body)


def test_the_later_email_waits_for_the_afternoon_and_is_one(cast):
    told = Notice.objects.create(
        key="thing", person=cast.sam, kind="thing", text="7KX2MPQA", path="/", created_at=moment(WEDNESDAY)
    )
    assert letters.gather(WEDNESDAY, at=at(WEDNESDAY, "07:30")) == 1
    Notice.objects.create(
        key="more", person=cast.sam, kind="thing", text="7KX2MPQB", path="/", created_at=moment(WEDNESDAY)
    )

    assert letters.gather_later(WEDNESDAY, at=at(WEDNESDAY, "14:58")) == 0
    assert letters.gather_later(WEDNESDAY, at=at(WEDNESDAY, "15:00")) == 1
    assert letters.gather_later(WEDNESDAY, at=at(WEDNESDAY, "15:02")) == 0
    assert Letter.objects.filter(person=cast.sam).count() == 2
    assert told.pk


def test_who_had_a_later_email_one_day_has_one_the_next_day_too_and_so_has_everybody_else(cast):
    def note(person, day, clock_time):
        key = f"{person.pk} {day} {clock_time}"
        Notice.objects.create(
            key=key, person=person, kind="thing", text="7KX2MPQA", path="/", created_at=at(day, clock_time)
        )

    for day, people in ((WEDNESDAY, [cast.sam]), (THURSDAY, [cast.sam, cast.iro])):
        for person in people:
            note(person, day, "07:00")
        letters.gather(day, at=at(day, "07:30"))
        for person in people:
            note(person, day, "12:00")
        assert letters.gather_later(day, at=at(day, "15:00")) == len(people)
        Letter.objects.update(state="SENT")

    later = Letter.objects.filter(kind=letters.LATER).values_list("person__name", "day")
    assert sorted(later) == [("Iro Person", THURSDAY), ("Sam Person", WEDNESDAY), ("Sam Person", THURSDAY)]


def test_a_closed_school_that_had_the_email_of_yesterday_has_none_this_afternoon(cast):
    for day, clock_time in ((WEDNESDAY, "07:00"), (THURSDAY, "12:00")):
        Notice.objects.create(
            key=clock_time, person=cast.teacher, kind="thing", text="7KX2MPQA", path="/", created_at=at(day, clock_time)
        )
        letters.gather(day, at=at(day, clock_time), schools_are_open=day == WEDNESDAY)
        Letter.objects.update(state="SENT")

    assert letters.gather_later(THURSDAY, at=at(THURSDAY, "15:00")) == 0
    assert Letter.objects.get().day == WEDNESDAY
    assert not UndoneWork.objects.exists()


def test_a_later_email_that_could_not_leave_that_day_is_part_of_the_next_days(cast, mailoutbox):
    for key, moment_of_day in (("one", "07:00"), ("two", "12:00")):
        Notice.objects.create(
            key=key,
            person=cast.sam,
            kind="thing",
            text=f"7KX2MPQ{key}",
            path="/",
            created_at=at(WEDNESDAY, moment_of_day),
        )
        letters.gather(WEDNESDAY, at=at(WEDNESDAY, moment_of_day))
    letters.gather_later(WEDNESDAY, at=at(WEDNESDAY, "15:00"))
    Letter.objects.filter(kind=letters.DIGEST).update(state="SENT")
    Letter.objects.filter(kind=letters.LATER).update(attempts=1)
    letters.take_back_unsent(WEDNESDAY)
    assert letters.gather_later(WEDNESDAY, at=at(WEDNESDAY, "15:10")) == 1
    assert "7KX2MPQtwo" in Letter.objects.get(kind=letters.LATER).body

    letters.take_back_unsent(THURSDAY)
    letters.gather(THURSDAY, at=at(THURSDAY, "07:30"))
    assert "7KX2MPQtwo" in Letter.objects.get(kind=letters.DIGEST, day=THURSDAY).body
    assert not Letter.objects.filter(kind=letters.LATER).exists()

"""A suspension or exclusion, likely or made: told the same day, answered while it helps, closed with what came of it."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.clock import pretend
from accounts.models import AuditRecord, Letter, Notice, Post
from children.enums import Origin
from children.models import Allocation, NamedPerson, Suspension
from pep_portal.tasks import run_daily_rounds, send_letters
from peps.exclusions import likely as exclusions
from peps.models import LikelyExclusion
from tests.factories import PostFactory, UserFactory, open_plan
from tests.factories.peps import moment
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY, THURSDAY = (dt.date(2026, 12, day) for day in (1, 2, 3))
WHY, TRIED = "Threw a chair at lunch", "A calm room and a mentor"
SAID = {
    "category": "SUSP",
    "why": WHY,
    "tried": TRIED,
    "answer_by_day": "3",
    "answer_by_month": "12",
    "answer_by_year": "2026",
}
MADE = {
    "outcome": "SUSPENDED",
    "start_date_day": "2",
    "start_date_month": "12",
    "start_date_year": "2026",
    "sessions": "4",
}


def say(cast, by=None, on=TUESDAY, **changes):
    with pretend(on):
        address = reverse("peps:say_likely", args=[cast.child.reference])
        return signed_in(by or cast.teacher).post(address, SAID | changes)


def likely_of(cast):
    return LikelyExclusion.objects.get(child=cast.child)


def told(kind="likely_exclusion"):
    return {notice.person.name for notice in Notice.objects.filter(kind__startswith=kind)}


def page(person, likely, on=TUESDAY, name="likely_exclusion"):
    with pretend(on):
        return signed_in(person).get(reverse(f"peps:{name}", args=[likely.reference]))


def act(person, likely, name, given, on=TUESDAY):
    with pretend(on):
        return signed_in(person).post(reverse(f"peps:{name}", args=[likely.reference]), given)


def my_work(person, on=TUESDAY):
    with pretend(on):
        return signed_in(person).get(reverse("workspace:my_work")).content.decode()


def round_of(day, hour=9):
    with pretend(moment(day, hour)):
        run_daily_rounds()
        send_letters()


class TestLikely:
    @pytest.mark.parametrize("on", [TUESDAY, dt.date(2026, 11, 28)])
    def test_the_social_worker_and_the_virtual_school_are_told_at_once_also_at_a_weekend(self, cast, mailoutbox, on):
        assert say(cast, on=on).status_code == 302
        with pretend(on):
            from accounts import letters  # noqa: PLC0415 - sent as the timetable sends it

            letters.send_waiting(is_working_day=False)

        assert told() == {"Sam Person", "Officer Person", "Head Person"}
        assert sorted(mail.to[0] for mail in mailoutbox) == sorted(
            [cast.sam.email, cast.officer.email, cast.head.email]
        )

    def test_no_email_and_no_subject_holds_a_name_or_a_word_of_it(self, cast):
        say(cast)
        for text in [
            *Letter.objects.values_list("subject", "body"),
            *Notice.objects.values_list("text", "path", "key"),
        ]:
            for leak in (WHY, TRIED, "Robin", "Hazelwood", cast.school.name, "Threw"):
                assert leak not in " ".join(text)

    def test_the_childs_own_officer_is_told_and_not_all_of_them(self, cast):
        own = UserFactory(name="Own Officer")
        PostFactory(user=own, role="VSO")
        Allocation.objects.create(child=cast.child, kind="VSO", person=own, from_date=dt.date(2026, 1, 1))
        say(cast)

        assert told() == {"Sam Person", "Own Officer", "Head Person"}

    def test_while_the_worker_is_away_whoever_covers_is_told_and_without_one_the_team_manager(self, cast):
        cover = UserFactory(name="Casey Cover")
        PostFactory(user=cover, role="SW", team=cast.team, stands_in_for=cast.sam)
        say(cast)
        assert "Casey Cover" in told()
        LikelyExclusion.objects.all().delete()
        Post.objects.filter(user__in=[cast.sam, cover]).update(until=TUESDAY)
        say(cast)
        assert "Manager Person" in told()

    def test_what_nobody_has_read_climbs_on_the_next_working_days(self, cast):
        say(cast)
        round_of(WEDNESDAY)
        assert "Manager Person" in told()
        assert "Service_Manager Person" not in told()
        round_of(THURSDAY)
        assert "Service_Manager Person" in told()

    def test_once_the_social_worker_has_read_it_it_climbs_no_further(self, cast):
        say(cast)
        page(cast.officer, likely_of(cast))
        assert likely_of(cast).read_at is None
        page(cast.sam, likely_of(cast))
        round_of(WEDNESDAY)
        round_of(THURSDAY)

        assert told() == {"Sam Person", "Officer Person", "Head Person"}
        assert AuditRecord.objects.filter(act="exclusion.read").count() == 1

    def test_the_page_shows_what_was_said_by_when_an_answer_helps_and_who_was_told(self, cast):
        say(cast)
        shown = page(cast.sam, likely_of(cast)).content.decode()
        for words in (WHY, TRIED, "Thursday 3 December 2026", "Teacher Person", "Officer Person", "Head Person"):
            assert words in shown

    def test_an_answer_reaches_the_teacher_at_once(self, cast):
        say(cast)
        assert act(cast.sam, likely_of(cast), "answer_likely", {"answer": "I come in at 2"}).status_code == 302

        letter = Letter.objects.get(person=cast.teacher)
        assert "There is an answer" in letter.body
        assert "at 2" not in letter.body
        assert "I come in at 2" in page(cast.teacher, likely_of(cast)).content.decode()

    def test_whoever_said_it_does_not_answer_it(self, cast):
        say(cast)
        assert act(cast.teacher, likely_of(cast), "answer_likely", {"answer": "Yes"}).status_code == 422

    def test_said_twice_is_said_once(self, cast):
        say(cast)
        again = say(cast)

        assert again.status_code == 422
        assert "still open" in again.content.decode()
        assert LikelyExclusion.objects.count() == 1
        assert Letter.objects.count() == 3

    def test_a_day_that_is_over_is_refused_with_what_was_typed(self, cast):
        answer = say(cast, answer_by_day="30", answer_by_month="11")
        assert answer.status_code == 422
        assert WHY in answer.content.decode()

    def test_it_is_on_my_work_of_those_who_can_do_something(self, cast):
        say(cast)
        for person in (cast.sam, cast.officer, cast.teacher):
            assert "Suspension likely: Robin Hazelwood" in my_work(person)
        assert "Suspension likely" not in my_work(cast.stranger)

    def test_another_school_and_another_team_do_not_find_it(self, cast):
        say(cast)
        codes = {who: page(getattr(cast, who), likely_of(cast)).status_code for who in ("stranger", "other_teacher")}
        assert codes == {"stranger": 404, "other_teacher": 404}
        assert page(cast.iro, likely_of(cast)).status_code == 403

    def test_of_a_restricted_child_those_alone_who_are_named_on_it(self, cast):
        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)
        for person in (cast.teacher, cast.officer):
            NamedPerson.objects.create(child=cast.child, person=person, from_date=dt.date(2026, 1, 1))
        say(cast)

        assert told() <= {"Officer Person", "Teacher Person"}
        assert "Officer Person" in told()


class TestWhatCameOfIt:
    def test_closed_without_one_it_leaves_my_work_and_those_who_were_told_are_told(self, cast, mailoutbox):
        say(cast)
        Letter.objects.update(state="SENT")
        act(cast.teacher, likely_of(cast), "close_likely", {"outcome": "AVOIDED", "note": "The mentor helped"})

        assert not Suspension.objects.exists()
        assert told("likely_closed") == {"Sam Person", "Officer Person", "Head Person"}
        assert "Suspension likely" not in my_work(cast.sam)
        assert act(cast.sam, likely_of(cast), "answer_likely", {"answer": "Late"}).status_code == 422

    def test_made_it_stands_in_the_record_with_its_days_and_is_told(self, cast):
        say(cast)
        assert act(cast.teacher, likely_of(cast), "close_likely", MADE).status_code == 302

        row = Suspension.objects.get()
        assert (row.start_date, row.sessions, row.school, row.entered_by) == (WEDNESDAY, 4, cast.school, cast.teacher)
        assert likely_of(cast).suspension == row
        assert told("suspension") == {"Sam Person", "Officer Person", "Head Person"}
        letter = Letter.objects.filter(person=cast.sam).latest("pk")
        assert "a suspension of 2 days, 2 December 2026 to 3 December 2026" in letter.body

    def test_one_that_the_file_brought_meanwhile_is_not_entered_twice(self, cast):
        say(cast)
        there = Suspension.objects.create(
            child=cast.child, school=cast.school, start_date=WEDNESDAY, sessions=4, category="SUSP"
        )
        act(cast.teacher, likely_of(cast), "close_likely", MADE)

        assert Suspension.objects.get() == there
        assert likely_of(cast).suspension == there

    def test_a_suspension_needs_its_first_day(self, cast):
        say(cast)
        answer = act(cast.teacher, likely_of(cast), "close_likely", {"outcome": "SUSPENDED", "sessions": "4"})
        assert answer.status_code == 422
        assert likely_of(cast).is_open


class TestMade:
    def enter(self, cast, **fields):
        with pretend(moment(TUESDAY, 11)):
            given = {"child": cast.child, "school": cast.school, "start_date": TUESDAY, "category": "SUSP"}
            return Suspension.objects.create(**given | {"sessions": 2} | fields)

    def test_entered_by_hand_during_the_day_it_is_told_within_minutes(self, cast, mailoutbox):
        round_of(TUESDAY, 7)
        self.enter(cast, origin=Origin.HAND)
        round_of(TUESDAY, 11)

        sent = [mail.to[0] for mail in mailoutbox if "a suspension of 1 day, 1 December 2026" in mail.body]
        assert sorted(sent) == sorted([cast.sam.email, cast.officer.email, cast.head.email])
        round_of(TUESDAY, 12)
        assert len(mailoutbox) == len(sent)

    def test_brought_by_a_file_it_is_in_the_email_of_the_day(self, cast, mailoutbox):
        self.enter(cast, origin=Origin.EXTRACT)
        round_of(WEDNESDAY, 8)

        sent = [mail for mail in mailoutbox if "a suspension of 1 day" in mail.body]
        assert {mail.to[0] for mail in sent} == {cast.sam.email, cast.officer.email, cast.head.email}
        assert all("Robin" not in mail.body for mail in sent)

    def test_one_of_longer_ago_and_one_entered_in_error_are_told_to_nobody(self, cast):
        self.enter(cast, start_date=dt.date(2026, 10, 1))
        self.enter(cast, error_at=moment(TUESDAY))
        round_of(WEDNESDAY)

        assert told("suspension") == set()

    def test_the_childs_page_shows_its_days_and_who_was_told(self, cast):
        self.enter(cast, origin=Origin.HAND, sessions=3)
        round_of(TUESDAY, 11)
        with pretend(TUESDAY):
            shown = signed_in(cast.officer).get(reverse("workspace:child_tab", args=[cast.child.reference, "school"]))
        assert "2 December 2026" in shown.content.decode()
        assert "Sam Person, 1 December 2026" in shown.content.decode()

    def test_a_review_of_the_plan_is_proposed_until_a_meeting_is_planned(self, cast):
        self.enter(cast)
        pep = open_plan(cast.child, at=moment(dt.date(2026, 11, 2)))
        title = "Consider a review of the PEP: Robin Hazelwood"
        assert title in my_work(cast.sam)
        assert reverse("peps:meeting", args=[pep.reference]) in my_work(cast.sam)
        pep.meetings.create(planned_date=dt.date(2026, 12, 9))
        assert title not in my_work(cast.sam)

    def test_a_full_day_ends_on_a_day_of_school(self, cast):
        row = self.enter(cast, start_date=dt.date(2026, 12, 4), sessions=4)
        from children.suspensions.suspended_days import in_words  # noqa: PLC0415 - beside what it says

        assert in_words(row) == "a suspension of 2 days, 4 December 2026 to 7 December 2026"


def test_my_work_costs_the_same_queries_for_many(cast, django_assert_max_num_queries):
    say(cast)
    likely = likely_of(cast)
    with django_assert_max_num_queries(8):
        exclusions.to_answer(type(cast.sam).objects.get(pk=cast.sam.pk))
    assert likely.is_open

"""Complete so many school days after the meeting: a due date of its own. And deadlines that fall in school holidays."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts import clock
from accounts.audit import System
from accounts.clock import pretend
from accounts.models import Notice, NoticeRound
from children.calendar.school_calendar import authority_calendar
from children.models import DayOff, Term
from peps.deadlines import reminders
from peps.deadlines.due_date_updates import follow_facts, follow_meeting, why_due
from peps.deadlines.due_dates import Facts, after_meeting, due
from peps.deadlines.extensions import extend
from peps.enums import PartName, PepKind, PepStatus
from peps.lists.board import complete_after_meeting
from peps.models import ClockSettings, Meeting, PersonalEducationPlan
from reports import cohort
from tests.cast import TODAY
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in
from workspace.work import work_of

pytestmark = pytest.mark.django_db
AT = moment(TODAY)
day = dt.date
OPENED = day(2026, 9, 2)
CLOCKS = ClockSettings(from_date=day(2026, 9, 1))


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child, at=moment(day(2026, 9, 2)))


def met(pep, on):
    Meeting.objects.create(pep=pep, held_date=on)
    follow_meeting(pep, at=AT)
    return PersonalEducationPlan.objects.get(pk=pep.pk)


class TestAfterTheMeeting:
    @pytest.mark.parametrize(
        ("held", "by"),
        [
            (day(2026, 11, 9), day(2026, 11, 23)),
            (day(2026, 10, 21), day(2026, 11, 12)),  # half term from 26 to 30 October is not counted, 5 November is off
        ],
    )
    def test_school_days_are_counted_without_half_term_and_days_off(self, cast, held, by):
        DayOff.objects.create(day=day(2026, 11, 5))
        assert after_meeting(held, CLOCKS, authority_calendar()).day == by

    def test_a_setting_counts_working_days_instead(self, cast):
        clocks = ClockSettings(from_date=day(2026, 9, 1), is_after_meeting_in_working_days=True)
        found = after_meeting(day(2026, 10, 21), clocks, authority_calendar())
        assert found.day == day(2026, 11, 4)
        assert "10 working days" in found.sentence

    def test_it_is_a_due_date_of_its_own_and_says_that_it_binds(self, cast, pep):
        pep = met(pep, day(2026, 11, 9))
        assert (pep.due_date, pep.after_meeting_date, pep.complete_by_date) == (
            day(2026, 12, 11),
            day(2026, 11, 23),
            day(2026, 11, 23),
        )
        assert why_due(pep)[-1] == (
            "To be complete 10 school days from 9 November 2026, when the meeting was held: 23 November 2026. "
            "This comes before the due date of 11 December 2026."
        )
        page = signed_in(cast.teacher).get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        assert "To be complete by 23 November 2026" in page

    def test_the_terms_deadline_binds_where_it_comes_first(self, cast, pep):
        pep = met(pep, day(2026, 12, 3))
        assert pep.complete_by_date == pep.due_date == day(2026, 12, 11)
        assert "The due date of 11 December 2026 comes first" in why_due(pep)[-1]

    def test_my_work_asks_by_that_day(self, cast, pep):
        met(pep, day(2026, 11, 24))
        task = next(task for task in work_of(cast.teacher, TODAY).tasks if task.title == "School part")
        assert (task.due_date, task.why) == (day(2026, 12, 8), "Counted from the day of the meeting")

    def test_it_follows_when_the_day_of_the_meeting_is_put_right_or_it_is_cancelled(self, cast, pep):
        pep = met(pep, day(2026, 11, 9))
        pep.meetings.update(held_date=day(2026, 11, 10))
        follow_facts(TODAY, at=AT)
        pep.refresh_from_db()
        assert pep.after_meeting_date == day(2026, 11, 24)
        pep.meetings.update(cancelled_at=AT)
        follow_facts(TODAY, at=AT)
        pep.refresh_from_db()
        assert pep.after_meeting_date is None

    def test_it_is_counted_from_the_meeting_that_was_held_and_not_from_one_that_was_cancelled_before(self, cast, pep):
        Meeting.objects.create(pep=pep, planned_date=day(2026, 10, 5), cancelled_at=AT)

        assert met(pep, day(2026, 11, 9)).after_meeting_date == day(2026, 11, 23)

    @pytest.mark.parametrize(
        ("status", "by"),
        [
            (PepStatus.OPEN, day(2026, 11, 23)),
            (PepStatus.SUBMITTED, day(2026, 11, 23)),
            (PepStatus.RETURNED, day(2026, 11, 23)),
            (PepStatus.SIGNED_OFF, None),
        ],
    )
    def test_the_night_counts_it_for_a_meeting_that_has_no_day_yet_unless_the_plan_is_finished(
        self, cast, pep, status, by
    ):
        Meeting.objects.create(pep=pep, held_date=day(2026, 11, 9))
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=status)

        follow_facts(TODAY, at=AT)

        pep.refresh_from_db()
        assert pep.after_meeting_date == by

    def test_more_time_that_the_virtual_school_gave_counts_instead(self, cast, pep):
        pep = met(pep, day(2026, 11, 30))
        extend(pep=pep, until=day(2027, 1, 15), reason="A bereavement.", by=cast.officer, at=AT)
        pep.refresh_from_db()
        assert (pep.after_meeting_date, pep.complete_by_date) == (None, day(2027, 1, 15))
        follow_facts(TODAY, at=AT)
        pep.refresh_from_db()
        assert pep.after_meeting_date is None

    def test_the_meetings_own_page_writes_it(self, cast, pep):
        url = reverse("peps:section", args=[pep.reference, "meeting"])
        signed_in(cast.teacher).post(url, {"meeting-held_date": "09/11/2026", "then": "later"})
        pep.refresh_from_db()
        assert pep.after_meeting_date == day(2026, 11, 23)

    def test_how_many_were_complete_in_time_after_their_meeting_is_counted(self, cast, pep):
        late = met(pep, day(2026, 11, 9))
        in_time = met(open_plan(cast.other, at=moment(day(2026, 9, 2))), day(2026, 11, 9))
        in_time.parts.update(first_submitted_at=moment(day(2026, 11, 23), 23))
        late.parts.filter(name=PartName.PART_1).update(first_submitted_at=moment(day(2026, 11, 10)))
        late.parts.filter(name=PartName.SCHOOL).update(first_submitted_at=moment(day(2026, 11, 24), 0))
        plans = PersonalEducationPlan.objects.with_moments()
        assert complete_after_meeting(plans, TODAY) == (1, 2)
        assert complete_after_meeting(plans, day(2026, 11, 23)) == (1, 1)
        board = signed_in(cast.officer).get(reverse("peps:board")).content.decode()
        assert "Complete in time after the meeting: 1 of 2" in board


def reminders_on(*days):
    """What each day's rounds would tell, in order: to whom, of what, by when, and at which step."""
    told = []
    for on in days:
        before = set(Notice.objects.values_list("pk", flat=True))
        with pretend(moment(on, 7)):
            reminders.queue_for(on, at=clock.now())
        new = Notice.objects.exclude(pk__in=before).select_related("person").order_by("person__name")
        told += [(on, each.person.name, each.due_date, each.key.rsplit(":", 1)[1]) for each in new]
    return told


def quiet_until(on):
    for kind in (reminders.KIND, reminders.SCHOOL_KIND):
        NoticeRound.objects.create(kind=kind, day=on, at=moment(on))


class TestReminders:
    def test_the_day_after_the_meeting_has_its_steps_as_other_due_dates_and_the_deadline_none(self, cast, pep):
        met(pep, day(2026, 11, 9))
        quiet_until(day(2026, 11, 13))
        told = reminders_on(*(day(2026, 11, 13) + dt.timedelta(days=n) for n in range(1, 32)))

        by = day(2026, 11, 23)
        steps = [(on, step) for on, name, due, step in told if name == "Sam Person"]
        assert {due for _, _, due, _ in told} == {by}
        assert steps == [
            (day(2026, 11, 16), "7"),
            (day(2026, 11, 23), "0"),
            (day(2026, 11, 24), "late 1"),
            (day(2026, 11, 30), "late 5"),
            (day(2026, 12, 7), "late 10"),
        ]
        assert {name for _, name, _, step in told if step == "late 5"} == {
            "Sam Person", "Teacher Person", "Manager Person", "Headteacher Person",
        }  # fmt: skip

    def test_they_say_from_what_the_day_is_counted(self, cast, pep):
        met(pep, day(2026, 11, 9))
        quiet_until(day(2026, 11, 20))
        reminders_on(day(2026, 11, 23))

        text = Notice.objects.get(person=cast.sam).text
        assert text == f"{cast.child.reference}: Part 1, autumn term 2026/27 (counted from the meeting)"

    def test_a_deadline_out_of_the_holidays_is_reminded_of_by_its_own_day_and_says_so(self, cast):
        Term.objects.update(pep_deadline_date=day(2026, 12, 12))
        cast.term.refresh_from_db()
        open_plan(cast.child, term=cast.term, at=moment(OPENED))
        quiet_until(day(2026, 12, 10))
        told = reminders_on(day(2026, 12, 11))

        assert {(due, step) for _, _, due, step in told} == {(day(2026, 12, 11), "0")}
        assert Notice.objects.get(person=cast.sam).text.endswith(
            "autumn term 2026/27 (brought forward to a school day)"
        )
        task = next(task for task in work_of(cast.sam, TODAY).tasks if task.title == "Part 1")
        assert task.why == "The deadline of the autumn term 2026/27, brought forward to a school day"

    def test_a_meeting_that_is_recorded_when_its_day_has_passed_is_told_as_late_on_the_next_morning(self, cast, pep):
        quiet_until(day(2026, 11, 30))
        met(pep, day(2026, 11, 9))
        told = reminders_on(TODAY)

        assert (TODAY, "Sam Person", day(2026, 11, 23), "late 5") in told

    def test_one_that_waits_is_taken_back_when_the_meeting_moves_the_day(self, cast, pep):
        quiet_until(day(2026, 11, 26))
        reminders_on(day(2026, 11, 27))
        assert Notice.objects.count() == 2
        met(pep, day(2026, 11, 24))

        assert reminders.drop_settled() == 2
        told = reminders_on(TODAY, day(2026, 12, 6), day(2026, 12, 8))
        assert {(due, step) for _, _, due, step in told} == {(day(2026, 12, 8), "7"), (day(2026, 12, 8), "0")}

    def test_a_returned_plan_was_in_by_then_and_is_not_called_late_by_that_day(self, cast, pep):
        pep = met(pep, day(2026, 11, 9))
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.RETURNED)
        quiet_until(day(2026, 11, 29))

        assert reminders_on(day(2026, 11, 30), TODAY) == []
        pep.refresh_from_db()
        assert (pep.complete_by_date, pep.asked_by_date) == (day(2026, 11, 23), day(2026, 12, 11))


class TestTheHistoryOfThePlan:
    def told(self, pep):
        return list(pep.events.filter(name="after_meeting").order_by("pk").values_list("text", "note"))

    def test_says_what_the_meeting_did_to_its_day_and_by_which_rule(self, cast, pep):
        pep = met(pep, day(2026, 11, 9))
        pep.meetings.update(cancelled_at=AT)
        follow_meeting(pep, at=AT)

        counted = "10 school days from 9 November 2026, when the meeting was held: 23 November 2026."
        assert self.told(pep) == [
            ("To be complete by 23 November 2026, counted from the meeting", counted),
            ("To be complete by 11 December 2026, its due date", ""),
        ]
        page = signed_in(cast.teacher).get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        assert counted in page

    def test_says_nothing_where_the_due_date_comes_first_before_and_after(self, cast, pep):
        pep = met(pep, day(2026, 12, 3))
        pep.meetings.update(held_date=day(2026, 12, 4))
        follow_meeting(pep, at=AT)

        assert pep.after_meeting_date == day(2026, 12, 18)
        assert self.told(pep) == []

    def test_calls_it_the_due_date_where_both_are_one_day(self, cast, pep):
        pep = met(pep, day(2026, 11, 9))
        pep.meetings.update(held_date=day(2026, 11, 27))
        follow_meeting(pep, at=AT)

        assert pep.after_meeting_date == pep.due_date
        assert self.told(pep)[-1] == (
            "To be complete by 11 December 2026, its due date",
            "10 school days from 27 November 2026, when the meeting was held: 11 December 2026.",
        )
        assert why_due(pep)[-1].endswith("11 December 2026. This is the due date too.")


class TestTheFigure:
    def test_counts_those_whose_meeting_was_held_by_the_condition_that_the_board_counts_by(self, cast, pep):
        late = met(pep, day(2026, 11, 9))
        in_time = met(open_plan(cast.other, at=moment(day(2026, 9, 2))), day(2026, 11, 9))
        in_time.parts.update(first_submitted_at=moment(day(2026, 11, 23), 23))
        late.parts.update(first_submitted_at=moment(day(2026, 11, 24), 0))
        rows = cohort.live(term=cast.term, on=TODAY, person=System("counts"))
        counts = dict(rows.filter(required_complete_after_meeting=True).values_list("pk", "met_complete_after_meeting"))

        assert counts == {cast.child.pk: False, cast.other.pk: True}
        assert complete_after_meeting(PersonalEducationPlan.objects.with_moments(), TODAY) == (1, 2)
        page = signed_in(cast.head).get(reverse("reports:dashboard")).content.decode()
        assert "complete in time after the meeting" in page
        assert "measure=complete_after_meeting" in page

    def test_leaves_out_a_child_without_a_meeting_and_one_who_was_given_more_time(self, cast, pep):
        open_plan(cast.other, at=moment(day(2026, 9, 2)))
        extend(pep=met(pep, day(2026, 11, 30)), until=day(2027, 1, 15), reason="Ill.", by=cast.officer, at=AT)
        rows = cohort.live(term=cast.term, on=TODAY, person=System("counts"))

        assert not rows.filter(required_complete_after_meeting=True).exists()


class TestDeadlinesInSchoolHolidays:
    def termly(self, deadline, began=OPENED):
        facts = Facts(PepKind.TERMLY, began, "the day on which the plan was opened", deadline, "autumn term")
        return due(facts, CLOCKS, authority_calendar())

    @pytest.mark.parametrize(
        ("deadline", "falls_on"),
        [
            (day(2026, 10, 28), day(2026, 10, 23)),  # in half term: the Friday before
            (day(2026, 12, 22), day(2026, 12, 18)),  # in the Christmas holidays: the last day of term
            (day(2026, 12, 12), day(2026, 12, 11)),  # a Saturday
            (day(2026, 12, 11), day(2026, 12, 11)),
        ],
    )
    def test_are_brought_forward_to_the_last_school_day_before(self, cast, deadline, falls_on):
        TermFactory(spring=True)
        found = self.termly(deadline)
        assert (found.day, found.brought_from) == (falls_on, None if deadline == falls_on else deadline)

    def test_never_before_the_plan_was_opened(self, cast):
        assert self.termly(day(2026, 10, 28), began=day(2026, 10, 26)).day == day(2026, 10, 28)

    def test_stay_where_no_terms_are_entered(self, cast):
        Term.objects.all().delete()
        assert self.termly(day(2026, 10, 28)).day == day(2026, 10, 28)

    def test_explain_themselves_and_are_counted(self, cast):
        Term.objects.update(pep_deadline_date=day(2026, 12, 12))
        cast.term.refresh_from_db()
        pep = open_plan(cast.child, at=moment(day(2026, 9, 2)))
        assert (pep.due_date, pep.brought_from_date) == (day(2026, 12, 11), day(2026, 12, 12))
        (said,) = why_due(pep)
        assert said.startswith("The deadline of the autumn term 2026/27; 12 December 2026 is not a school day")
        assert said.endswith("the last school day before it counts: 11 December 2026.")
        page = signed_in(cast.officer).get(reverse("peps:delegation", args=[cast.term.key])).content.decode()
        assert "due dates brought forward out of holidays" in page

    def test_a_first_plan_does_not_move(self, cast):
        facts = Facts(PepKind.FIRST, day(2026, 12, 11), "when she became looked after")
        assert due(facts, CLOCKS, authority_calendar()) == due(facts, CLOCKS)

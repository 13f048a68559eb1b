"""By when a plan is due, why then, and what happens when the facts change or more time is given."""

import datetime as dt

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import ActNotAllowed
from accounts.models import AuditRecord
from children.calendar.clocks import Calendar, bank_holidays
from children.models import CarePeriod, CareReview
from peps.deadlines.clock_settings import CannotSet, set_clocks
from peps.deadlines.due_date_updates import follow_facts, why_due
from peps.deadlines.due_dates import Facts, due, working_days_after
from peps.deadlines.extensions import CannotExtend, extend
from peps.enums import PartName, PepKind, PepStatus
from peps.models import ClockSettings, Extension, Meeting, PersonalEducationPlan
from tests.cast import TODAY
from tests.factories import ChildFactory, RecordChangeFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in

AT = moment(TODAY)
QUERIES_OF_NO_CHANGE = 18
CLOCKS = ClockSettings(from_date=dt.date(2026, 9, 1))
day = dt.date
days = st.dates(day(2026, 1, 1), day(2028, 12, 31))


def first(began, **more):
    return due(Facts(PepKind.FIRST, began, "when she became looked after", **more), CLOCKS)


class TestTheRule:
    def test_says_its_steps_with_the_bank_holidays_that_it_stepped_over(self):
        assert first(day(2026, 12, 14)).sentence == (
            "10 working days from 14 December 2026, when she became looked after; "
            "25 and 28 December are bank holidays: 30 December 2026."
        )

    def test_names_the_months_of_bank_holidays_on_both_sides_of_new_year(self):
        assert "25 and 28 December and 1 January are bank holidays" in first(day(2026, 12, 20)).sentence

    @pytest.mark.parametrize(
        ("began", "expected"),
        [
            (day(2026, 12, 20), day(2027, 1, 6)),  # an emergency placement on a Sunday before Christmas
            (day(2026, 8, 10), day(2026, 8, 24)),  # in the summer holidays: the law's clock does not move for them
        ],
    )
    def test_a_first_plan_counts_from_the_first_day_of_care_in_holidays_too(self, began, expected):
        assert first(began).day == expected

    def test_a_first_plan_is_ready_for_a_review_that_is_booked_before(self):
        found = first(day(2026, 11, 2), first_review=day(2026, 11, 10))
        assert found.day == day(2026, 11, 10)
        assert "the first review is booked for 10 November 2026" in found.sentence

    @pytest.mark.parametrize(
        ("review", "expected"),
        [
            (day(2026, 11, 2), day(2026, 11, 16)),  # held on the first day of care: nothing can be ready for it
            (day(2026, 11, 3), day(2026, 11, 3)),
            (day(2026, 11, 16), day(2026, 11, 16)),
        ],
    )
    def test_a_first_plan_is_never_due_on_the_day_on_which_care_began(self, review, expected):
        assert first(day(2026, 11, 2), first_review=review).day == expected

    def test_a_review_beyond_what_the_law_allows_gives_no_more_time(self):
        clocks = ClockSettings(from_date=day(2026, 9, 1), first_complete_days=30)
        facts = Facts(PepKind.FIRST, day(2026, 11, 2), "when care began", first_review=day(2026, 12, 24))
        assert due(facts, clocks).day == day(2026, 11, 30)

    def test_a_termly_plan_has_the_deadline_of_its_term(self):
        facts = Facts(PepKind.TERMLY, day(2026, 9, 2), "", deadline=day(2026, 12, 11), term="autumn term 2026/27")
        assert due(facts, CLOCKS).sentence == "The deadline of the autumn term 2026/27: 11 December 2026."

    def test_a_change_counts_from_its_day_and_ends_with_the_term_if_that_is_sooner(self):
        late = Facts(
            PepKind.CHANGE, day(2026, 12, 7), "the day of the change", deadline=day(2026, 12, 11), term="autumn term"
        )
        assert due(late, CLOCKS).day == day(2026, 12, 11)
        assert "comes first" in due(late, CLOCKS).sentence
        early = Facts(
            PepKind.CHANGE, day(2026, 11, 2), "the day of the change", deadline=day(2026, 12, 11), term="autumn term"
        )
        assert due(early, CLOCKS).day == day(2026, 11, 16)

    @pytest.mark.parametrize(
        ("began", "expected"),
        [
            (day(2026, 12, 11), day(2026, 12, 11)),  # on the day of the deadline itself
            (day(2026, 12, 14), day(2026, 12, 30)),  # on the first working day after it
        ],
    )
    def test_a_change_after_the_terms_deadline_is_never_due_before_it_began(self, began, expected):
        facts = Facts(PepKind.CHANGE, began, "the day of the change", deadline=day(2026, 12, 11), term="autumn term")
        assert due(facts, CLOCKS).day == expected

    @given(days, st.integers(1, 40))
    def test_never_a_weekend_or_a_bank_holiday_and_later_for_a_later_start(self, start, number):
        found = working_days_after(start, number, "").day
        assert found.weekday() < 5
        assert found not in bank_holidays(found.year)
        assert working_days_after(start + dt.timedelta(days=1), number, "").day >= found
        assert working_days_after(start, number + 1, "").day > found

    @given(days, st.integers(1, 40))
    def test_the_holidays_it_names_are_those_that_make_the_difference(self, start, number):
        found = working_days_after(start, number, "").day
        named = Calendar().bank_holidays_between(start, found)
        weekdays = sum((start + dt.timedelta(days=n)).weekday() < 5 for n in range(1, (found - start).days + 1))
        assert weekdays - len(named) == number


@pytest.mark.django_db
class TestFactsThatChange:
    @pytest.fixture
    @kept
    def pep(self, cast):
        CarePeriod.objects.filter(child=cast.child).update(from_date=day(2026, 11, 25))
        return open_plan(cast.child, kind=PepKind.FIRST, at=AT)

    def test_a_first_plan_that_was_opened_late_is_due_no_later(self, pep):
        assert pep.due_date == day(2026, 12, 9)
        assert why_due(pep) == [
            "10 working days from 25 November 2026, when Robin became looked after: 9 December 2026."
        ]

    def test_the_first_day_of_care_is_put_right_and_the_date_follows_with_its_history(self, cast, pep):
        CarePeriod.objects.filter(child=cast.child).update(from_date=day(2026, 11, 27))
        assert follow_facts(TODAY, at=AT) == 1
        assert follow_facts(TODAY, at=AT) == 0

        pep.refresh_from_db()
        assert pep.due_date == day(2026, 12, 11)
        event = pep.events.get(name="due_date")
        assert event.text == "The due date is 11 December 2026 now, no longer 9 December 2026"
        assert "27 November 2026" in event.note

    def test_a_review_that_is_booked_brings_it_forward_whatever_reviews_there_were_in_an_earlier_care(self, cast, pep):
        CareReview.objects.create(child=cast.child, review_date=day(2024, 5, 7), state="HELD")
        CareReview.objects.create(child=cast.child, review_date=day(2026, 12, 7), state="BOOKED")
        follow_facts(TODAY, at=AT)
        pep.refresh_from_db()
        assert pep.due_date == day(2026, 12, 7)

    @pytest.mark.parametrize(("on", "follows"), [(day(2026, 12, 7), 1), (day(2026, 12, 8), 0)])
    def test_a_new_date_is_followed_until_it_is_past(self, cast, pep, on, follows):
        CareReview.objects.create(child=cast.child, review_date=day(2026, 12, 7), state="BOOKED")

        assert follow_facts(on, at=moment(on)) == follows

    @pytest.mark.parametrize("which", ["cancelled", "another child's", "before care"])
    def test_no_other_review_brings_it_forward(self, cast, pep, which):
        CareReview.objects.create(
            child=cast.other if which == "another child's" else cast.child,
            review_date=day(2026, 11, 24) if which == "before care" else day(2026, 12, 7),
            state="CANCELLED" if which == "cancelled" else "BOOKED",
        )

        assert follow_facts(TODAY, at=AT) == 0

    def test_neither_a_short_break_nor_a_care_period_that_ended_is_when_care_began(self, cast, pep):
        before = day(2026, 11, 24)
        CarePeriod.objects.create(child=cast.child, from_date=before, until=day(2026, 11, 25), end_reason="E4A")
        CarePeriod.objects.create(child=cast.child, from_date=before, until=day(2027, 1, 4), is_short_break=True)
        CarePeriod.objects.filter(child=cast.other).update(from_date=before)

        assert follow_facts(TODAY, at=AT) == 0

    @pytest.mark.parametrize("how", ["missed", "met", "met by the school", "extended", "signed"])
    def test_a_date_that_was_met_missed_or_extended_is_not_rewritten(self, cast, pep, how):
        on = TODAY
        if how == "met by the school":
            pep.parts.filter(name=PartName.SCHOOL).update(submitted_at=AT)
        if how == "missed":
            on = day(2026, 12, 10)
        if how == "met":
            pep.parts.update(submitted_at=AT)
        if how == "extended":
            extend(pep=pep, until=day(2026, 12, 18), reason="Exams", by=cast.officer, at=AT)
        if how == "signed":
            PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)
        CarePeriod.objects.filter(child=cast.child).update(from_date=day(2026, 11, 27))

        assert follow_facts(on, at=moment(on)) == 0

    def test_on_the_due_day_itself_a_date_is_still_followed(self, cast, pep):
        CarePeriod.objects.filter(child=cast.child).update(from_date=day(2026, 11, 27))

        assert follow_facts(pep.due_date, at=moment(pep.due_date)) == 1

    def test_part_1_alone_does_not_meet_a_date(self, cast, pep):
        pep.parts.filter(name=PartName.PART_1).update(submitted_at=AT)
        CarePeriod.objects.filter(child=cast.child).update(from_date=day(2026, 11, 27))

        assert follow_facts(TODAY, at=AT) == 1

    def test_a_term_that_ends_later_moves_its_open_plans(self, cast):
        pep = open_plan(cast.child)
        cast.term.pep_deadline_date = day(2026, 12, 16)
        cast.term.save()
        follow_facts(TODAY, at=AT)
        pep.refresh_from_db()
        assert pep.due_date == day(2026, 12, 16)

    def test_plans_keep_the_clocks_that_ran_when_they_were_opened(self, cast, pep):
        ClockSettings.objects.create(from_date=day(2026, 12, 2), first_complete_days=20)
        assert follow_facts(day(2026, 12, 2), at=moment(day(2026, 12, 2))) == 0

    def test_a_change_counts_from_the_news_of_it(self, cast):
        RecordChangeFactory(child=cast.child, changed_date=day(2026, 11, 24), was_school=cast.other_school)
        pep = open_plan(cast.child, kind=PepKind.CHANGE, at=AT)
        assert pep.due_date == day(2026, 12, 8)
        assert "10 working days from 24 November 2026, the day of the change" in why_due(pep)[0]

    def test_the_plans_page_says_why(self, cast, pep):
        page = signed_in(cast.teacher).get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        assert "10 working days from 25 November 2026, when Robin became looked after" in page
        assert "Give more time" not in page


@pytest.mark.django_db
class TestMoreTime:
    @pytest.fixture
    @kept
    def pep(self, cast):
        return open_plan(cast.child)

    def test_the_virtual_school_gives_more_time_and_the_old_day_stays_beside_the_new(self, cast, pep):
        client = signed_in(cast.officer)
        client.post(
            reverse("peps:extend", args=[pep.reference]), {"until": "18/12/2026", "reason": "The school was flooded."}
        )

        granted = Extension.objects.get()
        assert (granted.was_date, granted.now_date, granted.by) == (day(2026, 12, 11), day(2026, 12, 18), cast.officer)
        page = client.get(reverse("peps:task_list", args=[pep.reference])).content.decode()
        assert (
            "Officer Person gave more time, from 11 December 2026 to 18 December 2026: The school was flooded." in page
        )
        assert AuditRecord.objects.filter(act="pep.extended").count() == 1

    def test_one_plan_gets_more_time_and_another_childs_does_not(self, cast, pep):
        others = open_plan(cast.other)
        extend(pep=pep, until=day(2026, 12, 18), reason="Exams", by=cast.officer, at=AT)

        for plan in (pep, others):
            plan.refresh_from_db()
        assert (pep.due_date, others.due_date) == (day(2026, 12, 18), day(2026, 12, 11))

    def test_more_time_may_end_today(self, cast, pep):
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(due_date=day(2026, 11, 2))

        assert extend(pep=pep, until=TODAY, reason="Exams", by=cast.officer, at=AT).now_date == TODAY

    def test_no_less_time_no_reason_no_finished_plan_and_nobody_else(self, cast, pep):
        with pytest.raises(CannotExtend, match="after 11 December"):
            extend(pep=pep, until=day(2026, 12, 11), reason="x", by=cast.officer, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(due_date=day(2026, 11, 2))
        with pytest.raises(CannotExtend, match="has passed"):
            extend(pep=pep, until=TODAY - dt.timedelta(days=1), reason="x", by=cast.officer, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(due_date=day(2026, 12, 11))
        with pytest.raises(CannotExtend, match="Say why"):
            extend(pep=pep, until=day(2026, 12, 18), reason=" ", by=cast.officer, at=AT)
        with pytest.raises(ActNotAllowed):
            extend(pep=pep, until=day(2026, 12, 18), reason="x", by=cast.teacher, at=AT)
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(status=PepStatus.SIGNED_OFF)
        with pytest.raises(CannotExtend, match="finished"):
            extend(pep=pep, until=day(2026, 12, 18), reason="x", by=cast.officer, at=AT)
        assert not Extension.objects.exists()

    def test_what_was_typed_comes_back_with_what_is_wrong(self, cast, pep):
        page = signed_in(cast.officer).post(
            reverse("peps:extend", args=[pep.reference]), {"until": "1/12/2026", "reason": "The school was flooded."}
        )
        assert page.status_code == 422
        assert "The school was flooded." in page.content.decode()


@pytest.mark.django_db
class TestTheClocksPage:
    GIVEN = {
        "from_date": "1/1/2027", "first_initiated_days": "10", "first_complete_days": "20", "first_review_days": "20",
        "change_days": "15", "interim_days": "10", "manager_after_days": "3", "head_after_days": "8", "late_steps": "2, 4",
        "after_meeting_days": "10", "papers_days": "14", "education_days": "20",
    }  # fmt: skip

    def test_the_head_sets_them_from_a_day_on_and_it_says_who_and_when(self, cast):
        client = signed_in(cast.head)
        client.post(reverse("peps:change_clocks"), self.GIVEN)

        assert ClockSettings.objects.on(TODAY).change_days == 10
        assert ClockSettings.objects.on(day(2027, 1, 1)).change_days == 15
        assert ClockSettings.objects.on(day(2027, 1, 1)).remind_late == (2, 4)
        page = client.get(reverse("peps:clocks")).content.decode()
        assert "From 1 January 2027, set by Head Person on 1 December 2026: still to come" in page

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("from_date", "1/11/2026", "clocks are not set back"),
            ("late_steps", "soon", "Write numbers from 1 to 60"),
            ("head_after_days", "2", "after the manager"),
            ("change_days", "0", ""),
        ],
    )
    def test_what_cannot_be_is_said_beside_it_and_nothing_is_set(self, cast, field, value, said):
        page = signed_in(cast.head).post(reverse("peps:change_clocks"), self.GIVEN | {field: value})
        assert page.status_code == 422
        assert said in page.content.decode()
        assert not ClockSettings.objects.exists()

    def test_nobody_sets_them_back_and_an_officer_not_at_all(self, cast):
        with pytest.raises(CannotSet):
            set_clocks(settings=ClockSettings(from_date=day(2026, 11, 1)), by=cast.head, at=AT)
        with pytest.raises(ActNotAllowed):
            set_clocks(settings=ClockSettings(from_date=day(2027, 1, 1)), by=cast.officer, at=AT)


@pytest.mark.django_db
def test_a_child_without_a_known_first_day_of_care_counts_from_the_day_of_opening(cast):
    child = ChildFactory()
    CarePeriod.objects.filter(child=child).delete()
    assert open_plan(child, kind=PepKind.FIRST, at=AT).due_date == day(2026, 12, 15)


@pytest.mark.django_db
class TestManyPlansAtOnce:
    BOOKED = day(2026, 12, 7)

    def opened(self, cast, many):
        plans = []
        for _ in range(many):
            first, changed, termly = (ChildFactory(in_care__from_date=day(2026, 11, 25)) for _ in range(3))
            plans += [
                open_plan(first, kind=PepKind.FIRST, at=AT),
                open_plan(changed, kind=PepKind.CHANGE, at=AT),
                open_plan(termly),
            ]
            Meeting.objects.create(pep=plans[-1], held_date=day(2026, 11, 20))
        return plans

    def test_each_follows_the_facts_of_its_own_child(self, cast):
        first, changed, *others = self.opened(cast, 2)
        CareReview.objects.create(child=first.child, review_date=self.BOOKED, state="BOOKED")
        RecordChangeFactory(child=changed.child, changed_date=day(2026, 11, 24), was_school=cast.other_school)

        assert follow_facts(TODAY, at=AT) == 2

        for pep in (first, changed, *others):
            was = pep.due_date
            pep.refresh_from_db()
            assert (pep.due_date == was) == (pep in others)
        assert (first.due_date, changed.due_date) == (self.BOOKED, day(2026, 12, 8))

    @pytest.mark.parametrize("many", [1, 5])
    def test_where_nothing_moved_it_takes_the_same_queries_for_few_and_for_many(
        self, cast, many, django_assert_num_queries
    ):
        self.opened(cast, many)
        follow_facts(TODAY, at=AT)

        with django_assert_num_queries(QUERIES_OF_NO_CHANGE):
            assert follow_facts(TODAY, at=AT) == 0

"""Which plans a rule closes and restores: condition by condition, each beside another child's plan of which it is true."""

import datetime as dt

import pytest

from accounts.audit import System
from accounts.models import UndoneWork
from children.models import CarePeriod
from peps.answers.merging import Posted
from peps.answers.saving import save_answers
from peps.enums import CloseReason, PartName, PepKind, PepStatus
from peps.life.closing import (
    close_untouched,
    closed_by_rule,
    closed_for,
    follow_care,
    in_the_way,
    may_make_way,
    restore,
    untouched,
)
from peps.life.workflow import make_move
from peps.models import Attachment, Extension, Meeting, OwnPage, PepEvent, PersonalEducationPlan
from peps.opening.opening import open_pep
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept

pytestmark = pytest.mark.django_db
day = dt.date
OPENED, WHILE_WRITTEN = moment(day(2026, 9, 2)), moment(day(2026, 12, 2))
LEFT, NEXT_DAY, JANUARY = day(2026, 12, 3), day(2026, 12, 4), day(2027, 1, 5)


@pytest.fixture
@kept
def spring(db):
    return TermFactory(spring=True)


@pytest.fixture
@kept
def autumn(cast, spring):
    """Robin's plan of the autumn, opened and not touched."""
    return open_plan(cast.child, term=cast.term, at=OPENED)


@pytest.fixture
@kept
def other(cast, autumn):
    """Wren's, the same."""
    return open_plan(cast.other, term=cast.term, at=OPENED)


def change_plan(child, *, at):
    """Of no term."""
    return open_pep(child=child, kind=PepKind.CHANGE, term=None, by=System("delegation"), at=at)


def status_of(pep):
    return PersonalEducationPlan.objects.get(pk=pep.pk).status


def writes(pep, cast, by):
    section = pep.sections.get(key="strengths")
    save_answers(section=section, posted={"strengths": Posted("Draws maps.", 0)}, by=by, at=WHILE_WRITTEN)


def happens(pep, name, by=None):
    PepEvent.objects.create(pep=pep, name=name, text="It happened", by=by, by_name=str(by or "x"), at=WHILE_WRITTEN)


def attach(pep, by):
    Attachment.objects.create(
        section=pep.sections.get(key="meeting"), kind="OTHER", title="Report", content_type="application/pdf", size=1,
        stored_name="attachments/made-up", sha256="0" * 64, added_by=by, added_at=WHILE_WRITTEN,
    )  # fmt: skip


def own_page(pep, by, **more):
    OwnPage.objects.create(
        pep=pep, made_for="CHILD", token_sha256="x", made_by=by, made_at=WHILE_WRITTEN, until=JANUARY, **more
    )


def extend(pep, by):
    Extension.objects.create(
        pep=pep, was_date=day(2026, 12, 11), now_date=day(2027, 1, 29), reason="A move.", by=by, at=WHILE_WRITTEN
    )


TOUCHES = {
    "written in": lambda pep, cast: writes(pep, cast, cast.teacher if pep.child == cast.child else cast.other_teacher),
    "read through": lambda pep, cast: pep.sections.filter(key="strengths").update(confirmed_at=WHILE_WRITTEN),
    "rows written": lambda pep, cast: pep.sections.filter(key="wellbeing").update(rows_at=WHILE_WRITTEN),
    "part in": lambda pep, cast: pep.parts.filter(name=PartName.PART_1).update(first_submitted_at=WHILE_WRITTEN),
    "part in once": lambda pep, cast: happens(pep, "submit_part_1"),
    "acted on": lambda pep, cast: happens(pep, "handed_on", by=cast.officer),
    "met": lambda pep, cast: Meeting.objects.create(pep=pep, held_date=day(2026, 12, 9)),
    "meeting arranged": lambda pep, cast: Meeting.objects.create(pep=pep, planned_date=day(2027, 1, 12)),
    "own page sent": lambda pep, cast: own_page(pep, cast.officer, sent_at=WHILE_WRITTEN),
    "document attached": lambda pep, cast: attach(pep, cast.officer),
    "more time": lambda pep, cast: extend(pep, cast.officer),
}
NO_TOUCHES = {
    "opened by a person": lambda pep, cast: happens(pep, "opened", by=cast.officer),
    "told by the portal": lambda pep, cast: happens(pep, "due_date"),
    "meeting without a day": lambda pep, cast: Meeting.objects.create(pep=pep),
    "meeting cancelled": lambda pep, cast: Meeting.objects.create(
        pep=pep, planned_date=day(2026, 12, 1), held_date=day(2026, 12, 1), cancelled_at=WHILE_WRITTEN
    ),
    "own page that nobody sent": lambda pep, cast: own_page(pep, cast.officer),
}


class TestAPlanThatNobodyTouched:
    @pytest.mark.parametrize("touch", TOUCHES)
    def test_is_told_from_another_childs_in_which_somebody_did_something(self, cast, autumn, other, spring, touch):
        assert set(untouched(spring, JANUARY)) == {autumn, other}

        TOUCHES[touch](other, cast)

        assert list(untouched(spring, JANUARY)) == [autumn]

    @pytest.mark.parametrize("touch", NO_TOUCHES)
    def test_is_one_also_where_nobody_wrote_met_or_sent_anything_yet(self, cast, autumn, spring, touch):
        NO_TOUCHES[touch](autumn, cast)

        assert list(untouched(spring, JANUARY)) == [autumn]

    @pytest.mark.parametrize("status", [PepStatus.SUBMITTED, PepStatus.RETURNED, PepStatus.SIGNED_OFF])
    def test_is_open(self, autumn, spring, status):
        PersonalEducationPlan.objects.filter(pk=autumn.pk).update(status=status)

        assert not untouched(spring, JANUARY).exists()

    def test_is_of_a_term_that_was_over_the_day_before(self, cast, autumn, spring):
        assert not untouched(spring, cast.term.last_day).exists()
        assert list(untouched(spring, cast.term.last_day + dt.timedelta(days=1))) == [autumn]

    def test_is_of_an_earlier_term_than_the_one_that_is_delegated(self, cast, autumn):
        assert not untouched(cast.term, JANUARY).exists()

    def test_is_closed_for_its_own_child_alone(self, cast, autumn, other, spring):
        assert close_untouched(child=cast.other, term=spring, at=moment(JANUARY))

        assert (status_of(autumn), status_of(other)) == (PepStatus.OPEN, PepStatus.CLOSED)


class TestTheListOfThoseThatWereClosedForATerm:
    @pytest.fixture
    def closed(self, cast, autumn, other, spring):
        """Robin's plan made room for the spring's; Wren's is still open."""
        make_move("close", pep=autumn, by=cast.officer, at=moment(JANUARY), close_reason=CloseReason.NOT_COMPLETED)
        open_plan(cast.child, term=spring, at=moment(JANUARY))
        return autumn

    def test_has_the_plan_whose_child_has_the_next_one_since(self, cast, closed, other, spring):
        make_move("close", pep=other, by=cast.officer, at=moment(JANUARY), close_reason=CloseReason.NOT_COMPLETED)

        assert list(closed_for(spring)) == [closed]

    def test_has_none_that_was_closed_after_the_next_one_was_opened(self, cast, closed, spring):
        PersonalEducationPlan.objects.filter(pk=closed.pk).update(closed_at=moment(JANUARY, 15))

        assert list(closed_for(spring)) == []

    def test_has_none_that_was_closed_for_another_reason(self, cast, closed, spring):
        PersonalEducationPlan.objects.filter(pk=closed.pk).update(close_reason=CloseReason.OPENED_IN_ERROR)

        assert list(closed_for(spring)) == []

    def test_of_a_term_has_none_of_its_own_plans(self, cast, closed, spring):
        newer = cast.child.peps.get(fills_term=spring)
        make_move("close", pep=newer, by=cast.officer, at=moment(JANUARY), close_reason=CloseReason.OPENED_IN_ERROR)
        PersonalEducationPlan.objects.filter(pk=newer.pk).update(
            close_reason=CloseReason.NOT_COMPLETED, closed_at=newer.opened_at
        )

        assert list(closed_for(spring)) == [closed]


class TestAChildWhoLeavesCare:
    def leaves(self, child, on=LEFT):
        CarePeriod.objects.filter(child=child).update(until=on)

    def comes_right(self, child):
        CarePeriod.objects.filter(child=child).update(until=None)
        return follow_care(NEXT_DAY, at=moment(NEXT_DAY))

    @pytest.fixture
    def closed(self, cast, autumn):
        self.leaves(cast.child)
        assert follow_care(LEFT, at=moment(LEFT)) == 1
        return autumn

    def test_by_a_wrong_file_has_the_plan_back_whatever_was_signed_off_before(self, cast, closed):
        summer = TermFactory(academic_year="2025/26", name="SUMMER", first_day=day(2026, 4, 13),
                             last_day=day(2026, 7, 17), half_term_from_date=day(2026, 5, 25),
                             half_term_last_date=day(2026, 5, 29), delegation_date=day(2026, 4, 8),
                             pep_deadline_date=day(2026, 7, 3))  # fmt: skip
        before = open_plan(cast.child, term=summer, at=moment(day(2026, 4, 13)))
        PersonalEducationPlan.objects.filter(pk=before.pk).update(status="SIGNED_OFF", signed_off_at=OPENED)

        assert self.comes_right(cast.child) == 1
        assert (status_of(closed), status_of(before)) == (PepStatus.OPEN, PepStatus.SIGNED_OFF)

    @pytest.mark.parametrize("status", [PepStatus.OPEN, PepStatus.SIGNED_OFF])
    def test_by_a_wrong_file_has_the_plan_back_whatever_plans_other_children_have(self, cast, closed, other, status):
        PersonalEducationPlan.objects.filter(pk=other.pk).update(status=status)

        assert self.comes_right(cast.child) == 1

    @pytest.mark.parametrize("status", [PepStatus.OPEN, PepStatus.SIGNED_OFF])
    def test_has_no_plan_back_beside_the_one_that_took_its_place(self, cast, closed, status):
        in_its_place = open_plan(cast.child, term=cast.term, at=OPENED)
        PersonalEducationPlan.objects.filter(pk=in_its_place.pk).update(status=status)

        assert self.comes_right(cast.child) == 0
        assert status_of(closed) == PepStatus.CLOSED

    def test_has_no_plan_back_beside_one_after_a_change_that_is_under_way(self, cast, closed):
        change = change_plan(cast.child, at=OPENED)

        assert change.fills_term is None
        assert self.comes_right(cast.child) == 0

    def test_has_the_newest_of_several_back_and_no_older_one(self, cast, closed):
        newer = change_plan(cast.child, at=WHILE_WRITTEN)
        assert follow_care(LEFT, at=moment(LEFT, 13)) == 1

        assert self.comes_right(cast.child) == 1
        assert (status_of(closed), status_of(newer)) == (PepStatus.CLOSED, PepStatus.OPEN)
        assert not UndoneWork.objects.exists()

    def test_by_a_wrong_file_has_the_plan_back_though_one_of_its_term_was_closed_before(self, cast, autumn):
        make_move("close", pep=autumn, by=cast.head, at=WHILE_WRITTEN, close_reason=CloseReason.OPENED_IN_ERROR)
        again = open_plan(cast.child, term=cast.term, at=WHILE_WRITTEN)
        self.leaves(cast.child)
        assert follow_care(LEFT, at=moment(LEFT)) == 1

        assert self.comes_right(cast.child) == 1
        assert (status_of(autumn), status_of(again)) == (PepStatus.CLOSED, PepStatus.OPEN)

    def test_has_no_plan_back_that_a_person_closed_after_a_rule_had_and_it_was_restored(self, cast, closed):
        restore(pep=closed, by=cast.officer, at=moment(LEFT, 13))
        make_move("close", pep=closed, by=cast.head, at=moment(LEFT, 15), close_reason=CloseReason.LEFT_CARE)

        assert self.comes_right(cast.child) == 0

    def test_has_no_plan_back_that_a_person_closed(self, cast, autumn):
        make_move("close", pep=autumn, by=cast.head, at=moment(LEFT), close_reason=CloseReason.LEFT_CARE)

        assert self.comes_right(cast.child) == 0

    def test_has_no_plan_back_that_a_rule_closed_for_another_reason(self, cast, autumn, spring):
        assert close_untouched(child=cast.child, term=spring, at=moment(JANUARY))

        assert follow_care(JANUARY, at=moment(JANUARY, 15)) == 0
        assert status_of(autumn) == PepStatus.CLOSED

    @pytest.mark.parametrize(("began", "is_back"), [(LEFT - dt.timedelta(days=1), True), (LEFT, False)])
    def test_has_it_back_in_a_period_that_had_begun_before_the_day_of_closing(self, cast, closed, began, is_back):
        CarePeriod.objects.create(child=cast.child, from_date=began)

        assert follow_care(NEXT_DAY, at=moment(NEXT_DAY)) == is_back

    def test_has_no_plan_back_for_short_breaks_or_for_another_childs_care(self, cast, closed):
        CarePeriod.objects.create(child=cast.child, from_date=day(2026, 1, 1), is_short_break=True)

        assert CarePeriod.objects.filter(child=cast.other, until=None).exists()
        assert follow_care(NEXT_DAY, at=moment(NEXT_DAY)) == 0


class TestWhatIsClosed:
    def ends(self, cast, **more):
        CarePeriod.objects.filter(child=cast.child, until=None).update(until=LEFT, **more)
        return follow_care(LEFT, at=moment(LEFT))

    @pytest.mark.parametrize("touch", ["met", "part in", "part in once"])
    def test_is_told_from_another_childs_plan_in_which_a_part_is_in_or_that_was_met_about(
        self, cast, autumn, other, touch
    ):
        TOUCHES[touch](other, cast)
        CarePeriod.objects.filter(child__in=(cast.child, cast.other)).update(until=LEFT)

        assert follow_care(LEFT, at=moment(LEFT)) == 1
        assert (status_of(autumn), status_of(other)) == (PepStatus.CLOSED, PepStatus.OPEN)

    @pytest.mark.parametrize("touch", ["meeting arranged", "meeting without a day", "meeting cancelled"])
    def test_is_a_plan_of_which_the_meeting_was_not_held(self, cast, autumn, touch):
        (TOUCHES | NO_TOUCHES)[touch](autumn, cast)

        assert self.ends(cast) == 1

    def test_is_a_plan_though_a_person_restored_another_childs(self, cast, autumn, other):
        happens(other, "restore", by=cast.officer)

        assert self.ends(cast) == 1

    def test_is_no_plan_of_a_child_whose_short_breaks_alone_have_ended(self, cast, autumn):
        assert self.ends(cast, is_short_break=True) == 0

    def test_is_no_plan_of_a_child_whose_care_was_entered_in_error_as_long_as_nobody_has_decided(self, cast, autumn):
        began = CarePeriod.objects.get(child=cast.child).from_date
        CarePeriod.objects.filter(child=cast.child).update(
            until=began, error_at=WHILE_WRITTEN, error_reason="Another child's"
        )

        assert follow_care(LEFT, at=moment(LEFT)) == 0

    def test_has_the_reason_for_which_care_ended_the_last_time(self, cast, autumn):
        CarePeriod.objects.create(child=cast.child, from_date=day(2020, 1, 1), until=day(2020, 6, 1), end_reason="E11")

        assert self.ends(cast, end_reason="E3") == 1
        assert PersonalEducationPlan.objects.get(pk=autumn.pk).close_reason == CloseReason.TRANSFERRED

    def test_is_closed_once_where_care_ended_on_the_birthday_on_which_plans_end(self, cast, autumn):
        type(cast.child).objects.filter(pk=cast.child.pk).update(date_of_birth=day(2008, 12, 3))

        assert self.ends(cast) == 1
        assert PersonalEducationPlan.objects.get(pk=autumn.pk).close_reason == CloseReason.LEFT_CARE
        assert not UndoneWork.objects.exists()

    def test_is_no_plan_of_a_record_that_became_part_of_another(self, cast, autumn):
        type(cast.child).objects.filter(pk=cast.child.pk).update(merged_into=cast.other)

        assert self.ends(cast) == 0
        assert not UndoneWork.objects.exists()

    def test_is_no_plan_of_a_child_whose_care_is_still_to_come(self, cast, autumn):
        CarePeriod.objects.filter(child=cast.child).update(from_date=NEXT_DAY, until=JANUARY)

        assert follow_care(LEFT, at=moment(LEFT)) == 0


class TestTheListOfThoseThatARuleClosed:
    @pytest.fixture
    def closed(self, cast, autumn, other):
        CarePeriod.objects.filter(child=cast.child).update(until=LEFT)
        follow_care(LEFT, at=moment(LEFT, 0))
        make_move("close", pep=other, by=cast.head, at=moment(LEFT), close_reason=CloseReason.LEFT_CARE)
        return autumn

    def test_has_none_that_a_person_closed_and_goes_back_to_a_day(self, cast, closed):
        assert list(closed_by_rule(cast.officer, LEFT)) == [closed]
        assert list(closed_by_rule(cast.officer, NEXT_DAY)) == []

    def test_has_none_that_was_restored_and_none_of_a_restricted_child(self, cast, closed):
        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)
        assert list(closed_by_rule(cast.officer, LEFT)) == []

        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=False)
        PersonalEducationPlan.objects.filter(pk=closed.pk).update(status=PepStatus.OPEN, close_reason="")
        assert list(closed_by_rule(cast.officer, LEFT)) == []


class TestWhatStandsInTheWay:
    def test_is_another_plan_of_the_child_under_way_or_of_the_same_term_that_was_not_closed(self, cast, autumn, other):
        make_move("close", pep=autumn, by=cast.head, at=moment(LEFT), close_reason=CloseReason.LEFT_CARE)
        assert in_the_way(autumn) == []

        again = open_plan(cast.child, term=cast.term, at=OPENED)
        assert in_the_way(autumn) == [again]
        PersonalEducationPlan.objects.filter(pk=again.pk).update(status="SIGNED_OFF")
        assert in_the_way(autumn) == [again]
        PersonalEducationPlan.objects.filter(pk=again.pk).update(status="CLOSED", close_reason="LEFT_CARE")
        assert in_the_way(autumn) == []

    def test_of_a_plan_without_a_term_is_no_signed_plan_without_one(self, cast, autumn):
        make_move("close", pep=autumn, by=System("closing"), at=moment(LEFT), close_reason=CloseReason.LEFT_CARE)
        signed = change_plan(cast.child, at=OPENED)
        PersonalEducationPlan.objects.filter(pk=signed.pk).update(status="SIGNED_OFF")
        change = change_plan(cast.child, at=WHILE_WRITTEN)

        assert in_the_way(change) == []

    def test_is_also_a_plan_after_a_change_that_is_under_way(self, cast, autumn, other):
        make_move("close", pep=autumn, by=cast.head, at=moment(LEFT), close_reason=CloseReason.LEFT_CARE)
        change = change_plan(cast.child, at=WHILE_WRITTEN)

        assert in_the_way(autumn) == [change]

    @pytest.mark.parametrize("touch", ["met", "part in", "part in once"])
    def test_makes_way_as_long_as_no_part_of_it_is_in_and_it_was_not_met_about(self, cast, autumn, other, touch):
        TOUCHES["written in"](autumn, cast)
        TOUCHES[touch](other, cast)

        assert (may_make_way(autumn), may_make_way(other)) == (True, False)

    @pytest.mark.parametrize("status", [PepStatus.SUBMITTED, PepStatus.RETURNED, PepStatus.SIGNED_OFF])
    def test_makes_no_way_once_it_was_handed_in(self, autumn, status):
        PersonalEducationPlan.objects.filter(pk=autumn.pk).update(status=status)

        assert not may_make_way(autumn)

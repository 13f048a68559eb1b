"""What a row of the queue and an auditor's facts are made of: each of this plan, and of no other child's."""

import datetime as dt
from dataclasses import replace

import pytest

from children.enums import AllocationKind
from children.models import Allocation
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan
from quality.enums import AuditKind, Grade
from quality.models import Audit, AuditDraft, Point
from quality.points import answer_point, submit_school_part
from quality.queries import (
    audit_that_counts,
    facts_for_auditor,
    of_team,
    points_left_open,
    waiting,
    with_grades,
)
from quality.returning import return_pep
from tests.cast import TODAY
from tests.factories import AllocationFactory, TermFactory
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import LATER, NOW, POINT, audited, reconfirm, submitted

MUCH_LATER = moment(dt.date(2026, 12, 3), 12)


@pytest.fixture
@kept
def pep(cast):
    return submitted(cast)


@pytest.fixture
@kept
def other(cast, pep):
    return submitted(cast, cast.other, worker=cast.stranger, teacher=cast.other_teacher)


def came_back(pep, cast):
    """Checked, returned, answered and submitted again."""
    audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
    return_pep(pep=pep, by=cast.officer, at=NOW)
    answer_point(point=Point.objects.get(audit__pep=pep), answer="Twice a week.", by=cast.teacher, at=NOW)
    reconfirm(pep, by=cast.teacher)
    return submit_school_part(pep=pep, by=cast.teacher, at=LATER)


def rows(person):
    return {row.pk: row for row in waiting(person, on=TODAY)}


def update(pep, **facts):
    PersonalEducationPlan.objects.filter(pk=pep.pk).update(**facts)


class TestARowOfTheQueue:
    def test_says_the_how_manieth_submission_it_is_by_the_returns_of_this_plan_alone(self, cast, pep, other):
        came_back(pep, cast)

        found = rows(cast.officer)
        assert (found[pep.pk].submission_number, found[other.pk].submission_number) == (2, 1)

    def test_has_the_grade_of_this_submission_and_neither_an_earlier_one_nor_another_plans(self, cast, pep, other):
        came_back(pep, cast)
        audited(other, cast.officer, Grade.OUTSTANDING)
        assert {key: row.grade_now for key, row in rows(cast.officer).items()} == {
            pep.pk: None,
            other.pk: "OUTSTANDING",
        }

        audited(pep, cast.officer, Grade.GOOD, at=LATER)
        assert {key: row.grade_now for key, row in rows(cast.officer).items()} == {
            pep.pk: "GOOD",
            other.pk: "OUTSTANDING",
        }

    def test_has_the_newest_grade_of_this_plan_where_another_plans_is_newer(self, cast, pep, other):
        audited(pep, cast.officer, Grade.INADEQUATE, at=NOW)
        audited(pep, cast.officer, Grade.GOOD, at=LATER)
        audited(other, cast.officer, Grade.OUTSTANDING, at=MUCH_LATER)

        assert {key: row.grade_now for key, row in rows(cast.officer).items()} == {
            pep.pk: "GOOD",
            other.pk: "OUTSTANDING",
        }

    def test_is_of_no_child_who_is_restricted_to_others(self, cast, pep, other):
        type(cast.child).objects.filter(pk=cast.child.pk).update(is_restricted=True)

        assert set(rows(cast.officer)) == {other.pk}

    def test_says_that_this_person_has_begun_to_check_this_plan(self, cast, pep, other):
        AuditDraft.objects.create(pep=pep, by=cast.officer, saved_at=NOW)
        AuditDraft.objects.create(pep=other, by=cast.head, saved_at=NOW)

        assert {key: row.has_draft for key, row in rows(cast.officer).items()} == {pep.pk: True, other.pk: False}

    def test_names_the_social_worker_of_the_day_and_nobody_else_who_works_with_the_child(self, cast, pep):
        AllocationFactory(
            child=cast.child, person=cast.stranger, team=cast.other_team, from_date=dt.date(2024, 1, 1), until=TODAY
        )
        AllocationFactory(child=cast.child, person=cast.officer, team=cast.other_team, kind=AllocationKind.VS_OFFICER)

        assert [each.person for each in rows(cast.officer)[pep.pk].child.allocations_now] == [cast.sam]

    @pytest.mark.parametrize("status", [PepStatus.OPEN, PepStatus.RETURNED, PepStatus.SIGNED_OFF])
    def test_is_of_a_plan_that_is_with_the_virtual_school(self, cast, pep, other, status):
        update(pep, status=status)

        assert set(rows(cast.officer)) == {other.pk}

    def test_stands_by_the_day_on_which_it_came_in(self, cast, pep, other):
        update(pep, submitted_at=moment(dt.date(2026, 11, 20)))
        update(other, submitted_at=moment(dt.date(2026, 11, 19)))

        assert list(waiting(cast.officer, on=TODAY)) == [other, pep]


class TestPlansOfATeam:
    def found(self, team, on=TODAY):
        return list(PersonalEducationPlan.objects.filter(of_team(team.pk, on=on)))

    def test_are_those_whose_social_worker_is_of_it_on_the_day(self, cast, pep, other):
        assert (self.found(cast.team), self.found(cast.other_team)) == ([pep], [other])

        Allocation.objects.filter(child=cast.child, kind=AllocationKind.SOCIAL_WORKER).update(until=TODAY)
        assert self.found(cast.team) == []
        assert self.found(cast.team, TODAY - dt.timedelta(days=1)) == [pep]

    def test_are_none_with_which_somebody_else_of_the_team_works(self, cast, pep, other):
        AllocationFactory(child=cast.other, person=cast.iro, team=cast.team, kind=AllocationKind.IRO)

        assert self.found(cast.team) == [pep]


class TestWhatAnAuditorWantsToKnow:
    def full(self, pep, cast, at):
        """A full audit, as one that was finished."""
        audit = audited(pep, cast.officer, Grade.GOOD, at=at)
        Audit.objects.filter(pk=audit.pk).update(kind=AuditKind.FULL)

    def test_is_when_this_child_last_had_a_full_audit_in_whatever_plan(self, cast, pep, other):
        self.full(pep, cast, NOW)
        audited(pep, cast.officer, Grade.GOOD, at=LATER)
        self.full(other, cast, MUCH_LATER)
        update(pep, status=PepStatus.SIGNED_OFF, signed_off_at=LATER)
        spring = submitted(cast, term=TermFactory(spring=True), at=LATER)

        assert facts_for_auditor(spring).last_full_audit_at == NOW
        assert facts_for_auditor(spring).submission_number == 1

    def test_is_which_check_counts_now(self, cast, pep, other):
        audited(other, cast.officer, Grade.INADEQUATE, at=MUCH_LATER)
        came_back(pep, cast)
        assert audit_that_counts(pep) is None

        first = audited(pep, cast.officer, Grade.INADEQUATE, at=LATER)
        assert audit_that_counts(pep) == first
        second = audited(pep, cast.officer, Grade.GOOD, at=MUCH_LATER)
        assert audit_that_counts(pep) == second


class TestPointsThatEarlierPlansLeftOpen:
    def test_are_of_this_childs_signed_plans_and_stay_until_they_are_closed(self, cast, pep, other):
        audited(pep, cast.officer, Grade.GOOD, POINT)
        audited(other, cast.officer, Grade.GOOD, replace(POINT, text="Another child's."))
        spring = PersonalEducationPlan.objects.get(pk=pep.pk)
        spring.pk = None
        assert list(points_left_open(spring)) == []  # its plan is not signed off

        for each in (pep, other):
            update(each, status=PepStatus.SIGNED_OFF, signed_off_at=LATER)
        spring = submitted(cast, term=TermFactory(spring=True), at=LATER)
        audited(spring, cast.officer, Grade.GOOD, replace(POINT, text="Of the plan itself."), at=MUCH_LATER)
        update(spring, status=PepStatus.SIGNED_OFF, signed_off_at=MUCH_LATER)
        assert [point.text for point in points_left_open(spring)] == [POINT.text]

        Point.objects.filter(text=POINT.text).update(closed_at=LATER)
        assert list(points_left_open(spring)) == []


class TestTheGradeAtSignOff:
    @pytest.mark.parametrize(
        ("signed_at", "grade"), [(NOW, "GOOD"), (NOW - dt.timedelta(seconds=1), None), (LATER, "INADEQUATE")]
    )
    def test_is_of_the_last_check_up_to_that_moment(self, cast, pep, signed_at, grade):
        audited(pep, cast.officer, Grade.GOOD, at=NOW)
        audited(pep, cast.officer, Grade.INADEQUATE, at=LATER)
        update(pep, status=PepStatus.SIGNED_OFF, signed_off_at=signed_at)

        assert with_grades(PersonalEducationPlan.objects.all()).get().signed_grade == grade

    def test_is_told_from_the_grade_of_the_first_submission(self, cast, pep):
        came_back(pep, cast)
        audited(pep, cast.officer, Grade.OUTSTANDING, at=LATER)

        assert with_grades(PersonalEducationPlan.objects.all()).get().first_grade == "REQUIRES_IMPROVEMENT"

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.access import ActNotAllowed
from peps.enums import PepStatus
from peps.life.workflow import MoveNotAllowed, make_move
from peps.models import PersonalEducationPlan, SignedCopy, Target
from quality.enums import Grade, PointKind
from quality.models import Point
from quality.points import PointNotAnswered, answer_point, submit_school_part
from quality.queries import (
    grade_at_first_submission,
    grade_at_sign_off,
    points_left_open,
    submission_number,
    with_grades,
)
from quality.returning import NothingToReturnFor, return_pep
from quality.signing import SignOffRefused, sign_off, standing_of
from tests.factories import TermFactory
from tests.kept import kept
from tests.quality.plans import LATER, NOW, POINT, audited, reconfirm, submitted

NEXT_TIME = replace(POINT, kind=PointKind.NEXT_PLAN, due_date=None)


@pytest.fixture
@kept
def pep(cast):
    return submitted(cast)


@pytest.fixture
@kept
def returned(cast, pep):
    audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)
    return return_pep(pep=pep, by=cast.officer, at=NOW)


def stored(pep):
    return PersonalEducationPlan.objects.get(pk=pep.pk)


class TestReturning:
    def test_only_the_sections_named_are_open_again(self, cast, returned):
        opened = returned.sections.filter(reopened_at__isnull=False)

        assert returned.status == PepStatus.RETURNED
        assert [section.key for section in opened] == ["targets"]

    def test_a_plan_nobody_checked_is_not_returned(self, cast, pep):
        with pytest.raises(NothingToReturnFor, match="Check the plan first"):
            return_pep(pep=pep, by=cast.officer, at=NOW)

    def test_a_plan_is_not_returned_for_what_may_wait_until_the_next_one(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD, NEXT_TIME)

        with pytest.raises(NothingToReturnFor, match="No point asks"):
            return_pep(pep=pep, by=cast.officer, at=NOW)
        assert stored(pep).status == PepStatus.SUBMITTED

    def test_a_plan_that_came_back_is_not_returned_on_the_check_of_before(self, cast, returned):
        point = Point.objects.get()
        answer_point(point=point, answer="Twice a week.", by=cast.teacher, at=NOW)
        reconfirm(returned, by=cast.teacher)
        submit_school_part(pep=returned, by=cast.teacher, at=LATER)

        with pytest.raises(NothingToReturnFor, match="Check the plan first"):
            return_pep(pep=returned, by=cast.officer, at=LATER)

    @pytest.mark.parametrize("who", ["teacher", "sam", "headteacher", "stranger"])
    def test_only_the_virtual_school_returns(self, cast, pep, who):
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT)

        with pytest.raises(ActNotAllowed):
            return_pep(pep=pep, by=getattr(cast, who), at=NOW)


class TestAnswering:
    def test_the_teacher_answers_and_may_put_it_better(self, cast, returned):
        point = Point.objects.get()
        answer_point(point=point, answer="Twice.", by=cast.teacher, at=NOW)
        answered = answer_point(point=point, answer="Twice a week.", by=cast.teacher, at=LATER)

        assert (answered.answer, answered.answered_by, answered.answered_at) == ("Twice a week.", cast.teacher, LATER)

    def test_saying_the_same_again_changes_nothing(self, cast, returned):
        point = Point.objects.get()
        answer_point(point=point, answer="Twice.", by=cast.teacher, at=NOW)
        again = answer_point(point=point, answer="Twice.", by=cast.officer, at=LATER)

        assert (again.answered_by, again.answered_at) == (cast.teacher, NOW)

    def test_an_answer_needs_words(self, cast, returned):
        with pytest.raises(PointNotAnswered):
            answer_point(point=Point.objects.get(), answer="  ", by=cast.teacher, at=NOW)

    @pytest.mark.parametrize("who", ["sam", "other_teacher", "stranger", "headteacher", "colleague", "nobody"])
    def test_nobody_else_answers_for_the_school(self, cast, returned, who):
        with pytest.raises(ActNotAllowed):
            answer_point(point=Point.objects.get(), answer="Twice.", by=getattr(cast, who), at=NOW)

        assert Point.objects.get().answer == ""

    def test_the_virtual_school_may_answer_on_behalf(self, cast, returned):
        assert answer_point(point=Point.objects.get(), answer="By telephone.", by=cast.officer, at=NOW).answered_at

    def test_a_school_part_with_an_unanswered_point_does_not_go_back(self, cast, returned):
        reconfirm(returned, by=cast.teacher)

        with pytest.raises(PointNotAnswered, match="One development point has no answer"):
            submit_school_part(pep=returned, by=cast.teacher, at=LATER)
        assert stored(returned).status == PepStatus.RETURNED

    def test_a_point_to_the_social_worker_does_not_hold_up_the_school(self, cast, pep):
        part_1 = pep.sections.filter(part__name="PART_1").first()
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, POINT, replace(POINT, section_key=part_1.key))
        return_pep(pep=pep, by=cast.officer, at=NOW)
        answer_point(point=Point.objects.get(section_key="targets"), answer="Done.", by=cast.teacher, at=NOW)
        reconfirm(pep, by=cast.teacher)

        assert submit_school_part(pep=pep, by=cast.teacher, at=LATER).status == PepStatus.RETURNED
        assert make_move("submit_part_1", pep=pep, by=cast.sam, at=LATER).status == PepStatus.SUBMITTED


class TestSigningOff:
    def test_a_good_plan_is_signed_and_frozen(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD)

        signed = sign_off(pep=pep, by=cast.officer, at=NOW)

        assert (signed.status, signed.signed_off_at) == (PepStatus.SIGNED_OFF, NOW)
        assert SignedCopy.objects.get().signed_by_name == cast.officer.name

    def test_nothing_is_signed_when_it_cannot_be_frozen(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD, replace(POINT, kind=PointKind.NEXT_PLAN))
        answer_point(point=Point.objects.get(), answer="Already done.", by=cast.teacher, at=NOW)
        SignedCopy.objects.create(pep=pep, schema=1, body={}, sha256="", signed_at=NOW, signed_by_name="Somebody")

        with pytest.raises(IntegrityError), transaction.atomic():
            sign_off(pep=pep, by=cast.officer, at=NOW)
        assert stored(pep).status == PepStatus.SUBMITTED
        assert Point.objects.get().closed_at is None

    def test_a_plan_nobody_checked_is_refused(self, cast, pep):
        with pytest.raises(SignOffRefused, match="Nobody has checked"):
            sign_off(pep=pep, by=cast.officer, at=NOW)

    def test_a_plan_with_something_missing_is_refused_by_name(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD)
        Target.objects.filter(pep=pep).first().delete()

        with pytest.raises(SignOffRefused, match="this plan needs 3"):
            sign_off(pep=pep, by=cast.officer, at=NOW)
        assert standing_of(pep).obstacles[0].section_key == "targets"

    def test_the_check_of_an_earlier_submission_does_not_count(self, cast, returned):
        answer_point(point=Point.objects.get(), answer="Twice a week.", by=cast.teacher, at=NOW)
        reconfirm(returned, by=cast.teacher)
        pep = submit_school_part(pep=returned, by=cast.teacher, at=LATER)

        with pytest.raises(SignOffRefused, match="since it was last submitted"):
            sign_off(pep=pep, by=cast.officer, at=LATER)
        assert submission_number(pep) == 2

    def test_a_good_plan_with_an_unanswered_point_is_refused(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD, POINT)

        with pytest.raises(SignOffRefused, match="One development point is to be answered"):
            sign_off(pep=pep, by=cast.head, at=NOW)

    def test_a_point_for_the_next_plan_does_not_stand_in_the_way_and_stays_open(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD, NEXT_TIME)
        sign_off(pep=pep, by=cast.officer, at=NOW)

        assert Point.objects.get().closed_at is None

    def test_a_plan_still_with_the_school_is_refused(self, cast, returned):
        with pytest.raises(SignOffRefused, match="not with the virtual school"):
            sign_off(pep=returned, by=cast.officer, at=NOW)

    def test_below_standard_an_officer_does_not_sign(self, cast, pep):
        audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT)

        with pytest.raises(SignOffRefused, match="virtual school head"):
            sign_off(pep=pep, by=cast.officer, at=NOW, reason="In a hurry.")
        assert stored(pep).status == PepStatus.SUBMITTED

    def test_below_standard_the_head_signs_with_a_reason_and_points_stay_open(self, cast, pep):
        audited(pep, cast.officer, Grade.INADEQUATE, POINT)

        with pytest.raises(SignOffRefused, match="Say why"):
            sign_off(pep=pep, by=cast.head, at=NOW, reason=" ")
        signed = sign_off(pep=pep, by=cast.head, at=NOW, reason="The child needs a plan now.")

        assert signed.status == PepStatus.SIGNED_OFF
        assert signed.events.get(name="sign_off_below_standard").note == "The child needs a plan now."
        assert Point.objects.get().closed_at is None

    def test_what_the_last_plan_left_open_is_closed_by_a_good_one_and_not_by_a_weak_one(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD, NEXT_TIME)
        sign_off(pep=pep, by=cast.officer, at=NOW)
        spring = submitted(cast, term=TermFactory(spring=True), at=LATER)
        audited(spring, cast.officer, Grade.INADEQUATE, at=LATER)

        assert [point.text for point in points_left_open(spring)] == [POINT.text]
        with transaction.atomic():
            sign_off(pep=spring, by=cast.head, at=LATER, reason="A plan is needed.")
            assert Point.objects.get().closed_at is None
            transaction.set_rollback(True)
        audited(spring, cast.officer, Grade.GOOD, at=LATER)
        sign_off(pep=spring, by=cast.officer, at=LATER)

        assert Point.objects.get().closed_at == LATER

    @pytest.mark.parametrize("who", ["teacher", "sam", "manager", "headteacher", "iro", "service_manager", "admin"])
    def test_only_the_virtual_school_signs(self, cast, pep, who):
        audited(pep, cast.officer, Grade.GOOD)

        with pytest.raises(ActNotAllowed):
            sign_off(pep=pep, by=getattr(cast, who), at=NOW)

    def test_nothing_is_signed_twice(self, cast, pep):
        audited(pep, cast.officer, Grade.GOOD)
        sign_off(pep=pep, by=cast.officer, at=NOW)

        with pytest.raises(SignOffRefused):
            sign_off(pep=pep, by=cast.officer, at=LATER)
        with pytest.raises(MoveNotAllowed):
            make_move("sign_off", pep=pep, by=cast.officer, at=LATER)


class TestGrades:
    def test_the_grade_at_first_submission_and_at_sign_off_are_both_kept(self, cast, returned):
        answer_point(point=Point.objects.get(), answer="Twice a week.", by=cast.teacher, at=NOW)
        reconfirm(returned, by=cast.teacher)
        pep = submit_school_part(pep=returned, by=cast.teacher, at=LATER)
        audited(pep, cast.officer, Grade.OUTSTANDING, at=LATER)
        assert grade_at_sign_off(pep) is None

        pep = sign_off(pep=pep, by=cast.officer, at=LATER)

        assert grade_at_first_submission(pep) == Grade.REQUIRES_IMPROVEMENT
        assert grade_at_sign_off(pep) == Grade.OUTSTANDING
        assert Point.objects.get().closed_at == LATER

    def test_lists_read_the_grades_of_each_plan_in_one_query(self, cast, pep, django_assert_num_queries):
        other = submitted(cast, cast.other, worker=cast.stranger, teacher=cast.other_teacher)
        audited(pep, cast.officer, Grade.GOOD)
        audited(other, cast.officer, Grade.INADEQUATE)
        sign_off(pep=pep, by=cast.officer, at=NOW + dt.timedelta(hours=1))

        with django_assert_num_queries(1):
            rows = {row.pk: row for row in with_grades(PersonalEducationPlan.objects.all())}

        assert (rows[pep.pk].first_grade, rows[pep.pk].signed_grade) == ("GOOD", "GOOD")
        assert (rows[other.pk].first_grade, rows[other.pk].signed_grade) == ("INADEQUATE", None)

    def test_a_plan_without_an_audit_has_no_grade(self, cast, pep):
        assert grade_at_first_submission(pep) is None

"""SDQ, results and attendance each have their own day, and are held against what the record knows."""

import datetime as dt

import pytest
from django.urls import reverse

from children.enums import ResultKind
from children.models import AttainmentResult
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan, PlanAttendance, SdqReturn
from peps.questions.plan_form import blueprint_of
from peps.results.results import follow_all_registers
from peps.sdq.entry import TEACHER, scores_over_time
from peps.sections.completeness import missing_in
from tests.cast import TODAY
from tests.factories import AttainmentResultFactory, SessionMarkFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.signed_in import signed_in
from workspace.summaries import _attainment

pytestmark = pytest.mark.django_db
day = dt.date
IN_NOVEMBER = day(2026, 11, 20)
SCORES = {"emotional": 5, "conduct": 4, "hyperactivity": 5, "peer": 3, "prosocial": 7}


@pytest.fixture
@kept
def pep(cast):
    return open_plan(cast.child, at=moment(day(2026, 9, 2)))


def url(pep, key):
    return reverse("peps:section", args=[pep.reference, key])


def lacking(pep, key):
    pep = PersonalEducationPlan.objects.get(pk=pep.pk)
    section = pep.sections.get(key=key)
    return " ".join(each.text for each in missing_in(pep, section, blueprint_of(pep).section(key)))


class TestTheSdq:
    def given(self, pep):
        return [each.day for each in scores_over_time(pep) if each.informant == TEACHER]

    def test_bears_the_day_on_which_it_was_filled_in(self, cast, pep):
        SdqReturn.objects.create(pep=pep, **SCORES, filled_date=day(2026, 11, 12))
        assert self.given(pep) == [day(2026, 11, 12)]

    def test_without_a_day_it_never_bears_one_that_is_to_come(self, cast, pep):
        SdqReturn.objects.create(pep=pep, **SCORES)
        assert pep.due_date > TODAY
        assert self.given(pep) == [TODAY]
        PersonalEducationPlan.objects.filter(pk=pep.pk).update(
            status=PepStatus.SUBMITTED, submitted_at=moment(day(2026, 11, 20))
        )
        assert self.given(PersonalEducationPlan.objects.get(pk=pep.pk)) == [day(2026, 11, 20)]

    def test_scores_that_are_entered_without_a_day_are_of_today(self, cast, pep):
        typed = {f"sdq-{scale}": str(score) for scale, score in SCORES.items()}
        signed_in(cast.teacher).post(url(pep, "wellbeing"), typed | {"then": "later"})
        assert SdqReturn.objects.get(pep=pep).filled_date == TODAY

    def test_a_day_that_is_to_come_is_refused(self, cast, pep):
        answer = signed_in(cast.teacher).post(url(pep, "wellbeing"), {"sdq-filled_date": "24/12/2026", "then": "later"})
        assert answer.status_code == 422
        assert "still to come" in answer.content.decode()


class TestAttendance:
    def marks(self, cast, number, code="/"):
        for place in range(number):
            SessionMarkFactory(
                child=cast.child, school=cast.school, code=code, session_date=day(2026, 11, 2) + dt.timedelta(place)
            )

    def test_figures_that_nobody_changed_go_on_with_the_registers(self, cast, pep):
        assert pep.attendance.possible is None
        self.marks(cast, 5)
        assert follow_all_registers(TODAY) == 1
        assert follow_all_registers(TODAY) == 0
        row = PlanAttendance.objects.get(pep=pep)
        assert (row.possible, row.record_possible, row.record_until, row.until_date) == (5, 5, TODAY, TODAY)

    def test_a_figure_that_a_person_wrote_stays_and_needs_a_reason(self, cast, pep):
        PlanAttendance.objects.filter(pep=pep).update(possible=60, authorised=0, unauthorised=0, suspended=0)
        self.marks(cast, 5)
        assert "Say why the attendance is not what the registers say" in lacking(pep, "attendance")
        follow_all_registers(TODAY)
        row = PlanAttendance.objects.get(pep=pep)
        assert (row.possible, row.record_possible) == (60, 5)
        assert "Say why the attendance" in lacking(pep, "attendance")
        PlanAttendance.objects.filter(pep=pep).update(corrected_reason="Marks came late.")
        assert "Say why the attendance" not in lacking(pep, "attendance")

    def test_registers_that_come_after_the_school_part_was_in_hold_up_no_sign_off(self, cast, pep):
        PlanAttendance.objects.filter(pep=pep).update(possible=60, authorised=0, unauthorised=0, suspended=0)
        pep.parts.filter(name="SCHOOL").update(first_submitted_at=moment(IN_NOVEMBER))
        self.marks(cast, 5)
        assert "Say why the attendance" not in lacking(pep, "attendance")

    def test_what_the_registers_said_when_it_was_filled_in_needs_none(self, cast, pep):
        self.marks(cast, 5)
        follow_all_registers(TODAY)
        SessionMarkFactory(child=cast.child, school=cast.school, code="/", session_date=day(2026, 11, 30))
        assert "Say why the attendance" not in lacking(pep, "attendance")

    def test_of_a_part_that_is_in_nothing_moves(self, cast, pep):
        pep.parts.update(submitted_at=moment(TODAY))
        self.marks(cast, 5)
        assert follow_all_registers(TODAY) == 0


class TestResults:
    def write(self, pep, value):
        pep.subject_results.filter(subject="Reading").update(now_value=value)

    def in_record(self, cast, value, on=IN_NOVEMBER, kind=ResultKind.NOW):
        return AttainmentResultFactory(
            child=cast.child, stage="KS2", subject="Reading", value=value, assessed_date=on, kind=kind
        )

    def test_a_grade_that_is_not_the_records_needs_a_reason(self, cast, pep):
        self.write(pep, "EXS")
        self.in_record(cast, "WTS")
        assert "Reading: the record says WTS on 20 November 2026" in lacking(pep, "learning")
        page = signed_in(cast.teacher).get(url(pep, "learning")).content.decode()
        assert "The record says WTS on 20 November 2026" in page
        pep.subject_results.filter(subject="Reading").update(now_reason="Reassessed this week.")
        assert "the record says" not in lacking(pep, "learning")

    @pytest.mark.parametrize(
        ("value", "on", "kind"),
        [
            ("EXS", day(2026, 11, 20), ResultKind.NOW),
            ("GDS", day(2026, 11, 20), ResultKind.TARGET),
            ("WTS", day(2026, 7, 3), ResultKind.NOW),
        ],
        ids=["the same", "a target", "before this plan"],
    )
    def test_nothing_else_does(self, cast, pep, value, on, kind):
        self.write(pep, "EXS")
        self.in_record(cast, value, on, kind)
        assert "the record says" not in lacking(pep, "learning")

    def test_a_result_that_came_after_the_school_part_was_first_in_holds_up_neither_return_nor_sign_off(
        self, cast, pep
    ):
        self.write(pep, "EXS")
        pep.parts.filter(name="SCHOOL").update(first_submitted_at=moment(day(2026, 11, 19)))
        self.in_record(cast, "WTS")
        assert "the record says" not in lacking(pep, "learning")

    def test_of_a_section_that_came_back_with_points_it_is_asked(self, cast, pep):
        self.write(pep, "EXS")
        pep.parts.filter(name="SCHOOL").update(first_submitted_at=moment(day(2026, 11, 19)))
        pep.sections.filter(key="learning").update(reopened_at=moment(day(2026, 11, 21)))
        self.in_record(cast, "WTS")
        assert "the record says WTS" in lacking(pep, "learning")

    def test_a_result_that_lies_ahead_is_not_there_yet(self, cast, pep):
        self.write(pep, "EXS")
        self.in_record(cast, "WTS", on=day(2026, 12, 2))
        assert "the record says" not in lacking(pep, "learning")

    def test_what_is_written_later_than_the_record_is_its_own_judgement(self, cast, pep):
        self.in_record(cast, "WTS")
        self.write(pep, "EXS")
        pep.subject_results.filter(subject="Reading").update(now_date=day(2026, 11, 27))
        assert "the record says" not in lacking(pep, "learning")

    def test_a_target_is_never_shown_as_where_the_child_was(self, cast, pep):
        self.in_record(cast, "WTS", day(2026, 7, 3))
        self.in_record(cast, "GDS", day(2026, 7, 3), ResultKind.TARGET)
        page = signed_in(cast.teacher).get(reverse("children:enter_attainment")).content.decode()
        assert "WTS, 3 July 2026" in page
        assert "GDS, 3 July 2026" not in page
        assert AttainmentResult.objects.count() == 2

    def test_nor_in_an_education_summary(self, cast, pep):
        self.in_record(cast, "WTS", day(2026, 7, 3))
        self.in_record(cast, "GDS", day(2026, 7, 3), ResultKind.TARGET)
        text = str(_attainment(cast.child))
        assert "WTS" in text
        assert "GDS" not in text

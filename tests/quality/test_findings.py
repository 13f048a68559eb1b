import datetime as dt
from dataclasses import replace

import pytest

from quality.enums import AuditKind, Grade, PointKind
from quality.findings import Findings, NewPoint, problems_of, suggestion
from quality.proforma import SHIPPED, criteria_of, from_file

TODAY = dt.date(2026, 12, 1)
CRITERIA = criteria_of(from_file(SHIPPED))
SECTIONS = {"attendance", "targets"}
SHORT_CHECK = Findings(kind=AuditKind.SHORT, grade=Grade.GOOD, reason="Clear targets.")
POINT = NewPoint("targets", "Say how success will be seen.", due_date=TODAY)


def fields_wrong(findings):
    return [problem.field for problem in problems_of(findings, criteria=CRITERIA, section_keys=SECTIONS, on=TODAY)]


def test_a_short_check_needs_a_grade_and_its_reason_only():
    assert fields_wrong(SHORT_CHECK) == []
    assert fields_wrong(Findings(kind="", grade="", reason="  ")) == ["kind", "grade", "reason"]


def test_a_full_audit_grades_every_criterion():
    graded = {criterion.key: (Grade.GOOD, "") for criterion in CRITERIA}
    full = replace(SHORT_CHECK, kind=AuditKind.FULL)

    assert fields_wrong(replace(full, criteria=graded)) == []
    assert fields_wrong(replace(full, criteria=graded | {"voice": ("", "")})) == ["grade_voice"]
    assert len(fields_wrong(full)) == len(CRITERIA) == 12


def test_a_grade_below_good_says_what_it_rests_on():
    weak = replace(SHORT_CHECK, criteria={"voice": (Grade.INADEQUATE, " ")})

    assert fields_wrong(weak) == ["evidence_voice"]
    assert fields_wrong(replace(weak, criteria={"voice": (Grade.INADEQUATE, "Nobody asked.")})) == []


def test_evidence_without_a_grade_is_not_dropped_in_silence():
    assert fields_wrong(replace(SHORT_CHECK, criteria={"voice": ("", "Nobody asked.")})) == ["grade_voice"]


def test_a_criterion_that_the_proforma_does_not_have_is_refused():
    assert fields_wrong(replace(SHORT_CHECK, criteria={"handwriting": (Grade.GOOD, "")})) == ["kind"]


@pytest.mark.parametrize(
    ("point", "wrong"),
    [
        (POINT, []),
        (replace(POINT, section_key="lunch"), ["point_0_section"]),
        (replace(POINT, text=" "), ["point_0_text"]),
        (replace(POINT, due_date=None), ["point_0_due"]),
        (replace(POINT, due_date=None, kind=PointKind.NEXT_PLAN), []),
        (replace(POINT, due_date=TODAY - dt.timedelta(days=1)), ["point_0_due"]),
        (replace(POINT, kind="SOMEDAY"), ["point_0_kind"]),
    ],
)
def test_a_point_names_a_section_what_should_be_different_and_by_when(point, wrong):
    assert fields_wrong(replace(SHORT_CHECK, points=(point,))) == wrong


def test_nothing_is_suggested_from_a_few_criteria():
    assert suggestion({"voice": Grade.GOOD}, CRITERIA) is None
    assert suggestion({}, []) is None


def test_the_suggested_grade_follows_the_weighted_criteria():
    good = {criterion.key: Grade.GOOD for criterion in CRITERIA}

    assert suggestion(good, CRITERIA)[0] == Grade.GOOD
    assert suggestion(dict.fromkeys(good, Grade.INADEQUATE), CRITERIA)[0] == Grade.INADEQUATE
    assert suggestion(good | {"aspiration": Grade.INADEQUATE}, CRITERIA)[0] == Grade.GOOD


def test_half_way_between_two_grades_the_weaker_is_suggested():
    first, second = (replace(criterion, weight=1, limits=False) for criterion in CRITERIA[:2])
    grades = {first.key: Grade.GOOD, second.key: Grade.REQUIRES_IMPROVEMENT}

    assert suggestion(grades, [first, second])[0] == Grade.REQUIRES_IMPROVEMENT


def test_a_limiting_criterion_that_is_inadequate_keeps_the_suggestion_below_good():
    grades = {criterion.key: Grade.GOOD for criterion in CRITERIA} | {"voice": Grade.INADEQUATE}

    grade, why = suggestion(grades, CRITERIA)

    assert grade == Grade.REQUIRES_IMPROVEMENT
    assert "voice" in why

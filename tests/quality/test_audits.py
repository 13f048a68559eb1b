from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from accounts.access import ActNotAllowed
from peps.enums import PepStatus
from quality.audits import AuditNotFinished, NotWithTheVirtualSchool, finish_audit, save_draft
from quality.enums import AuditKind, Grade, PointKind
from quality.findings import Findings
from quality.models import Audit, AuditDraft, CriterionGrade, Point, Proforma
from quality.queries import audit_that_counts
from tests.factories import open_plan
from tests.kept import kept
from tests.quality.plans import LATER, NOW, OPENED, POINT, audited, submitted

GOOD = Findings(kind=AuditKind.SHORT, grade=Grade.GOOD, reason="Clear and current.")


@pytest.fixture
@kept
def pep(cast):
    return submitted(cast)


def test_a_draft_keeps_what_was_typed_right_or_wrong(cast, pep):
    save_draft(pep=pep, typed={"point_0_due_day": "31", "point_0_due_month": "Febr"}, by=cast.officer, at=NOW)
    save_draft(pep=pep, typed={"point_0_due_day": "28"}, by=cast.officer, at=LATER)

    draft = AuditDraft.objects.get(pep=pep)
    assert draft.typed == {"point_0_due_day": "28"}
    assert draft.saved_at == LATER
    assert Audit.objects.count() == 0


def test_two_people_each_have_their_own_draft(cast, pep):
    save_draft(pep=pep, typed={"reason": "a"}, by=cast.officer, at=NOW)
    save_draft(pep=pep, typed={"reason": "b"}, by=cast.head, at=NOW)

    assert AuditDraft.objects.get(pep=pep, by=cast.officer).typed == {"reason": "a"}


def test_finishing_keeps_grades_points_and_the_proforma_used_and_clears_the_draft(cast, pep):
    save_draft(pep=pep, typed={"reason": "a"}, by=cast.officer, at=NOW)
    found = replace(GOOD, criteria={"voice": (Grade.OUTSTANDING, "Own words."), "needs": ("", "")}, points=(POINT,))

    audit = finish_audit(pep=pep, findings=found, by=cast.officer, at=NOW)

    assert [(row.criterion_key, row.grade) for row in audit.criterion_grades.all()] == [("voice", Grade.OUTSTANDING)]
    assert audit.proforma == Proforma.objects.get()
    assert audit.submission_number == 1
    assert not AuditDraft.objects.exists()
    assert pep.events.filter(name="audit", text="Short check: good").exists()


def test_a_point_goes_to_whoever_owns_its_section(cast, pep):
    part_1 = pep.sections.filter(part__name="PART_1").first()
    points = (POINT, replace(POINT, section_key=part_1.key))

    audit = audited(pep, cast.officer, Grade.REQUIRES_IMPROVEMENT, *points)

    assert [point.addressed_to for point in audit.points.all()] == ["DT", "SW"]


def test_an_audit_that_lacks_something_keeps_nothing(cast, pep):
    with pytest.raises(AuditNotFinished, match="Say why you chose this grade") as refused:
        finish_audit(pep=pep, findings=replace(GOOD, reason="", points=(POINT,)), by=cast.officer, at=NOW)

    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert Audit.objects.count() == Point.objects.count() == 0


def test_a_plan_that_is_still_being_written_is_not_audited(cast):
    pep = open_plan(cast.child, at=OPENED)

    with pytest.raises(NotWithTheVirtualSchool, match="being written"):
        finish_audit(pep=pep, findings=GOOD, by=cast.officer, at=NOW)

    assert pep.status == PepStatus.OPEN


@pytest.mark.parametrize("who", ["sam", "teacher", "headteacher", "iro", "service_manager", "stranger", "nobody"])
def test_only_the_virtual_school_audits(cast, pep, who):
    with pytest.raises(ActNotAllowed):
        finish_audit(pep=pep, findings=GOOD, by=getattr(cast, who), at=NOW)
    with pytest.raises(ActNotAllowed):
        save_draft(pep=pep, typed={}, by=getattr(cast, who), at=NOW)

    assert not Audit.objects.exists()


def test_a_restricted_child_is_audited_by_named_people_only(cast, pep):
    cast.child.is_restricted = True
    cast.child.save()

    with pytest.raises(ActNotAllowed):
        audited(pep, cast.officer)


def test_what_was_judged_is_never_edited(cast, pep):
    audit = audited(pep, cast.officer)

    with pytest.raises(TypeError, match="append-only"):
        audit.save()
    with pytest.raises(TypeError, match="append-only"):
        audit.delete()


def test_a_second_check_of_the_same_submission_counts_and_the_first_stays(cast, pep):
    audited(pep, cast.officer, Grade.INADEQUATE)
    second = audited(pep, cast.head, Grade.GOOD, at=LATER)

    assert audit_that_counts(pep) == second
    assert pep.audits.count() == 2


def kept(pep, cast):
    return audited(pep, cast.officer, Grade.GOOD, POINT)


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""},
        {"section_key": ""},
        {"kind": PointKind.BEFORE_SIGN_OFF, "due_date": None},
        {"answer": "Done."},
        {"answered_at": NOW},
        {"answer": "Done.", "answered_at": NOW, "by_cast": "teacher", "closed_at": OPENED},
    ],
)
def test_the_database_refuses_a_point_that_says_too_little(cast, pep, change):
    point = kept(pep, cast).points.get()
    if who := change.pop("by_cast", ""):
        change["answered_by"] = getattr(cast, who)

    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.filter(pk=point.pk).update(**change)


def test_the_database_refuses_a_second_grade_of_a_criterion_and_an_audit_without_a_reason(cast, pep):
    audit = kept(pep, cast)
    CriterionGrade.objects.create(audit=audit, criterion_key="voice", grade=Grade.GOOD)

    with pytest.raises(IntegrityError), transaction.atomic():
        CriterionGrade.objects.create(audit=audit, criterion_key="voice", grade=Grade.INADEQUATE)
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.filter(pk=audit.pk).update(reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Audit.objects.filter(pk=audit.pk).update(submission_number=0)


def test_the_database_refuses_a_second_draft_of_one_person(cast, pep):
    save_draft(pep=pep, typed={}, by=cast.officer, at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        AuditDraft.objects.create(pep=pep, by=cast.officer, saved_at=NOW)


def test_the_database_refuses_two_current_proformas(cast, pep):
    audited(pep, cast.officer)

    with pytest.raises(IntegrityError), transaction.atomic():
        Proforma.objects.create(key="other", version=1, title="Other", body={}, is_current=True)

"""Judging a plan by the proforma: kept as typed until finished, never changed afterwards."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from peps.enums import PepStatus
from peps.models import PepEvent, PersonalEducationPlan
from peps.questions.plan_form import blueprint_of
from quality import plans, proforma
from quality.enums import AuditKind, Grade
from quality.findings import Findings, Problem, problems_of
from quality.models import Audit, AuditDraft, CriterionGrade, Point, Proforma
from quality.queries import submission_number


class AuditNotFinished(PortalRefusal):
    """Something is still to be said. `problems` names each field; what was typed is kept by whoever typed it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(f"{problem.text}." for problem in problems))
        self.problems = problems


class NotWithTheVirtualSchool(PortalRefusal):
    """Only a submitted plan is audited."""


@transaction.atomic
def save_draft(*, pep: PersonalEducationPlan, typed: Mapping[str, str], by: Any, at: dt.datetime) -> AuditDraft:
    """Keeps what the auditor has typed so far, complete or not; also when the plan has gone on meanwhile."""
    access.require(by, Action.AUDIT_PEP)
    return AuditDraft.objects.update_or_create(
        pep=plans.locked(pep, by=by), by=by, defaults={"typed": dict(typed), "saved_at": at}
    )[0]


@transaction.atomic
def finish_audit(*, pep: PersonalEducationPlan, findings: Findings, by: Any, at: dt.datetime) -> Audit:
    """The audit of the plan's present submission. Raises AuditNotFinished with what is still to be said."""
    access.require(by, Action.AUDIT_PEP)
    plan = _submitted(pep, by=by)
    used = proforma.keep_current()
    owners = {section.key: section.owner_role for section in plan.sections.all()}
    problems = problems_of(findings, criteria=proforma.criteria_of(used), section_keys=owners, on=clock.day_of(at))
    if problems:
        raise AuditNotFinished(problems)
    if before := _finished_just_now(plan, findings, by=by, at=at):
        return before
    finished = _keep(plan, used, findings, owners, by=by, at=at)
    AuditDraft.objects.filter(pep=plan, by=by).delete()
    said = f"{AuditKind(findings.kind).label}: {Grade(findings.grade).label.lower()}"
    PepEvent.objects.create(pep=plan, name="audit", text=said, by=by, by_name=str(by), at=at)
    audit.record("pep.audit", by=by, subject=plan, kind=findings.kind, grade=findings.grade)
    return finished


def _finished_just_now(plan: PersonalEducationPlan, findings: Findings, *, by: Any, at: dt.datetime) -> Audit | None:
    """The same audit, which a browser sent twice."""
    said = Audit(
        pep=plan, kind=findings.kind, submission_number=submission_number(plan), grade=findings.grade,
        reason=findings.reason, strengths=findings.strengths, by=by, at=at,
    )  # fmt: skip
    before = said_before(said, since=at - A_WHILE, but=("proforma_id",))
    points = [point.text for point in findings.points]
    return before if before and list(before.points.values_list("text", flat=True)) == points else None


def _submitted(pep: PersonalEducationPlan, *, by: Any) -> PersonalEducationPlan:
    plan = plans.locked(pep, by=by)
    if plan.status != PepStatus.SUBMITTED:
        raise NotWithTheVirtualSchool(
            f"A plan is checked while it is with the virtual school. This one is “{plan.get_status_display().lower()}”."
        )
    return plan


def _keep(
    plan: PersonalEducationPlan,
    used: Proforma,
    findings: Findings,
    owners: Mapping[str, str],
    *,
    by: Any,
    at: dt.datetime,
) -> Audit:
    kept = Audit.objects.create(
        pep=plan,
        proforma=used,
        kind=findings.kind,
        submission_number=submission_number(plan),
        grade=findings.grade,
        reason=findings.reason,
        strengths=findings.strengths,
        by=by,
        at=at,
    )
    CriterionGrade.objects.bulk_create(
        CriterionGrade(audit=kept, criterion_key=criterion.key, grade=grade, evidence=evidence)
        for criterion in proforma.criteria_of(used)
        for grade, evidence in [findings.criteria.get(criterion.key, ("", ""))]
        if grade
    )
    Point.objects.bulk_create(
        Point(
            audit=kept,
            position=position,
            section_key=point.section_key,
            text=point.text,
            kind=point.kind,
            addressed_to=owners[point.section_key],
            due_date=point.due_date,
        )
        for position, point in enumerate(findings.points)
    )
    return kept


def section_titles(pep: PersonalEducationPlan) -> dict[str, str]:
    """Key -> title of the sections of this plan's form, in its order."""
    return {spec.key: spec.title for spec in blueprint_of(pep).sections}

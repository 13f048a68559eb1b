"""Which audit counts, and the grades that lists, funding and figures read."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from children.enums import AllocationKind
from children.models import Allocation
from peps.enums import PepStatus
from peps.models import PepEvent, PersonalEducationPlan
from quality.enums import AuditKind, Grade
from quality.models import Audit, AuditDraft, Point


def submission_number(pep: PersonalEducationPlan) -> int:
    """1 for what came in first; one more for each time that the plan was returned."""
    return pep.events.filter(name="return").count() + 1


def audit_that_counts(pep: PersonalEducationPlan) -> Audit | None:
    """The newest finished audit of what is with the virtual school now; earlier submissions' do not count."""
    return (
        pep.audits.filter(submission_number=submission_number(pep))
        .newest_first()
        .select_related("by", "proforma", "pep__edition")
        .first()
    )


def points_in_the_way(pep: PersonalEducationPlan) -> QuerySet[Point]:
    return Point.objects.filter(audit__pep=pep).in_the_way()


def points_left_open(pep: PersonalEducationPlan) -> QuerySet[Point]:
    """Of the child's earlier plans: meant for the next one, or never answered and signed off below standard."""
    earlier = Point.objects.filter(audit__pep__child=pep.child_id, audit__pep__status=PepStatus.SIGNED_OFF)
    return earlier.filter(closed_at=None).exclude(audit__pep=pep.pk)


def with_grades(peps: QuerySet[PersonalEducationPlan]) -> QuerySet[PersonalEducationPlan]:
    """Annotates `first_grade` (at first submission) and `signed_grade` (at sign-off); None where there is none."""
    audits = Audit.objects.filter(pep=OuterRef("pk")).newest_first()
    signed = audits.filter(at__lte=OuterRef("signed_off_at"))
    return peps.annotate(
        first_grade=Subquery(audits.filter(submission_number=1).values("grade")[:1]),
        signed_grade=Subquery(signed.values("grade")[:1]),
    )


def grade_at_sign_off(pep: PersonalEducationPlan) -> Grade | None:
    """None while the plan is not signed off."""
    return _grade(pep, "signed_grade")


def grade_at_first_submission(pep: PersonalEducationPlan) -> Grade | None:
    return _grade(pep, "first_grade")


def _grade(pep: PersonalEducationPlan, name: str) -> Grade | None:
    value = with_grades(PersonalEducationPlan.objects.filter(pk=pep.pk)).values_list(name, flat=True).get()
    return Grade(value) if value else None


def waiting(person: Any, *, on: dt.date) -> QuerySet[PersonalEducationPlan]:
    """Plans with the virtual school, who has waited longest first, with all that a row of the queue shows."""
    returns = PepEvent.objects.filter(pep=OuterRef("pk"), name="return").order_by().values("pep")
    social_worker = Allocation.objects.holding(on).filter(kind=AllocationKind.SOCIAL_WORKER)
    drafts = AuditDraft.objects.filter(pep=OuterRef("pk"), by=person.pk)
    numbered = PersonalEducationPlan.objects.visible_to(person).annotate(
        submission_number=Coalesce(Subquery(returns.annotate(n=Count("pk")).values("n")), 0) + 1
    )
    counting = Audit.objects.filter(pep=OuterRef("pk"), submission_number=OuterRef("submission_number")).newest_first()
    return (
        with_grades(numbered)
        .filter(status=PepStatus.SUBMITTED)
        .annotate(has_draft=Exists(drafts), grade_now=Subquery(counting.values("grade")[:1]))
        .select_related("child", "school", "fills_term")
        .prefetch_related(
            Prefetch("child__allocations", social_worker.select_related("team", "person"), to_attr="allocations_now")
        )
        .order_by("submitted_at", "pk")
    )


def of_team(team_id: int, *, on: dt.date) -> Q:
    """Plans of the children whose social worker is of that team on that day."""
    allocated = Allocation.objects.holding(on).filter(kind=AllocationKind.SOCIAL_WORKER, team=team_id)
    return Q(child__in=allocated.values("child"))


@dataclass(frozen=True)
class AuditorFacts:
    """What an auditor wants to know before reading."""

    submission_number: int
    submitted_at: dt.datetime | None
    last_full_audit_at: dt.datetime | None
    """Of this child, in any plan."""


def facts_for_auditor(pep: PersonalEducationPlan) -> AuditorFacts:
    of_child = Audit.objects.filter(pep__child=pep.child_id, kind=AuditKind.FULL)
    return AuditorFacts(
        submission_number=submission_number(pep),
        submitted_at=pep.submitted_at,
        last_full_audit_at=of_child.newest_first().values_list("at", flat=True).first(),
    )

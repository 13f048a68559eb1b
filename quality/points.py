"""Development points: answered by those who were asked for the section, closed at sign-off."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import access, audit
from accounts.access import Action, ActNotAllowed
from accounts.refusals import PortalRefusal
from peps.enums import PartName
from peps.life import workflow
from peps.models import PersonalEducationPlan, Section
from peps.sections.completeness import Missing
from peps.sections.confirming import confirm_section
from quality import plans
from quality.models import Point
from quality.queries import points_in_the_way, points_left_open


class PointNotAnswered(PortalRefusal):
    """An answer needs words; a resubmission needs the answers."""


@transaction.atomic
def answer_point(*, point: Point, answer: str, by: Any, at: dt.datetime) -> Point:
    """What was done about the point. May be put better until the plan is signed off.

    With the last point of a returned section the section is complete again, unless something is missing in it.
    Raises ActNotAllowed when the point's section is not asked of this person or the point is closed.
    """
    access.require(by, Action.ANSWER_POINT)
    if not answer.strip():
        raise PointNotAnswered("Write what you did about the point.")
    locked = Point.objects.answerable_by(by).select_for_update(of=("self",)).filter(pk=point.pk).first()
    if locked is None:
        raise ActNotAllowed("This point is for somebody else to answer, or it is closed.")
    if locked.answer != answer:
        locked.answer, locked.answered_by, locked.answered_at = answer, by, at
        locked.save(update_fields=["answer", "answered_by", "answered_at"])
        audit.record("point.answered", by=by, subject=locked, child=locked.audit.pep.child)
    _confirm(locked.audit.pep, locked.section_key, by=by, at=at)
    return locked


def _confirm(pep: PersonalEducationPlan, key: str, *, by: Any, at: dt.datetime) -> list[Missing]:
    """What is still missing in a returned section whose points are all answered; nothing where some are not."""
    section = Section.objects.editable_by(by).filter(pep=pep, key=key, reopened_at__isnull=False).first()
    if section is None or points_in_the_way(pep).filter(section_key=key).exists():
        return []
    return confirm_section(section=section, by=by, at=at)


@transaction.atomic
def answer_points(
    *, pep: PersonalEducationPlan, answers: Mapping[int, str], by: Any, at: dt.datetime
) -> dict[str, list[Missing]]:
    """Answers by the point's key; '' leaves a point as it is. Raises ActNotAllowed.

    By section of which every point is answered: what is still missing there, nothing where it is complete.
    """
    found = Point.objects.answerable_by(by).filter(audit__pep=pep, pk__in=answers)
    answered = [point for point in found if answers[point.pk].strip()]
    for point in answered:
        answer_point(point=point, answer=answers[point.pk], by=by, at=at)
    waiting = set(points_in_the_way(pep).values_list("section_key", flat=True))
    keys = dict.fromkeys(point.section_key for point in answered if point.section_key not in waiting)
    reopened = set(pep.sections.filter(reopened_at__isnull=False).values_list("key", flat=True))
    return {key: _confirm(pep, key, by=by, at=at) for key in keys if key in reopened}


@transaction.atomic
def submit_school_part(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> PersonalEducationPlan:
    """As the workflow's move, and after a return only with every point to the school part answered."""
    access.require(by, Action.SUBMIT_SCHOOL_PART)
    plan = plans.locked(pep, by=by)
    waiting = school_points_unanswered(plan).count()
    if waiting:
        words = "One development point has" if waiting == 1 else f"{waiting} development points have"
        raise PointNotAnswered(f"{words} no answer yet. Say what you did about it, then submit again.")
    return workflow.make_move("submit_school_part", pep=plan, by=by, at=at)


def close_at_sign_off(pep: PersonalEducationPlan, *, at: dt.datetime, is_good_enough: bool) -> None:
    """Points that were answered; of a good plan also what the child's earlier plans left open.

    What is unanswered, or meant for the next plan, stays open.
    """
    closing = Q(audit__pep=pep, answered_at__isnull=False)
    if is_good_enough:
        closing |= Q(pk__in=points_left_open(pep).values("pk"))
    Point.objects.filter(closing, closed_at=None).update(closed_at=at)


def school_points_unanswered(pep: PersonalEducationPlan) -> QuerySet[Point]:
    keys = pep.sections.filter(part__name=PartName.SCHOOL).values("key")
    return points_in_the_way(pep).filter(section_key__in=keys)

"""Signing a plan off: what stands in the way is said in words. The workflow's move freezes the text in the same act."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import access
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.enums import PepStatus
from peps.life import workflow
from peps.models import PersonalEducationPlan
from peps.sections import completeness
from quality import plans, points
from quality.enums import GOOD_ENOUGH, Grade
from quality.queries import audit_that_counts, points_in_the_way


class SignOffRefused(PortalRefusal):
    """Something stands in the way; nothing was signed."""


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of sign-off, and where it is put right: in a section, or on the page of the points."""

    text: str
    section_key: str = ""
    is_about_points: bool = False


@dataclass(frozen=True)
class Standing:
    """Whether a plan may be signed off, and how."""

    grade: str
    obstacles: tuple[Obstacle, ...]

    @property
    def is_good_enough(self) -> bool:
        return self.grade in GOOD_ENOUGH


def standing_of(pep: PersonalEducationPlan) -> Standing:
    audit = audit_that_counts(pep)
    grade = audit.grade if audit else ""
    return Standing(grade, tuple(_obstacles(pep, grade)))


def _obstacles(pep: PersonalEducationPlan, grade: str) -> Iterator[Obstacle]:
    if pep.status != PepStatus.SUBMITTED:
        yield Obstacle(f"The plan is not with the virtual school: it is “{pep.get_status_display().lower()}”.")
        return
    for lacking in completeness.missing(pep):
        yield Obstacle(f"{lacking.section_title}: {lacking.text}.", lacking.section_key)
    if not grade:
        yield Obstacle("Nobody has checked the plan since it was last submitted.")
    if grade in GOOD_ENOUGH and (waiting := points_in_the_way(pep).count()):
        words = "One development point is" if waiting == 1 else f"{waiting} development points are"
        text = f"{words} to be answered before sign-off. Return the plan, so that its writers can."
        yield Obstacle(text, is_about_points=True)


@transaction.atomic
def sign_off(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime, reason: str = "") -> PersonalEducationPlan:
    """Signs (the move freezes the text) and closes points, all or nothing.

    Below good only with the act for it and a reason; a weak plan is still better for the child than none.
    """
    access.require(by, Action.SIGN_OFF_PEP)
    plan = plans.locked(pep, by=by)
    standing = standing_of(plan)
    if standing.obstacles:
        raise SignOffRefused(" ".join(obstacle.text for obstacle in standing.obstacles))
    if standing.is_good_enough:
        signed = workflow.make_move("sign_off", pep=plan, by=by, at=at)
    else:
        _below_standard(standing.grade, reason, by=by)
        signed = workflow.make_move("sign_off_below_standard", pep=plan, by=by, at=at, note=reason.strip())
    points.close_at_sign_off(signed, at=at, is_good_enough=standing.is_good_enough)
    return signed


def _below_standard(grade: str, reason: str, *, by: Any) -> None:
    words = Grade(grade).label.lower()
    if not access.may(by, Action.SIGN_OFF_BELOW_STANDARD):
        raise SignOffRefused(
            f"The plan was judged “{words}”. Return it, or ask the virtual school head, who may sign it off with a reason."
        )
    if not reason.strip():
        raise SignOffRefused(f"The plan was judged “{words}”. Say why it is signed off all the same.")

"""Giving a plan back with development points: only the sections that they are about are open again."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import access
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.life import workflow
from peps.models import PersonalEducationPlan
from quality import plans
from quality.queries import audit_that_counts, points_in_the_way


class NothingToReturnFor(PortalRefusal):
    """A plan goes back with at least one point that says what to put right."""


@transaction.atomic
def return_pep(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> PersonalEducationPlan:
    """Opens the sections named by the points that are still to be answered; raises NothingToReturnFor without one."""
    access.require(by, Action.RETURN_PEP)
    plan = plans.locked(pep, by=by)
    if audit_that_counts(plan) is None:
        raise NothingToReturnFor("Check the plan first, and write down what is to be put right.")
    sections = set(points_in_the_way(plan).values_list("section_key", flat=True))
    if not sections:
        raise NothingToReturnFor("No point asks for anything before sign-off. Add one in a new check, or sign off.")
    return workflow.make_move("return", pep=plan, by=by, at=at, section_keys=sorted(sections))

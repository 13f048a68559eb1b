"""Why a plan is late, said by whoever holds it."""

import datetime as dt

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import User
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from peps.enums import LateReason
from peps.models import LatenessReason, PersonalEducationPlan


class ReasonNeedsWords(PortalRefusal):
    """'Another reason' was chosen and not said."""


@transaction.atomic
def say_why_late(
    *, pep: PersonalEducationPlan, reason: LateReason, text: str, by: User, at: dt.datetime
) -> LatenessReason:
    """The newest reason counts; earlier ones stay. Raises ReasonNeedsWords for 'another reason' without text."""
    access.require(by, Action.RECORD_LATE_REASON)
    if reason == LateReason.OTHER and not text.strip():
        raise ReasonNeedsWords("Say in a few words what the other reason is.")
    PersonalEducationPlan.objects.select_for_update(of=("self",)).get(pk=pep.pk)
    said = LatenessReason(pep=pep, reason=reason, text=text.strip(), by=by, at=at)
    if before := said_before(said, since=at - A_WHILE):
        return before
    said.save()
    audit.record("pep.late_reason", by=by, subject=pep, reason=reason)
    return said

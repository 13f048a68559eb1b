"""Why a plan is late, said by whoever holds it."""

import datetime as dt

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import User
from accounts.refusals import PortalRefusal
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
    said = LatenessReason.objects.create(pep=pep, reason=reason, text=text.strip(), by=by, at=at)
    audit.record("pep.late_reason", by=by, subject=pep, reason=reason)
    return said

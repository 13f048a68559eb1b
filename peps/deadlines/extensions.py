"""More time for a plan: granted by the virtual school with a reason, and kept beside the old date."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.models import Extension, PepEvent, PersonalEducationPlan
from peps.questions.answer_values import written


class CannotExtend(PortalRefusal):
    """The plan is finished, or the new day gives no more time."""


@transaction.atomic
def extend(*, pep: PersonalEducationPlan, until: dt.date, reason: str, by: Any, at: dt.datetime) -> Extension:
    """Reminders begin anew for the new day, and the plan is in time until its end. Raises ActNotAllowed, CannotExtend."""
    access.require(by, Action.GRANT_EXTENSION)
    locked = PersonalEducationPlan.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    if not locked.is_under_way:
        raise CannotExtend("This plan is finished: there is nothing to give more time for.")
    if until <= locked.due_date:
        raise CannotExtend(f"Choose a day after {written(locked.due_date)}, on which the plan is due now.")
    if until < clock.day_of(at):
        raise CannotExtend("Choose today or a later day: a day that has passed gives no more time.")
    if not reason.strip():
        raise CannotExtend("Say why: the reason stands with the plan.")
    granted = Extension.objects.create(
        pep=locked, was_date=locked.due_date, now_date=until, reason=reason.strip(), by=by, at=at
    )
    locked.due_date, locked.brought_from_date, locked.after_meeting_date = until, None, None
    locked.save(update_fields=["due_date", "brought_from_date", "after_meeting_date"])
    text = f"More time until {written(until)}, instead of {written(granted.was_date)}"
    PepEvent.objects.create(pep=locked, name="extended", text=text, note=granted.reason, by=by, by_name=str(by), at=at)
    audit.record("pep.extended", by=by, subject=locked, was=granted.was_date.isoformat(), now=until.isoformat())
    return granted

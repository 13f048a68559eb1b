"""Setting the clocks: from a day on, never backwards, with who set them and when."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.models import ClockSettings


class CannotSet(PortalRefusal):
    """The day lies in the past: plans were opened, and people reminded, by the clocks that ran then."""


@transaction.atomic
def set_clocks(*, settings: ClockSettings, by: Any, at: dt.datetime) -> ClockSettings:
    """Replaces settings of the same day. Raises ActNotAllowed and CannotSet."""
    access.require(by, Action.SET_CLOCKS)
    if settings.from_date < clock.day_of(at):
        raise CannotSet("Choose today or a later day: clocks are not set back.")
    ClockSettings.objects.filter(from_date=settings.from_date).delete()
    settings.pk, settings.changed_by_name, settings.changed_at = None, str(by), at
    settings.save(force_insert=True)
    audit.record("clocks.set", by=by, subject=settings, from_date=settings.from_date.isoformat())
    return settings

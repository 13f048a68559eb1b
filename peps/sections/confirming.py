"""Confirming a section as a whole, once nothing is missing from it."""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import audit
from peps.answers.saving import open_section
from peps.models import Section
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import Missing, missing_in


@transaction.atomic
def confirm_section(*, section: Section, by: Any, at: dt.datetime) -> list[Missing]:
    """Marks the section as read through and complete; when something is missing, says what and changes nothing."""
    locked = open_section(section, by=by)
    spec = blueprint_of(locked.pep).section(locked.key)
    locked.confirmed_at, locked.confirmed_by = at, by
    lacking = missing_in(locked.pep, locked, spec)
    if not lacking:
        locked.is_on_behalf = not by.holds_role(locked.owner_role) and locked.handed_to_id != by.pk
        locked.save(update_fields=["confirmed_at", "confirmed_by", "is_on_behalf"])
        audit.record("section.confirmed", by=by, subject=locked, child=locked.pep.child)
    return lacking

"""The provision map goes on from plan to plan."""

import datetime as dt
from typing import Any

from django.db import transaction

from peps.answers.saving import open_section, touch_table
from peps.models import PersonalEducationPlan, Provision, Section


def carry_provisions(pep: PersonalEducationPlan, on: dt.date) -> None:
    """What the child gets and has not ended stands in the new plan too, to be looked at. Not what was taken out."""
    if pep.follows is None:
        return
    goes_on = pep.follows.provisions.filter(taken_out_at=None).exclude(until_date__lt=on)
    Provision.objects.bulk_create(
        Provision(
            pep=pep,
            what=row.what,
            kind=row.kind,
            by_whom=row.by_whom,
            hours_a_week=row.hours_a_week,
            from_date=row.from_date,
            until_date=row.until_date,
            cost_pence=row.cost_pence,
            source=row.source,
            is_carried=True,
        )
        for row in goes_on
    )


@transaction.atomic
def end_provision(row: Provision, *, section: Section, by: Any, at: dt.datetime) -> None:
    """It leaves the map of this plan and is not carried to the next. Raises ActNotAllowed."""
    locked = open_section(section, by=by)
    row.taken_out_at = at
    row.save(update_fields=["taken_out_at"])
    touch_table(locked, by=by, at=at)

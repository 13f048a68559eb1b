"""The provision map goes on from plan to plan."""

import datetime as dt

from peps.models import PersonalEducationPlan, Provision


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

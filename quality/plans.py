"""The plan an act is about: locked, and only where the person reaches it."""

from typing import Any

from accounts.access import ActNotAllowed
from peps.models import PersonalEducationPlan


def locked(pep: PersonalEducationPlan, *, by: Any) -> PersonalEducationPlan:
    """Held until the transaction ends, so that nobody returns what another signs. Raises ActNotAllowed."""
    found = (
        PersonalEducationPlan.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("child", "edition")
        .filter(pk=pep.pk)
        .first()
    )
    if found is None:
        raise ActNotAllowed("This plan is not one that you reach.")
    return found

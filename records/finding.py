"""Records of children as those who merge them find them: by a number that people know."""

from typing import Any

from django.db.models import Q

from accounts import access
from accounts.access import Action
from accounts.reached import within
from children.models import Child


def mergeable(person: Any):
    """Every child but the restricted ones on whom the person is not named; identity only, and for merging alone."""
    if not access.may(person, Action.MERGE_RECORDS):
        return Child.objects.none()
    return within(Child.objects.filter(merged_into=None), access.not_restricted(person))


def by_number(number: str, *, person: Any) -> Child | None:
    """By reference, social care number or UPN, as they stand today."""
    bare = "".join(number.split())
    wanted = Q(reference=bare.upper()) | Q(social_care_id__iexact=bare) | (Q(upn=bare.upper()) & ~Q(upn=""))
    found = list(mergeable(person).filter(wanted)[:2])
    return found[0] if len(found) == 1 else None

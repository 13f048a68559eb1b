"""Two records that may be one child's: found by a number that people know, for those who merge records."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from rapidfuzz.distance import OSA

from accounts import access
from accounts.access import Action
from accounts.reached import within
from children.models import Child
from children.search import plain

MOST_PAIRS = 50
CLOSE = 2  # letters by which two names of one child may differ


@dataclass(frozen=True)
class Pair:
    one: Child
    other: Child
    why: str


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


def likely_pairs(person: Any) -> list[Pair]:
    """Children born on one day whose names are nearly the same. Two queries; at most fifty pairs."""
    children = mergeable(person)
    days = children.order_by().values("date_of_birth").annotate(number=Count("pk")).filter(number__gt=1)
    by_day: dict[dt.date, list[Child]] = {}
    for child in children.filter(date_of_birth__in=days.values("date_of_birth")).order_by("pk"):
        by_day.setdefault(child.date_of_birth, []).append(child)
    pairs = [
        Pair(one, other, "Born on the same day, with nearly the same name")
        for born in by_day.values()
        for place, one in enumerate(born)
        for other in born[place + 1 :]
        if _alike(one, other)
    ]
    return pairs[:MOST_PAIRS]


def _alike(one: Child, other: Child) -> bool:
    """Also where given and family name were swapped."""
    name = plain(f"{one.given_name} {one.family_name}")
    names = (plain(f"{other.given_name} {other.family_name}"), plain(f"{other.family_name} {other.given_name}"))
    return any(OSA.distance(name, each, score_cutoff=CLOSE) <= CLOSE for each in names)

"""Kept figures side by side: the counts of all terms, as far as a person's posts reach."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q

from children.models import Term
from reports.measures import HEADLINE
from reports.models import Count, teams_counted_for
from reports.rates import Rate, rate


@dataclass(frozen=True)
class KeptRate:
    """The headline rate of one count, and whether a correction stands beside it."""

    count: Count
    rate: Rate
    is_corrected: bool


def headline_of_counts(person: Any) -> list[KeptRate]:
    """One query over all counts, the earliest day first; a correction follows what it corrects."""
    seen = teams_counted_for(person, prefix="children__")
    met = Q(**{f"children__measures__{HEADLINE.key}": True})
    required = Q(children__measures__has_key=HEADLINE.key)
    counts = (
        Count.objects.filter(term__isnull=False)
        .select_related("term", "corrected_by")
        .annotate(n_required=Number("children", filter=seen & required), n_met=Number("children", filter=seen & met))
        .order_by("day", "taken_at", "pk")
    )
    return [KeptRate(one, rate(one.n_met, one.n_required), hasattr(one, "corrected_by")) for one in counts]


def of_term(kept: list[KeptRate], term: Term) -> list[KeptRate]:
    return [one for one in kept if one.count.term == term]


def trend_of(kept: list[KeptRate]) -> list[KeptRate]:
    """What a trend shows of each term: the newest correction, or the count itself."""
    return [one for one in kept if not one.is_corrected]

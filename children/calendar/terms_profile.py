"""The terms of a council's profile."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from accounts.profile_rows import ProfileRowNotRight, keep
from children.models import Term


def load(rows: Sequence[Mapping[str, Any]]) -> list[Term]:
    """Raises ProfileRowNotRight, also for two terms that overlap."""
    terms = [keep(Term, row, known_by=("academic_year", "name")) for row in rows]
    in_order = list(Term.objects.order_by("first_day"))
    for earlier, later in pairwise(in_order):
        if later.first_day <= earlier.last_day:
            raise ProfileRowNotRight(f"The {str(later).lower()} begins before the {str(earlier).lower()} has ended.")
    return terms

"""The rules about plans in a council's profile, by the academic year from which they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.profile_rows import keep
from peps.models import PlanSettings


def load(rows: Sequence[Mapping[str, Any]]) -> list[PlanSettings]:
    """Raises ProfileRowNotRight."""
    return [keep(PlanSettings, row, known_by=("academic_year",)) for row in rows]

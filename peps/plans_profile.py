"""The rules about plans in a council's profile, by the academic year from which they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.profile_rows import keep
from peps.models import ClockSettings, PlanSettings


def load(rows: Sequence[Mapping[str, Any]]) -> list[PlanSettings]:
    """Raises ProfileRowNotRight."""
    return [keep(PlanSettings, row, known_by=("academic_year",)) for row in rows]


def load_clocks(rows: Sequence[Mapping[str, Any]]) -> list[ClockSettings]:
    """From a day on. Raises ProfileRowNotRight."""
    return [keep(ClockSettings, row, known_by=("from_date",)) for row in rows]

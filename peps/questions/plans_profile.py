"""The rules about plans in a council's profile, by the academic year from which they hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from accounts.profile_rows import keep
from peps.models import ClockSettings, PlanSettings, WordsForChildren
from peps.questions.words_for_children import words_now


def load(rows: Sequence[Mapping[str, Any]]) -> list[PlanSettings]:
    """Raises ProfileRowNotRight."""
    return [keep(PlanSettings, row, known_by=("academic_year",)) for row in rows]


def load_words_for_children(row: Mapping[str, Any]) -> WordsForChildren:
    """What is not said there stays as it is. Raises ProfileRowNotRight."""
    now = words_now()
    words = {field.name: getattr(now, field.name) for field in WordsForChildren._meta.concrete_fields}
    del words["id"]
    return keep(WordsForChildren, words | dict(row), known_by=())


def load_clocks(rows: Sequence[Mapping[str, Any]]) -> list[ClockSettings]:
    """From a day on. Raises ProfileRowNotRight."""
    return [keep(ClockSettings, row, known_by=("from_date",)) for row in rows]

"""How long an answer may be: one limit for every writer. A longer text is refused in words, and never cut."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from accounts.refusals import PortalRefusal

LONGEST_ANSWER = 20_000  # characters, about eight pages


class TooLong(PortalRefusal):
    """The text does not fit. Whoever shows this shows the text again too, so that nothing is lost."""


def length_problem(text: str) -> str:
    """'' for a text that fits, else what to do about it."""
    if len(text) <= LONGEST_ANSWER:
        return ""
    return (
        f"This is too long to save. It has {len(text):,} characters, and {LONGEST_ANSWER:,} is the most. "
        "Make it shorter, then save again."
    )


def require_fitting(text: str) -> None:
    """Raises TooLong."""
    if problem := length_problem(text):
        raise TooLong(problem)


def check_length(text: str) -> None:
    """For columns: Django's own limit would let browsers cut what is pasted."""
    if problem := length_problem(text):
        raise ValidationError(problem)


def too_long(posted: Mapping[str, Any], stored: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Texts that do not fit, by key; not those that stand there already."""
    return {
        key: new.text
        for key, new in posted.items()
        if length_problem(new.text) and new.text != stored.get(key, {}).get("text")
    }

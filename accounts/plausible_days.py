"""Days that can be meant: a slip of the hand such as the year 0206 or 9999 is told at once, in every form that asks."""

import datetime as dt

from django.core.exceptions import ValidationError

FIRST_YEAR, LAST_YEAR = 1990, 2099
"""Nobody in care today was born before, and no plan reaches beyond."""


def is_plausible(day: dt.date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def require_plausible(day: dt.date) -> None:
    """A validator of form fields."""
    if not is_plausible(day):
        raise ValidationError(f"Write a year from {FIRST_YEAR} to {LAST_YEAR}", code="year")

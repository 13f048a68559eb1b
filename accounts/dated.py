"""Rows that hold for a time: half-open, from `from_date` up to and not including `until`."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q


def not_in_error(prefix: str = "") -> Q:
    """A row entered in error has `until` on its first day, and never holds."""
    p = f"{prefix}__" if prefix else ""
    return Q(**{f"{p}until": None}) | Q(**{f"{p}until__gt": F(f"{p}from_date")})


def holds(on: dt.date, prefix: str = "") -> Q:
    """Holds from its first day to the day before `until`.

    Put it in one `filter()` with the relation it dates, or the database joins twice and finds two different rows.
    """
    p = f"{prefix}__" if prefix else ""
    return Q(**{f"{p}from_date__lte": on}) & (Q(**{f"{p}until": None}) | Q(**{f"{p}until__gt": on}))


def starts_after(on: dt.date, prefix: str = "") -> Q:
    """Has not begun on that day, and was not entered in error."""
    p = f"{prefix}__" if prefix else ""
    return Q(**{f"{p}from_date__gt": on}) & not_in_error(prefix)


class DatedQuerySet(models.QuerySet):
    def holding(self, on: dt.date) -> Self:
        return self.filter(holds(on))


class Dated(models.Model):
    from_date = models.DateField("from")
    until = models.DateField("until, not included", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_until_not_before_from",
                condition=Q(until=None) | Q(until__gte=F("from_date")),
                violation_error_message="The last day cannot be before the first.",
            )
        ]

    def holds_on(self, day: dt.date) -> bool:
        return self.from_date <= day and (self.until is None or day < self.until)

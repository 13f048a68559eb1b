"""Whose education plan is kept: one query, for delegation, money and figures alike (the life of a plan, step 0)."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.dated import holds
from children.models import Child, Enrolment, Term
from children.year_groups import FIRST_MONTH, academic_year_start
from peps.models import PlanSettings

YEARS_FROM_BIRTH_TO_RECEPTION = 4


@dataclass(frozen=True)
class OutOfScope:
    child: Child
    reason: str


def in_scope(on: dt.date):
    """Looked after on that day, old enough and below the age of the setting, and, before Reception, in a nursery.

    The birthday itself: a child is in scope from the birthday at which the youngest age is reached, and no longer
    on the birthday at which the oldest is.
    """
    rules = PlanSettings.objects.on(on)
    return (
        Child.objects.looked_after_on(on)
        .filter(merged_into=None)
        .filter(date_of_birth__lte=birthday_before(on, rules.youngest_age))
        .filter(date_of_birth__gt=birthday_before(on, rules.oldest_age))
        .filter(_of_school_age(on) | Exists(_enrolled(on)))
    )


def scope_day(term: Term, on: dt.date) -> dt.date:
    """The day on which scope is judged for a term: today, within the term."""
    return min(max(on, term.first_day), term.last_day)


def out_of_scope(on: dt.date) -> Iterator[OutOfScope]:
    """Everybody else who is looked after that day, with the reason in words."""
    rules = PlanSettings.objects.on(on)
    looked_after = Child.objects.looked_after_on(on).filter(merged_into=None)
    for child in looked_after.exclude(pk__in=in_scope(on).values("pk")):
        yield OutOfScope(child, _reason(child, on, rules))


def birthday_before(on: dt.date, years: int) -> dt.date:
    """Born on this day, one turns `years` on `on`. For 29 February the day before stands in."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)


def _reason(child: Child, on: dt.date, rules: PlanSettings) -> str:
    if child.date_of_birth > birthday_before(on, rules.youngest_age):
        return f"Under {rules.youngest_age} years old"
    if child.date_of_birth <= birthday_before(on, rules.oldest_age):
        return f"Has turned {rules.oldest_age}"
    return "Not yet at school and not in a nursery"


def _of_school_age(on: dt.date) -> Q:
    """In Reception or above."""
    first_day_too_young = dt.date(academic_year_start(on) - YEARS_FROM_BIRTH_TO_RECEPTION, FIRST_MONTH, 1)
    return Q(date_of_birth__lt=first_day_too_young)


def _enrolled(on: dt.date):
    return Enrolment.objects.filter(holds(on), child=OuterRef("pk"))

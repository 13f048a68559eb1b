"""Entering a term: which dates go together, and what is wrong with those that do not."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.models import Term
from children.year_groups import academic_year

LONGEST_HOLIDAY_BEFORE = dt.timedelta(days=70)
DATES = (
    "first_day",
    "half_term_from_date",
    "half_term_last_date",
    "last_day",
    "delegation_date",
    "pep_deadline_date",
)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one of the dates, in words for the person who enters it."""

    field: str
    text: str


class TermNotKept(PortalRefusal):
    """The dates do not go together; the text says which."""


def term_with_key(key: str) -> Term:
    """The term of an address such as 2026-27-autumn. Raises Term.DoesNotExist."""
    year, _, name = key.rpartition("-")
    return Term.objects.get(academic_year=year.replace("-", "/"), name=name.upper())


def problems_with(dates: Mapping[str, dt.date]) -> list[Problem]:
    """Of the dates given, those that cannot be: a term's days follow each other."""
    found = []
    for field, text, is_wrong in (
        (
            "half_term_from_date",
            "Half term must begin after the first day of term",
            _before("first_day", strictly=True),
        ),
        (
            "half_term_last_date",
            "The last day of half term cannot be before its first",
            _before("half_term_from_date"),
        ),
        ("last_day", "The term must end after half term", _before("half_term_last_date", strictly=True)),
        ("pep_deadline_date", "The deadline cannot be before the first day of term", _before("first_day")),
        (
            "pep_deadline_date",
            "The deadline must come after the day of delegation",
            _before("delegation_date", strictly=True),
        ),
        ("delegation_date", "Plans cannot be handed out after the term has ended", _after("last_day")),
    ):
        if is_wrong(dates, field):
            found.append(Problem(field, text))
    first, delegation = dates.get("first_day"), dates.get("delegation_date")
    if first and delegation and delegation < first - LONGEST_HOLIDAY_BEFORE:
        found.append(Problem("delegation_date", "This is more than ten weeks before the first day of term"))
    return found


def clash_of(*, first_day: dt.date, last_day: dt.date, but: Term | None = None) -> Term | None:
    """Another term that has a day in common with these days, both included."""
    others = Term.objects.exclude(pk=but.pk) if but and but.pk else Term.objects.all()
    return others.filter(first_day__lte=last_day, last_day__gte=first_day).first()


@transaction.atomic
def keep_term(*, term: Term, by: Any) -> Term:
    """Adds or changes a term. Plans that are being written follow in the night (peps/deadlines/due_date_updates.py).

    Raises TermNotKept for dates that do not go together.
    """
    access.require(by, Action.MANAGE_TERMS)
    problems = problems_with({name: getattr(term, name) for name in DATES})
    if problems:
        raise TermNotKept(f"{problems[0].text}.")
    if clash := clash_of(first_day=term.first_day, last_day=term.last_day, but=term):
        raise TermNotKept(f"These days overlap with the {str(clash).lower()}.")
    is_new = term.pk is None
    term.academic_year = academic_year(term.first_day)
    term.changed_by_name, term.changed_at = str(by), clock.now()
    term.save()
    dates = {name: getattr(term, name).isoformat() for name in DATES}
    audit.record("term.added" if is_new else "term.changed", by=by, subject=term, **dates)
    return term


def _before(other: str, *, strictly: bool = False):
    """Whether a date lies before `other`; or on it, where it must strictly follow."""

    def is_wrong(dates: Mapping[str, dt.date], field: str) -> bool:
        this, that = dates.get(field), dates.get(other)
        return bool(this and that and (this < that or (strictly and this == that)))

    return is_wrong


def _after(other: str):
    def is_wrong(dates: Mapping[str, dt.date], field: str) -> bool:
        this, that = dates.get(field), dates.get(other)
        return bool(this and that and this > that)

    return is_wrong

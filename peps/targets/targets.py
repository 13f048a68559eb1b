"""The targets of a plan: added, taken out and put back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.refusals import PortalRefusal
from peps.answers.merging import Posted
from peps.answers.saving import open_section, save_in, touch_table
from peps.answers.target_answers import texts_of
from peps.models import CostLine, Section, Target
from peps.questions.blueprint.target_questions import key_of

MOST_TARGETS = 12


class TooManyTargets(PortalRefusal):
    """A plan of more than a dozen targets is one that nobody works with."""


@transaction.atomic
def add_target(*, section: Section, by: Any, at: dt.datetime, texts: Mapping[str, str] | None = None) -> Target:
    """With the words that it begins with, from the guide or the bank. One that is still empty is taken instead of
    another: a button pressed twice, or a page loaded again, adds none.

    Raises ActNotAllowed when the section is closed to this person, TooManyTargets above a dozen.
    """
    locked = open_section(section, by=by)
    there = list(locked.pep.targets.all())
    target = next((each for each in there if not any(texts_of(each, locked.answers).values())), None)
    if target is None:
        if len(there) >= MOST_TARGETS:
            raise TooManyTargets(f"This plan has {MOST_TARGETS} targets. Take one out before you add another.")
        last = max((each.position for each in there), default=-1)
        target = Target.objects.create(pep=locked.pep, position=last + 1)
    begun = {key_of(target.reference, column): Posted(text, 0) for column, text in (texts or {}).items() if text}
    save_in(locked, posted=begun, by=by, at=at)
    return target


@transaction.atomic
def take_out(*, target: Target, section: Section, by: Any, at: dt.datetime) -> None:
    """Its words are kept, and it can be put back. Raises ActNotAllowed."""
    _set_taken_out(target, section, by=by, at=at, is_out=True)


@transaction.atomic
def put_back(*, target: Target, section: Section, by: Any, at: dt.datetime) -> None:
    """Raises ActNotAllowed."""
    _set_taken_out(target, section, by=by, at=at, is_out=False)


def _set_taken_out(target: Target, section: Section, *, by: Any, at: dt.datetime, is_out: bool) -> None:
    locked = open_section(section, by=by)
    target.taken_out_at, target.taken_out_by = (at, by) if is_out else (None, None)
    target.save(update_fields=["taken_out_at", "taken_out_by"])
    touch_table(locked, by=by, at=at)


@transaction.atomic
def remove_cost(row: CostLine, *, section: Section, by: Any, at: dt.datetime) -> None:
    """Raises ActNotAllowed."""
    locked = open_section(section, by=by)
    row.delete()
    touch_table(locked, by=by, at=at)

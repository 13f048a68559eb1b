"""The life of a plan as a table. `make_move` is the only writer of a plan's status."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.documents.signed_copy import freeze
from peps.enums import CloseReason, PartName, PepStatus
from peps.models import Part, PepEvent, PersonalEducationPlan, Section
from peps.results.results import take_into_record
from peps.sections.completeness import missing

S = PepStatus
RESTORED_BY_A_PERSON = PepEvent.objects.filter(name="restore", by__isnull=False)
"""Not by a rule, which restores what a corrected record says never ended."""
Pep = PersonalEducationPlan


class MoveNotAllowed(PortalRefusal):
    """The plan is not in a state for this move, or something that the move needs is missing."""

    def __init__(self, text: str, missing: Iterable[Any] = ()) -> None:
        super().__init__(text)
        self.missing = list(missing)


@dataclass(frozen=True)
class Move:
    """From where, to where, by which act. `part` is set for the two submissions."""

    sources: frozenset[str]
    target: str
    action: Action
    said: str
    part: str = ""
    needs_note: bool = False
    needs_sections: bool = False
    needs_everything: bool = False


MOVES: dict[str, Move] = {
    "submit_part_1": Move(
        frozenset({S.OPEN, S.RETURNED}), S.SUBMITTED, Action.SUBMIT_PART_1, "Part 1 was submitted", PartName.PART_1
    ),
    "submit_school_part": Move(
        frozenset({S.OPEN, S.RETURNED}),
        S.SUBMITTED,
        Action.SUBMIT_SCHOOL_PART,
        "The school part was submitted",
        PartName.SCHOOL,
    ),
    "return": Move(
        frozenset({S.SUBMITTED}),
        S.RETURNED,
        Action.RETURN_PEP,
        "The plan was returned with development points",
        needs_sections=True,
    ),
    "sign_off": Move(
        frozenset({S.SUBMITTED}), S.SIGNED_OFF, Action.SIGN_OFF_PEP, "The plan was signed off", needs_everything=True
    ),
    "sign_off_below_standard": Move(
        frozenset({S.SUBMITTED}),
        S.SIGNED_OFF,
        Action.SIGN_OFF_BELOW_STANDARD,
        "The plan was signed off below standard",
        needs_note=True,
        needs_everything=True,
    ),
    "close": Move(
        frozenset({S.OPEN, S.SUBMITTED, S.RETURNED}), S.CLOSED, Action.CLOSE_PEP, "The plan was closed without sign-off"
    ),
}


@transaction.atomic
def make_move(
    name: str,
    *,
    pep: Pep,
    by: Any,
    at: dt.datetime,
    note: str = "",
    section_keys: Iterable[str] = (),
    close_reason: str = "",
) -> Pep:
    """Raises MoveNotAllowed with a text for the person, or ActNotAllowed; then nothing has changed.

    A submission takes the plan to the virtual school only when the other part is in too.
    """
    move = MOVES[name]
    access.require(by, move.action)
    locked = Pep.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    _let_nobody_write(locked, move.part)
    _check(move, locked, note=note, section_keys=section_keys)
    _check_reason(locked, close_reason, at=at)
    if move.part:
        _submit_part(locked, move.part, by=by, at=at)
    if move.needs_sections:
        _reopen(locked, section_keys, at=at)
    if move.target == S.CLOSED:
        locked.close_reason = CloseReason(close_reason)
    everything_in = not move.part or not locked.parts.filter(submitted_at=None).exists()
    if everything_in:
        _set_status(locked, move.target, at=at)
    if move.target == S.SIGNED_OFF:
        take_into_record(locked, by=by, at=at)
        freeze(pep=locked, by=by, at=at)
    PepEvent.objects.create(
        pep=locked, name=name, text=move.said, note=note, by=by if by.pk else None, by_name=str(by), at=at
    )
    audit.record(f"pep.{name}", by=by, subject=locked, status=locked.status)
    return locked


@transaction.atomic
def take_back_closing(*, pep: Pep, by: Any, at: dt.datetime, note: str = "") -> Pep:
    """No move of a plan's life, but the correction of one: a closed plan stands again as it stood.

    Raises ActNotAllowed and MoveNotAllowed. Ask peps/life/closing.py, which sees to what has taken its place.
    """
    access.require(by, Action.CLOSE_PEP)
    locked = Pep.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    if locked.status != S.CLOSED:
        raise MoveNotAllowed(f"This plan is not closed: it is “{locked.get_status_display().lower()}”.")
    locked.close_reason = ""
    _set_status(locked, stood_before(locked), at=at)
    PepEvent.objects.create(
        pep=locked, name="restore", text="The plan was restored as it stood", note=note, by=by if by.pk else None,
        by_name=str(by), at=at,
    )  # fmt: skip
    audit.record("pep.restore", by=by, subject=locked, status=locked.status)
    return locked


def moves_open_to(person: Any, pep: Pep) -> tuple[str, ...]:
    """The moves whose state and act fit; what may still be missing is asked when the move is made."""
    parts_in = {part.name for part in pep.parts.all() if part.submitted_at}
    return tuple(
        name
        for name, move in MOVES.items()
        if pep.status in move.sources and access.may(person, move.action) and move.part not in parts_in
    )


def _check(move: Move, pep: Pep, *, note: str, section_keys: Iterable[str]) -> None:
    if pep.status not in move.sources:
        raise MoveNotAllowed(f"This cannot be done now: the plan is “{pep.get_status_display().lower()}”.")
    if move.needs_note and not note.strip():
        raise MoveNotAllowed("Give a reason: it is kept with the plan.")
    if move.needs_sections and not list(section_keys):
        raise MoveNotAllowed("Name at least one section to open again.")
    if move.part or move.needs_everything:
        lacking = missing(pep, move.part or None)
        if lacking:
            raise MoveNotAllowed("Some things are still missing. Nothing that you wrote is lost.", lacking)


def _check_reason(pep: Pep, close_reason: str, *, at: dt.datetime) -> None:
    """Not completed in its term is true of a plan that was not handed in and whose day has passed."""
    if close_reason != CloseReason.NOT_COMPLETED:
        return
    if pep.status == S.SUBMITTED:
        raise MoveNotAllowed("Both parts of this plan are in. Check it and sign it off instead.")
    if pep.due_date >= clock.day_of(at):
        raise MoveNotAllowed("This plan is not due yet. Choose another reason, or wait until its due date has passed.")


def stood_before(pep: Pep) -> str:
    """The status of a closed plan when it was closed: it follows from its parts and sections."""
    if not pep.parts.filter(submitted_at=None).exists():
        return S.SUBMITTED
    return S.RETURNED if pep.sections.filter(reopened_at__isnull=False).exists() else S.OPEN


def is_in(pep: Pep, part: str) -> bool:
    """Submitted, and not returned since."""
    return pep.parts.filter(name=part, submitted_at__isnull=False).exists()


def _let_nobody_write(pep: Pep, part: str) -> None:
    """Until the move is made: what was found complete is what is submitted. Sections first, their part later, as writers do."""
    list(pep.sections.filter(part__name=part).order_by("pk").select_for_update(of=("self",)))


def _submit_part(pep: Pep, name: str, *, by: Any, at: dt.datetime) -> None:
    part = pep.parts.select_for_update().get(name=name)
    if not pep.sections.filter(part=part, pk__in=Section.objects.asked_of(by).values("pk")).exists():
        raise access.ActNotAllowed(f"{part} of this plan is asked of somebody else.")
    if part.submitted_at:
        raise MoveNotAllowed(f"{part} is already in, since {clock.day_of(part.submitted_at):%-d %B %Y}.")
    part.submitted_at, part.submitted_by = at, by
    part.first_submitted_at = part.first_submitted_at or at
    part.save(update_fields=["submitted_at", "submitted_by", "first_submitted_at"])
    pep.sections.filter(part=part).update(reopened_at=None)


def _reopen(pep: Pep, section_keys: Iterable[str], *, at: dt.datetime) -> None:
    """Only the sections named are open again, and their parts have to be submitted again.

    Raises MoveNotAllowed for a section that this plan does not have: it would be returned with nothing open.
    """
    keys = set(section_keys)
    named = pep.sections.filter(key__in=keys)
    if named.count() != len(keys):
        raise MoveNotAllowed("The plan has no such section. Name the sections to open again.")
    named.update(reopened_at=at, confirmed_at=None, confirmed_by=None)
    Part.objects.filter(pk__in=named.values("part")).update(submitted_at=None, submitted_by=None)


_MOMENTS: dict[str, str] = {S.SUBMITTED: "submitted_at", S.SIGNED_OFF: "signed_off_at", S.CLOSED: "closed_at"}


def _set_status(pep: Pep, status: str, *, at: dt.datetime) -> None:
    pep.status = status
    fields = ["status", "close_reason"]
    if pep.closed_at and status != S.CLOSED:  # it was submitted, or not, before: that moment stands
        pep.closed_at = None
        fields.append("closed_at")
    elif moment := _MOMENTS.get(status):
        setattr(pep, moment, at)
        fields.append(moment)
    pep.save(update_fields=fields)

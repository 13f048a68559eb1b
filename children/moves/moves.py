"""A move of school is a proposal first: who was asked, and who approved, before the child is told to pack.

In the fourth key stage (years 10 and 11) a nominated officer must approve a placement change that disrupts education,
and be satisfied that the designated teacher and the reviewing officer were asked; an emergency is excepted (Care
Planning, Placement and Case Review Regulations 2010, regulation 10). At any age we ask for the child's own view and
the virtual school's before a move is agreed.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.enums import MoveState, Origin
from children.models import Child, Enrolment, PlannedMove

PARTIES: Mapping[str, str] = {
    "child": "The child",
    "school": "The present school",
    "carer": "The carer",
    "virtual_school": "The virtual school",
    "iro": "The independent reviewing officer",
    "parent": "The parent",
}
MUST_BE_ASKED = ("child", "virtual_school")
MUST_BE_ASKED_BEFORE_APPROVAL = ("school", "iro")
NEEDS_APPROVAL = (10, 11)  # year groups on the planned day
OPEN = (MoveState.PROPOSED, MoveState.AGREED)
EARLIEST_BEFORE_PLAN = dt.timedelta(days=60)


class CannotMove(PortalRefusal):
    """The proposal is not so far yet, or is over; the text says what is missing."""


def propose(*, move: PlannedMove, by: Any) -> PlannedMove:
    """Raises CannotMove while another move of the child is planned."""
    access.require(by, Action.PLAN_MOVE)
    if not Child.objects.visible_to(by).filter(pk=move.child_id).exists():
        raise CannotMove("This child is not one of yours.")
    move.origin, move.entered_by, move.entered_at = Origin.HAND, by, clock.now()
    try:
        with transaction.atomic():
            move.save()
            audit.record("move.proposed", by=by, subject=move)
    except IntegrityError:
        raise CannotMove("A move is planned for this child already. Change that one, or withdraw it first.") from None
    return move


@transaction.atomic
def note_consulted(*, move: PlannedMove, said: Mapping[str, Mapping[str, str]], by: Any) -> None:
    """`said`: party -> {"date": ISO day, "text": their view}; only parties that were asked stand in it."""
    access.require(by, Action.PLAN_MOVE)
    held = _locked(move, by)
    held.consulted = {party: dict(said[party]) for party in PARTIES if party in said}
    held.save(update_fields=["consulted"])
    audit.record("move.consulted", by=by, subject=held, parties=sorted(held.consulted))


@transaction.atomic
def approve(*, move: PlannedMove, officer: str, on: dt.date, by: Any) -> None:
    """`officer`: the nominated officer's name and post; `on`: the day of the approval."""
    access.require(by, Action.APPROVE_MOVE)
    held = _locked(move, by)
    held.approved_by_name, held.approved_date = officer, on
    held.save(update_fields=["approved_by_name", "approved_date"])
    audit.record("move.approved", by=by, subject=held)


@transaction.atomic
def agree(*, move: PlannedMove, by: Any) -> None:
    """Raises CannotMove, naming everything that is missing."""
    access.require(by, Action.PLAN_MOVE)
    held = _locked(move, by)
    if missing := missing_before_agreed(held):
        raise CannotMove(f"Not yet: {'; '.join(missing)}.")
    held.state = MoveState.AGREED
    held.save(update_fields=["state"])
    audit.record("move.agreed", by=by, subject=held)


@transaction.atomic
def withdraw(*, move: PlannedMove, reason: str, by: Any) -> None:
    access.require(by, Action.PLAN_MOVE)
    held = _locked(move, by)
    held.state, held.state_reason = MoveState.WITHDRAWN, reason[:300]
    held.save(update_fields=["state", "state_reason"])
    audit.record("move.withdrawn", by=by, subject=held)


def missing_before_agreed(move: PlannedMove) -> list[str]:
    """In words for the page."""
    asked = MUST_BE_ASKED + (MUST_BE_ASKED_BEFORE_APPROVAL if needs_approval(move) else ())
    missing = [
        f"{PARTIES[party][:1].lower()}{PARTIES[party][1:]} was not asked"
        for party in asked
        if party not in move.consulted
    ]
    if needs_approval(move) and not move.approved_by_name:
        missing.append("the nominated officer has not approved a move in year 10 or 11")
    return missing


def needs_approval(move: PlannedMove) -> bool:
    return move.child.year_group_on(move.planned_date) in NEEDS_APPROVAL


def note_what_happened(on: dt.date) -> int:
    """Moves whose child is on roll at the new school by that day have happened. Safe to run at any time."""
    there = Enrolment.objects.standing().filter(
        child=OuterRef("child"),
        school=OuterRef("to_school"),
        from_date__lte=on,
        from_date__gte=OuterRef("planned_date") - EARLIEST_BEFORE_PLAN,
    )
    planned = PlannedMove.objects.filter(state__in=OPEN, to_school__isnull=False)
    return planned.filter(Exists(there)).update(state=MoveState.HAPPENED)


def _locked(move: PlannedMove, by: Any) -> PlannedMove:
    children = Child.objects.visible_to(by)
    held = PlannedMove.objects.select_for_update(of=("self",)).filter(pk=move.pk, child__in=children).first()
    if held is None or held.state not in OPEN:
        raise CannotMove("This proposal is over.")
    return held

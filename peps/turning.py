"""A change while the term's plan is under way turns that one into the plan after the change (architecture, 4).

It stays the term's plan. Its school part goes to the new school, unconfirmed; what the former school wrote stays
readable, with its author in the history. Part 1 asks besides what has changed. Nobody gains time by it: the plan is due
on the earlier of its own day and the day that follows from the change, so that a day that was missed stays missed, and
a first plan keeps its ten working days (ADR 16).
"""

import datetime as dt
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.enums import Phase
from peps.blueprint.editions import blueprint_for, body_for
from peps.carry_forward import answers_for
from peps.completeness import blueprint_of
from peps.enums import PartName, PepKind, PepStatus
from peps.following_facts import TURNED, due_of_new
from peps.form_shape import shape_now
from peps.models import FormEdition, PepEvent, PersonalEducationPlan, Section
from peps.opening import main_school, owner_of_school_part, owner_of_section
from peps.prefill import facts


class CannotTurn(PortalRefusal):
    """There is no plan that could be turned, or it is a plan after a change already."""


@transaction.atomic
def turn_into_change(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> PersonalEducationPlan:
    """Raises ActNotAllowed, and CannotTurn for a plan that is checked, signed or closed, or was turned before."""
    access.require(by, Action.OPEN_PEP)
    locked = (
        PersonalEducationPlan.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("child", "school", "fills_term", "edition", "follows")
        .get(pk=pep.pk)
    )
    if locked.status != PepStatus.OPEN:
        raise CannotTurn(
            "This plan is being checked, or is finished. Return it or sign it off first, then open another."
        )
    if locked.kind == PepKind.CHANGE:
        raise CannotTurn("This is a plan after a change already. Bring it up to date: its sections are open.")
    day = clock.day_of(at)
    former, locked.school = locked.school, main_school(locked.child, day)
    locked.kind = PepKind.CHANGE
    locked.edition = FormEdition.objects.keep(body_for(**_form_of(locked)))
    was, follows = locked.due_date, due_of_new(locked.child, kind=PepKind.CHANGE, term=locked.fills_term, day=day).day
    locked.due_date = min(was, follows)
    locked.delegated_at = at
    locked.save(update_fields=["school", "kind", "edition", "due_date", "delegated_at"])
    _ask_what_changed(locked, day)
    if former != locked.school:
        _hand_to_new_school(locked, day)
    moved = f": the school part is {locked.school}'s now" if locked.school and former != locked.school else ""
    PepEvent.objects.create(
        pep=locked, name=TURNED, text=f"The plan became the plan after a change{moved}"[:200], by=by if by.pk else None,
        by_name=str(by), at=at,
    )  # fmt: skip
    audit.record("pep.turned_into_change", by=by, subject=locked, was=was.isoformat(), now=locked.due_date.isoformat())
    return locked


def _form_of(pep: PersonalEducationPlan) -> dict[str, Any]:
    looks_back = any(section.key == "target_reviews" for section in blueprint_of(pep).sections)
    return {
        "phase": Phase(pep.phase),
        "kind": PepKind.CHANGE,
        "looks_back": looks_back,
        "on_roll": pep.school is not None,
        "shape": shape_now(),
    }


def _ask_what_changed(pep: PersonalEducationPlan, day: dt.date) -> None:
    """Sections that the form of a change has besides, in its order; those that are there keep every word."""
    form = blueprint_for(**_form_of(pep))
    there = {section.key: section for section in pep.sections.all()}
    parts = {part.name: part for part in pep.parts.all()}
    known = facts(pep.child, day)
    for position, spec in enumerate(form.sections):
        if section := there.pop(spec.key, None):
            Section.objects.filter(pk=section.pk).update(position=position)
            continue
        Section.objects.create(
            pep=pep,
            part=parts[spec.part],
            key=spec.key,
            position=position,
            owner_role=owner_of_section(spec, parts[PartName.SCHOOL].owner_role),
            answers=answers_for(spec, known, {}),
        )


def _hand_to_new_school(pep: PersonalEducationPlan, day: dt.date) -> None:
    owner = owner_of_school_part(pep, day)
    part = pep.parts.get(name=PartName.SCHOOL)
    part.owner_role, part.submitted_at, part.submitted_by = owner, None, None
    part.save(update_fields=["owner_role", "submitted_at", "submitted_by"])
    pep.sections.filter(part=part).update(
        owner_role=owner, confirmed_at=None, confirmed_by=None, is_on_behalf=False, handed_to=None, handed_until=None
    )

"""A change while the term's plan is under way turns that one into the plan after the change (architecture, 4).

It stays the term's plan. Its school part goes to the new school, unconfirmed; what the former school wrote stays
readable, with its author in the history. Part 1 asks besides what has changed. Nobody gains time by it: the plan is due
on the earlier of its own day and the day that follows from the change, so that a day that was missed stays missed, and
a first plan keeps its ten working days (ADR 16).

Whoever is asked for something new is asked for their part again: it counts as in when they have submitted it with that.
"""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.enums import Phase
from children.moves import change_detection
from peps.deadlines.due_date_updates import TURNED, due_of_new
from peps.enums import PartName, PepKind, PepStatus
from peps.models import FormEdition, PepEvent, PersonalEducationPlan, Section
from peps.opening.opening import main_school, owner_of_school_part, owner_of_section
from peps.prefilling.carry_forward import answers_for, moved_on
from peps.prefilling.prefill import facts
from peps.questions.blueprint.editions import blueprint_for
from peps.questions.blueprint.spec import Blueprint
from peps.questions.council_form import shape_now
from peps.questions.plan_form import blueprint_of

BEING_WRITTEN = (PepStatus.OPEN, PepStatus.RETURNED)
WHAT_CHANGED = "change"
UNREAD = {"confirmed_at": None, "confirmed_by": None, "is_on_behalf": False}
NOT_IN = {"submitted_at": None, "submitted_by": None, "first_submitted_at": None}


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
    if locked.status not in BEING_WRITTEN:
        raise CannotTurn(
            "This plan is being checked, or is finished. Return it or sign it off first, then open another."
        )
    day = clock.day_of(at)
    if locked.kind == PepKind.CHANGE and not _changed_again(locked, day):
        raise CannotTurn("This is a plan after a change already, and nothing has changed since. Bring it up to date.")
    former, locked.school = locked.school, main_school(locked.child, day)
    locked.kind = PepKind.CHANGE
    form = _form_of(locked)
    locked.edition = FormEdition.objects.keep(form.as_body())
    was, follows = locked.due_date, due_of_new(locked.child, kind=PepKind.CHANGE, term=locked.fills_term, day=day).day
    locked.due_date = min(was, follows)
    locked.brought_from_date = locked.brought_from_date if locked.due_date == was else None
    locked.delegated_at = at
    locked.save(update_fields=["school", "kind", "edition", "due_date", "brought_from_date", "delegated_at"])
    _ask_what_changed(locked, form, at)
    if former != locked.school:
        _hand_to_new_school(locked, at)
    moved = f": the school part is {locked.school}'s now" if locked.school and former != locked.school else ""
    PepEvent.objects.create(
        pep=locked, name=TURNED, text=f"The plan became the plan after a change{moved}"[:200], by=by if by.pk else None,
        by_name=str(by), at=at,
    )  # fmt: skip
    audit.record("pep.turned_into_change", by=by, subject=locked, was=was.isoformat(), now=locked.due_date.isoformat())
    return locked


def _changed_again(pep: PersonalEducationPlan, day: dt.date) -> bool:
    """Another school, or a change that came after the plan last was handed out."""
    moved = change_detection.last_move(pep.child, day)
    asked = clock.day_of(pep.delegated_at or pep.opened_at)
    return main_school(pep.child, day) != pep.school or (moved is not None and moved > asked)


def _form_of(pep: PersonalEducationPlan) -> Blueprint:
    """The form of a change, and every section that the plan has: one switched off since then was asked all the same."""
    before = blueprint_of(pep)
    form = blueprint_for(
        phase=Phase(pep.phase),
        kind=PepKind.CHANGE,
        looks_back=any(section.key == "target_reviews" for section in before.sections),
        on_roll=pep.school is not None,
        shape=shape_now(),
    )
    sections = list(form.sections)
    for place, section in enumerate(before.sections):
        keys = [each.key for each in sections]
        if section.key not in keys:
            sections.insert(keys.index(before.sections[place - 1].key) + 1 if place else 0, section)
    return replace(form, sections=tuple(sections))


def _ask_what_changed(pep: PersonalEducationPlan, form: Blueprint, at: dt.datetime) -> None:
    """Sections that the form of a change has besides, in its order; those that are there keep every word.

    Where Part 1 repeats a record that has changed, it says the new one beside the old, to be confirmed. A part that was
    in and is asked for more has to be submitted again.
    """
    there = {section.key: section for section in pep.sections.select_for_update(of=("self",))}
    parts = {part.name: part for part in pep.parts.all()}
    known = facts(pep.child, clock.day_of(at))
    asked_again = set()
    for position, spec in enumerate(form.sections):
        if section := there.pop(spec.key, None):
            new = moved_on(spec, known, section.answers) if spec.part == PartName.PART_1 else {}
            Section.objects.filter(pk=section.pk).update(position=position)
            if new or spec.key == WHAT_CHANGED:
                Section.objects.filter(pk=section.pk).update(
                    **UNREAD, answers=section.answers | new, reopened_at=_reopened(pep, at)
                )
                asked_again.add(section.part_id)
            continue
        Section.objects.create(
            pep=pep,
            part=parts[spec.part],
            key=spec.key,
            position=position,
            owner_role=owner_of_section(spec, parts[PartName.SCHOOL].owner_role),
            answers=answers_for(spec, known, {}),
            reopened_at=_reopened(pep, at),
        )
        asked_again.add(parts[spec.part].pk)
    pep.parts.filter(pk__in=asked_again).update(**NOT_IN)


def _hand_to_new_school(pep: PersonalEducationPlan, at: dt.datetime) -> None:
    owner = owner_of_school_part(pep, clock.day_of(at))
    part = pep.parts.get(name=PartName.SCHOOL)
    pep.parts.filter(pk=part.pk).update(owner_role=owner, **NOT_IN)
    pep.sections.filter(part=part).update(
        **UNREAD, owner_role=owner, handed_to=None, handed_until=None, reopened_at=_reopened(pep, at)
    )


def _reopened(pep: PersonalEducationPlan, at: dt.datetime) -> dt.datetime | None:
    """Of a plan that was returned only the sections named are open, and these are named by the change."""
    return at if pep.status == PepStatus.RETURNED else None

"""Between two plans: dated notes on how a target, or something agreed at the meeting, is going. The signed text stands."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from peps.models import AgreedAction, PersonalEducationPlan, ProgressNote, Target
from peps.questions.answer_values import written

AGREED = "agreed"


class CannotNote(PortalRefusal):
    """The plan was closed, or the words are missing."""


@dataclass(frozen=True)
class Going:
    """One target, or what was agreed at the meeting, with its notes; the newest first."""

    title: str
    text: str
    notes: list[ProgressNote]
    about: str


@transaction.atomic
def note_progress(
    *, pep: PersonalEducationPlan, about: str, noted_date: dt.date, text: str, by: Any, at: dt.datetime
) -> ProgressNote:
    """`about` is the reference of a target or an action, or AGREED. Raises ActNotAllowed, and CannotNote for a plan that was closed."""
    access.require(by, Action.NOTE_PROGRESS)
    there = PersonalEducationPlan.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    if there.close_reason:
        raise CannotNote("This plan was closed, so nothing more is noted in it.")
    target = None if about == AGREED else Target.objects.filter(pep=there, reference=about).first()
    action = None if target else AgreedAction.objects.filter(pep=there, reference=about).first()
    if target is None and action is None and about != AGREED:
        raise CannotNote("This is not in the plan any more. Choose what the note is about.")
    note = ProgressNote(pep=there, target=target, action=action, noted_date=noted_date, text=text, by=by, at=at)
    if before := said_before(note, since=at - A_WHILE):
        return before
    note.save()
    audit.record("progress.noted", by=by, subject=there, child=there.child)
    return note


def how_it_goes(pep: PersonalEducationPlan) -> list[Going]:
    """Every target in its order, then each action, then what was agreed at the meeting. Four queries."""
    notes: dict[tuple[int | None, int | None], list[ProgressNote]] = {}
    for note in pep.progress_notes.select_related("by"):
        notes.setdefault((note.target_id, note.action_id), []).append(note)
    going = [
        Going(
            f"Target {number}: {target.get_area_display()}",
            target.outcome,
            notes.get((target.pk, None), []),
            target.reference,
        )
        for number, target in enumerate(pep.targets.all(), start=1)
    ]
    going += [
        Going(f"Action {number}", action_in_words(action), notes.get((None, action.pk), []), action.reference)
        for number, action in enumerate(pep.agreed_actions.all(), start=1)
    ]
    agreed = next((section.text("agreed") for section in pep.sections.all() if section.text("agreed")), "")
    if agreed or (None, None) in notes:
        going.append(Going("Agreed at the meeting", agreed, notes.get((None, None), []), AGREED))
    return going


def action_in_words(action: AgreedAction) -> str:
    """'Buy a reading lamp. Jo Carer, by 27 November 2026'."""
    who = ", ".join(filter(None, [action.by_whom, f"by {written(action.by_date)}" if action.by_date else ""]))
    return f"{action.what.rstrip('.')}. {who}" if who else action.what

"""Saving what people write in a section. A draft is always saved as typed; complete is another question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import audit
from accounts.access import ActNotAllowed
from peps.completeness import Missing, blueprint_of, missing_in
from peps.drafts import Posted, merge
from peps.models import Conflict, Revision, Section

SITTING = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Saved:
    section: Section
    conflicts: list[Conflict]


@transaction.atomic
def save_answers(*, section: Section, posted: Mapping[str, Posted], by: Any, at: dt.datetime) -> Saved:
    """Stores what changed, keeps what it replaced, and holds apart what met somebody else's newer text.

    Raises ActNotAllowed when the section is no longer open to this person.
    """
    locked = open_section(section, by=by)
    merged = merge(locked.answers, posted)
    if merged.changes:
        locked.answers = merged.answers
        _unconfirm(locked)
        locked.save(update_fields=["answers", "confirmed_at", "confirmed_by", "is_on_behalf"])
        _note_writing(locked, by=by, at=at)
        Revision.objects.bulk_create(
            Revision(
                section=locked,
                question_key=change.key,
                old_text=change.old_text,
                new_text=change.new_text,
                n=change.n,
                by=by,
                at=at,
            )
            for change in merged.changes
        )
    conflicts = [
        Conflict.objects.create(section=locked, question_key=change.key, text=change.new_text, by=by, at=at)
        for change in merged.conflicts
    ]
    return Saved(locked, conflicts)


@transaction.atomic
def confirm_section(*, section: Section, by: Any, at: dt.datetime) -> list[Missing]:
    """Marks the section as read through and complete; when something is missing, says what and changes nothing."""
    locked = open_section(section, by=by)
    spec = blueprint_of(locked.pep).section(locked.key)
    locked.confirmed_at, locked.confirmed_by = at, by
    lacking = missing_in(locked.pep, locked, spec)
    if not lacking:
        locked.is_on_behalf = not by.holds_role(locked.owner_role) and locked.handed_to_id != by.pk
        locked.save(update_fields=["confirmed_at", "confirmed_by", "is_on_behalf"])
        audit.record("section.confirmed", by=by, subject=locked, child=locked.pep.child)
    return lacking


@transaction.atomic
def settle_conflict(*, conflict: Conflict, use_it: bool, by: Any, at: dt.datetime) -> None:
    """The writer chooses: their own text replaces what stands there, or what stands there stays. Both are kept."""
    section = open_section(conflict.section, by=by)
    if use_it:
        n = section.answers.get(conflict.question_key, {}).get("n", 0)
        save_answers(section=section, posted={conflict.question_key: Posted(conflict.text, n)}, by=by, at=at)
    else:
        Revision.objects.create(
            section=section,
            question_key=conflict.question_key,
            old_text=conflict.text,
            new_text=section.text(conflict.question_key),
            n=section.answers.get(conflict.question_key, {}).get("n", 0),
            by=by,
            at=at,
        )
    conflict.settled_at = at
    conflict.save(update_fields=["settled_at"])


def open_section(section: Section, *, by: Any) -> Section:
    """The section, locked for this person's writing. Raises ActNotAllowed when it is closed to them."""
    locked = (
        Section.objects.editable_by(by)
        .select_for_update(of=("self", "part"))
        .select_related("pep__child", "pep__edition", "part")
        .filter(pk=section.pk)
        .first()
    )
    if locked is None:
        raise ActNotAllowed(
            "This section is no longer open to you: its part was submitted, or it was handed to somebody else."
        )
    return locked


def touch_table(*, section: Section, by: Any, at: dt.datetime) -> None:
    """Rows of the section's table changed: it has to be read through again, and the writing is on record."""
    locked = open_section(section, by=by)
    _unconfirm(locked)
    locked.save(update_fields=["confirmed_at", "confirmed_by", "is_on_behalf"])
    _note_writing(locked, by=by, at=at)


def _unconfirm(section: Section) -> None:
    section.confirmed_at, section.confirmed_by, section.is_on_behalf = None, None, False


def _note_writing(section: Section, *, by: Any, at: dt.datetime) -> None:
    """One record for each sitting of writing, never one for each save."""
    if not section.revisions.filter(by=by, at__gt=at - SITTING).exists():
        audit.record("section.written", by=by, subject=section, child=section.pep.child)

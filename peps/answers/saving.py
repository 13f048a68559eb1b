"""Saving what people write in a section. A draft is always saved as typed; complete is another question."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import audit, clock
from accounts.access import ActNotAllowed
from accounts.refusals import PortalRefusal
from peps.answer_length import require_fitting, too_long
from peps.answers.authorship import is_theirs
from peps.answers.confirmable import is_to_confirm
from peps.answers.consents import lapsed
from peps.answers.merging import Change, Posted, Writer, grew, is_sitting, merge
from peps.answers.target_answers import follow_answers
from peps.models import Conflict, Revision, Section
from peps.questions.plan_form import blueprint_of


class TheirWords(PortalRefusal):
    """The answer came through an own page, and nobody else writes over it."""


@dataclass(frozen=True)
class Saved:
    section: Section
    conflicts: list[Conflict]


@transaction.atomic
def save_answers(*, section: Section, posted: Mapping[str, Posted], by: Any, at: dt.datetime) -> Saved:
    """Stores what changed, keeps what it replaced, and holds apart what met somebody else's newer text.

    Raises ActNotAllowed when the section is no longer open to this person.
    """
    return save_in(open_section(section, by=by), posted=posted, by=by, at=at)


def save_in(locked: Section, *, posted: Mapping[str, Posted], by: Any, at: dt.datetime) -> Saved:
    """The same in a section that is locked for this person's writing already. Raises TooLong; then nothing is saved."""
    for text in too_long(posted, locked.answers).values():
        require_fitting(text)
    writer = Writer(by.pk, at)
    is_new_sitting = not is_sitting(locked.answers, writer)
    merged = merge(locked.answers, posted, writer)
    if merged.answers != locked.answers:
        locked.answers = merged.answers
        if merged.changes:
            unconfirm(locked)
        locked.save(update_fields=["answers", "confirmed_at", "confirmed_by", "is_on_behalf"])
        follow_answers(locked, [change.key for change in merged.changes])
    if merged.changes and is_new_sitting:
        _note_writing(locked, by=by)
    kept = [
        Revision(
            section=locked,
            question_key=change.key,
            old_text=change.old_text,
            new_text=change.new_text,
            n=change.n,
            is_aside=change in merged.late,
            by=by,
            at=at,
        )
        for change in (*merged.changes, *merged.late)
        if not change.only_grew
    ]
    if kept:
        Revision.objects.bulk_create(kept)
    conflicts = _hold_apart(locked, merged.conflicts, posted, by=by, at=at) if merged.conflicts else []
    return Saved(locked, conflicts)


def _hold_apart(
    section: Section, met: list[Change], posted: Mapping[str, Posted], *, by: Any, at: dt.datetime
) -> list[Conflict]:
    """One open conflict a question and writer: their newer text takes its place, and what it replaces is kept."""
    waiting = {row.question_key: row for row in section.conflicts.filter(by=by, settled_at=None)}
    held = []
    for change in met:
        sent = posted[change.key]
        row = waiting.get(change.key) or Conflict(section=section, question_key=change.key, by=by, at=at)
        is_late = bool(row.pk) and bool(sent.page) and sent.page == row.page and sent.seq <= row.seq
        given_up, stays = (sent.text, row.text) if is_late else (row.text, sent.text)
        if row.pk and not grew(given_up, stays):
            _keep_aside(section, change.key, given_up, stays, change.n, by=by, at=at)
        if not is_late and (row.pk is None or row.text != sent.text):
            row.text, row.page, row.seq = sent.text, sent.page, sent.seq
            row.save()
        held.append(row)
    return held


def _keep_aside(section: Section, key: str, text: str, instead: str, n: int, *, by: Any, at: dt.datetime) -> None:
    """A text that never stood there, and what stands instead."""
    Revision.objects.create(
        section=section, question_key=key, old_text=text, new_text=instead, n=n, is_aside=True, by=by, at=at
    )


@transaction.atomic
def settle_conflict(*, conflict: Conflict, text: str | None, by: Any, at: dt.datetime) -> None:
    """The writer chooses: `text` (their own, or both joined) replaces what stands there, or with None what stands
    there stays. Every text is kept."""
    section = open_section(conflict.section, by=by)
    there = section.answers.get(conflict.question_key, {})
    if text is not None:
        refuse_their_words(there)
    n = there.get("n", 0)
    if text is not None:
        save_answers(section=section, posted={conflict.question_key: Posted(text, n)}, by=by, at=at)
    if text != conflict.text:
        stays = there.get("text", "") if text is None else text
        _keep_aside(section, conflict.question_key, conflict.text, stays, n, by=by, at=at)
    conflict.settled_at = at
    conflict.save(update_fields=["settled_at"])


@transaction.atomic
def choose_answer(*, section: Section, key: str, use_other: bool, by: Any, at: dt.datetime) -> None:
    """Where record and last plan differ, a person says which is right. Nothing happens where that was said before."""
    locked = open_section(section, by=by)
    answer = locked.answers.get(key, {})
    if "other" not in answer:
        return
    refuse_their_words(answer)
    kept = {name: answer[name] for name in ("text", "n", "source", "record") if name in answer}
    if use_other:
        other = answer["other"]
        n = kept["n"] + 1
        Revision.objects.create(
            section=locked, question_key=key, old_text=kept["text"], new_text=other["text"], n=n, by=by, at=at
        )
        kept |= {"text": other["text"], "source": other["source"], "n": n}
    else:
        _keep_aside(locked, key, answer["other"]["text"], kept["text"], kept["n"], by=by, at=at)
    locked.answers = {**locked.answers, key: kept | {"by": by.pk, "at": at.isoformat()}}
    unconfirm(locked)
    locked.save(update_fields=["answers", "confirmed_at", "confirmed_by", "is_on_behalf"])


def refuse_their_words(answer: Mapping[str, Any]) -> None:
    """Raises TheirWords."""
    if is_theirs(answer):
        raise TheirWords(
            "They wrote this on a page of their own, so it stays as it is. Add a note beside it, or correct it with a reason."
        )


@transaction.atomic
def confirm_answer(*, section: Section, key: str, by: Any, at: dt.datetime) -> None:
    """That just this answer is still right, as its text stands. Nothing happens where it need not be said."""
    locked = open_section(section, by=by)
    question = next((q for q in blueprint_of(locked.pep).section(locked.key).questions if q.key == key), None)
    answer = locked.answers.get(key, {})
    ended = lapsed(locked.pep.child, {key: answer}, clock.day_of(at))
    if question is None or not is_to_confirm(question, answer, has_lapsed=key in ended):
        return
    locked.answers = {**locked.answers, key: {**answer, "confirmed_by": by.pk, "confirmed_at": at.isoformat()}}
    locked.save(update_fields=["answers"])
    audit.record("answer.confirmed", by=by, subject=locked, child=locked.pep.child, question=key)


def open_section(section: Section, *, by: Any) -> Section:
    """The section, locked for this person's writing. Raises ActNotAllowed when it is closed to them."""
    locked = locked_section(by, pk=section.pk)
    if locked is None:
        raise ActNotAllowed(
            "This section is no longer open to you: its part was submitted, or it was handed to somebody else."
        )
    return locked


def locked_section(by: Any, **named: Any) -> Section | None:
    """The section of that name, locked; None when it is not open to this person. Inside a transaction only."""
    return (
        Section.objects.editable_by(by)
        .select_for_update(of=("self", "part"))
        .select_related("pep__child", "pep__edition", "pep__school", "pep__fills_term", "part")
        .filter(**named)
        .first()
    )


def touch_table(locked: Section, *, by: Any, at: dt.datetime) -> None:
    """Rows of the locked section's table changed: it has to be read through again, and the writing is on record."""
    writer = Writer(by.pk, at)
    goes_on = is_sitting(locked.answers, writer) or is_sitting(_rows_written(locked), writer)
    unconfirm(locked)
    locked.rows_by, locked.rows_at = by, at
    locked.save(update_fields=["confirmed_at", "confirmed_by", "is_on_behalf", "rows_by", "rows_at"])
    if not goes_on:
        _note_writing(locked, by=by)


def _rows_written(section: Section) -> dict[str, dict[str, Any]]:
    """Who wrote in its rows last, as an answer says it of itself."""
    return {"rows": {"by": section.rows_by_id, "at": section.rows_at.isoformat()}} if section.rows_at else {}


def unconfirm(section: Section) -> None:
    """It has to be read through again. The caller saves it."""
    section.confirmed_at, section.confirmed_by, section.is_on_behalf = None, None, False


def _note_writing(section: Section, *, by: Any) -> None:
    """One record for each sitting of writing, never one for each save."""
    audit.record("section.written", by=by, subject=section, child=section.pep.child)

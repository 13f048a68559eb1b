"""What others say about words that came through an own page: a note beside them, or a correction with its reason.

Neither takes the words away: the note is a row of its own, and a correction keeps what stood there and says who made it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action, ActNotAllowed
from accounts.enums import Role
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from peps.answer_length import require_fitting
from peps.answers.authorship import HOW_FOUND, holds_words, is_as_sent, is_theirs, provenance_of
from peps.answers.saving import open_section, unconfirm
from peps.audiences.audiences import PLACE_AUDIENCES, audiences_of, audiences_of_answer, is_for
from peps.models import AnswerNote, PepEvent, PersonalEducationPlan, Revision, Section
from peps.questions.answer_values import problem_with, written
from peps.questions.blueprint.spec import Question
from peps.questions.plan_form import blueprint_of
from peps.section_owners.assignees import writes_in

STAYS = ("record", "kept_from", "source")
ASKED_BY = "views_asked_by"

Beside = Mapping[str, Any]


class CannotNote(PortalRefusal):
    """There are no words of an own page here, or nothing was written."""


class CannotCorrect(PortalRefusal):
    """The correction is not one; the text says what to do."""


def words_of(section: Section, key: str) -> tuple[Question, Mapping[str, Any]]:
    """The question and the answer. Raises CannotNote where no words of an own page stand."""
    questions = {question.key: question for question in blueprint_of(section.pep).section(section.key).questions}
    answer = section.answers.get(key, {})
    if key not in questions or not holds_words(answer):
        raise CannotNote("There is nothing here that came from a page of their own.")
    return questions[key], answer


def may_note(person: Any, section: Section) -> bool:
    """Who writes in a plan under way may note beside its words, also when the section's own part is in."""
    pep = section.pep
    return pep.is_under_way and access.may(person, Action.EDIT_SECTION) and writes_in(person, pep)


def reads_words(person: Any, section: Section, key: str) -> bool:
    """Whoever may write in the section reads all of it; others what is for them."""
    if Section.objects.editable_by(person).filter(pk=section.pk).exists():
        return True
    question, answer = words_of(section, key)
    return is_for(audiences_of_answer(question, answer), audiences_of(person, section.pep))


@transaction.atomic
def add_note(*, section: Section, key: str, text: str, by: Any, at: dt.datetime) -> AnswerNote:
    """Raises ActNotAllowed for those who may not read the words or write in the plan, and CannotNote."""
    words_of(section, key)
    if not may_note(by, section) or not reads_words(by, section, key):
        raise ActNotAllowed("These words are not open to you for a note.")
    if not text.strip():
        raise CannotNote("Write the note first.")
    require_fitting(text)
    Section.objects.select_for_update(of=("self",)).get(pk=section.pk)
    note = AnswerNote(section=section, question_key=key, text=text.strip(), by=by, by_role=role_of(by), at=at)
    if before := said_before(note, since=at - A_WHILE):
        return before
    note.save()
    audit.record("own_words.noted", by=by, subject=section, child=section.pep.child, question=key)
    return note


@transaction.atomic
def correct_words(*, section: Section, key: str, text: str, reason: str, by: Any, at: dt.datetime) -> Section:
    """A slip that they asked to have mended. Raises ActNotAllowed, CannotNote and CannotCorrect."""
    locked = open_section(section, by=by)
    question, answer = words_of(locked, key)
    text, reason = text.replace("\r\n", "\n").strip(), reason.strip()
    _refuse_wrong(question, answer, text, reason)
    n = answer.get("n", 0) + 1
    changed = {
        "by": str(by),
        "role": _label(role_of(by)),
        "on": written(clock.day_of(at)),
        "reason": reason,
        "said": provenance_of(answer).get("said") or answer.get("changed", {}).get("said", ""),
    }
    kept = {name: answer[name] for name in STAYS if name in answer}
    new = {"text": text, "n": n, "by": by.pk, "at": at.isoformat(), "changed": changed, **kept}
    locked.answers = {**locked.answers, key: new}
    Revision.objects.create(
        section=locked, question_key=key, old_text=answer["text"], new_text=text, n=n, reason=reason, by=by, at=at
    )
    _ask_how_found(locked, by=by, at=at)
    unconfirm(locked)
    locked.save(update_fields=["answers", "confirmed_at", "confirmed_by", "is_on_behalf"])
    PepEvent.objects.create(
        pep=locked.pep, name="own_words_changed", text="Words from a page of their own were changed", by=by,
        by_name=str(by), at=at,
    )  # fmt: skip
    audit.record("own_words.changed", by=by, subject=locked, child=locked.pep.child, question=key)
    return locked


def notes_of(pep: PersonalEducationPlan) -> Mapping[str, list[Beside]]:
    """By question, as a plan's body keeps them. One query."""
    found: dict[str, list[Beside]] = defaultdict(list)
    for note in AnswerNote.objects.filter(section__pep=pep).select_related("by"):
        found[note.question_key].append(
            {
                "text": note.text,
                "by": str(note.by),
                "role": note.get_by_role_display(),
                "on": written(clock.day_of(note.at)),
                "by_audiences": [str(audience) for audience in PLACE_AUDIENCES],
            }
        )
    return found


def beside(answer: Mapping[str, Any], notes: list[Beside]) -> dict[str, Any]:
    """What a plan's body says beside an answer; nothing where it is nobody's own words."""
    found: dict[str, Any] = {}
    if changed := answer.get("changed"):
        by_audiences = [str(audience) for audience in PLACE_AUDIENCES]
        found["changed"] = {name: changed[name] for name in ("by", "role", "on")} | {"by_audiences": by_audiences}
    if notes:
        found["notes"] = notes
    return found


def role_of(person: Any) -> str:
    """The post in which they write in plans."""
    return next((post.role for post in person.posts_held_today() if post.role in access.ALLOWED), "")


def _label(role: str) -> str:
    return str(Role(role).label) if role else ""


def _refuse_wrong(question: Question, answer: Mapping[str, Any], text: str, reason: str) -> None:
    require_fitting(text)
    require_fitting(reason)
    if not reason:
        raise CannotCorrect("Say why: the reason is kept with the change.")
    if not text:
        raise CannotCorrect("Their words cannot be taken away. Write them as they should read.")
    if text == answer["text"]:
        raise CannotCorrect("This is what they wrote already. Change it, or leave it as it is.")
    if problem := problem_with(question, text):
        raise CannotCorrect(f"{problem}.")


def _ask_how_found(section: Section, *, by: Any, at: dt.datetime) -> None:
    """Once none of their words stands as it was sent, the views were not found out by their own page any more."""
    answers = section.answers
    if not is_theirs(answers.get(HOW_FOUND, {})) or any(is_as_sent(answer) for answer in answers.values()):
        return
    stamp = {"by": by.pk, "at": at.isoformat()}
    how, asked = answers[HOW_FOUND], answers.get(ASKED_BY, {"text": "", "n": 0})
    section.answers = {
        **answers,
        HOW_FOUND: {"text": "", "n": how["n"] + 1, **stamp},
        ASKED_BY: {"text": asked["text"], "n": asked["n"] + 1, **stamp},
    }

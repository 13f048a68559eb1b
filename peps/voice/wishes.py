"""You said, we did: what the child wished for, and what became of it.

A wish is the child's answer to one of these questions; only the answer to it is a row. A wish that nobody answered is
shown when the plan is signed off, and can be answered afterwards: the signed text stands, and the child's own page and
copy say the answer with its day.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.answer_length import require_fitting
from peps.answers.authorship import holds_words
from peps.audiences.audiences import READS_ALL, audiences_of_answer, lines_beside
from peps.enums import PepStatus, WishOutcome
from peps.models import PepEvent, PersonalEducationPlan, Section, WishAnswer
from peps.questions.answer_values import written
from peps.questions.plan_form import blueprint_of, texts
from peps.voice.notes_beside import beside, notes_of

WISHES = ("would_help", "would_change", "wish_for_school", "wish_for_targets", "premium_wish")


class CannotAnswer(PortalRefusal):
    """There is no such wish, or nothing was said to it."""


@dataclass(frozen=True)
class Wish:
    """`audiences` are those of the child's answer: who may not read the wish does not read what came of it."""

    key: str
    label: str
    text: str
    audiences: tuple[str, ...]
    answer: WishAnswer | None
    beside: Mapping[str, Any] = field(default_factory=dict)
    """That somebody changed the child's words, and notes beside them, as a plan's body holds them."""

    @property
    def lines_beside(self) -> list[str]:
        """For those who read the whole plan."""
        return lines_beside(self.beside, READS_ALL)

    @property
    def changed_since(self) -> bool:
        """The child wrote something else after it was answered."""
        return self.answer is not None and self.answer.wish != self.text

    @property
    def waits(self) -> bool:
        return self.answer is None or self.changed_since


def wishes_of(
    pep: PersonalEducationPlan,
    sections: Iterable[Section] | None = None,
    notes: Mapping[str, list[Mapping[str, Any]]] | None = None,
) -> list[Wish]:
    """In the order of the form; of these sections of the plan, or of all. Three queries, one less for each that is given."""
    answers = {row.question_key: row for row in pep.wish_answers.select_related("by")}
    found, notes = [], notes_of(pep) if notes is None else notes
    for section in pep.sections.all() if sections is None else sections:
        said = texts(section)
        for question in blueprint_of(pep).section(section.key).questions:
            text = said.get(question.key, "").strip()
            answer = section.answers.get(question.key, {})
            if question.key in WISHES and text and (question.is_asked(said) or holds_words(answer)):
                audiences = tuple(audiences_of_answer(question, answer))
                more = beside(answer, notes.get(question.key, []))
                found.append(Wish(question.key, question.label, text, audiences, answers.get(question.key), more))
    return found


@transaction.atomic
def answer_wish(
    *, pep: PersonalEducationPlan, key: str, outcome: WishOutcome, answer: str, by: Any, at: dt.datetime
) -> WishAnswer:
    """Replaces an earlier answer. Raises ActNotAllowed and CannotAnswer."""
    access.require(by, Action.ANSWER_WISH)
    locked = PersonalEducationPlan.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    if locked.status == PepStatus.CLOSED:
        raise CannotAnswer("This plan was closed without sign-off. Answer the wish in the plan that follows it.")
    wish = next((each for each in wishes_of(locked) if each.key == key), None)
    if wish is None:
        raise CannotAnswer("There is no such wish in this plan any more.")
    if not answer.strip():
        raise CannotAnswer("Say in a sentence what was done, or why it cannot be.")
    require_fitting(answer)
    row, _ = WishAnswer.objects.update_or_create(
        pep=locked,
        question_key=key,
        defaults={"wish": wish.text, "outcome": outcome, "answer": answer.strip(), "by": by, "at": at},
    )
    if locked.signed_off_at:
        text = "A wish of the child was answered after sign-off"
        PepEvent.objects.create(pep=locked, name="wish", text=text, by_name=str(by), by=by, at=at)
    audit.record("wish.answered", by=by, subject=row, child=locked.child, outcome=outcome)
    return row


def with_answers_since(body: Mapping[str, Any], pep: PersonalEducationPlan) -> dict[str, Any]:
    """The body of a signed plan as the child reads it: with what was answered after it was signed, and on which day."""
    if pep.signed_off_at is None:
        return dict(body)
    labels = {question.key: question.label for spec in blueprint_of(pep).sections for question in spec.questions}
    since = {
        (labels.get(row.question_key, ""), row.wish): {
            "outcome": row.get_outcome_display(),
            "answer": row.answer,
            "answered": written(clock.day_of(row.at)),
        }
        for row in pep.wish_answers.filter(at__gt=pep.signed_off_at)
    }
    wishes = [{**each, **since.get((each["label"], each["text"]), {})} for each in body.get("wishes", [])]
    return {**body, "wishes": wishes}

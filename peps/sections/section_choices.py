"""Where one question has two texts: a person chooses. Prepared for the page of the section."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from accounts import clock
from peps.answers.authorship import holds_words, is_theirs
from peps.answers.confirmable import is_to_confirm
from peps.answers.consents import asks_consent, lapsed
from peps.models import Section
from peps.questions.answer_values import as_read
from peps.questions.blueprint.spec import SectionSpec


@dataclass(frozen=True)
class TwoSources:
    """What the child's record says, and what the last plan said."""

    key: str
    label: str
    record: str
    record_source: str
    last: str
    last_source: str
    must_choose: bool


@dataclass(frozen=True)
class TwoWriters:
    """A text of this person's that met somebody else's newer one."""

    pk: int
    label: str
    mine: str
    theirs: str
    is_own_words: bool = False
    """What stands there came through an own page: this text can only stand beside it."""
    can_be_note: bool = False
    typed: str = ""
    """How they were joined already, where that could not be saved."""

    @property
    def joined(self) -> str:
        return self.typed or f"{self.theirs}\n\n{self.mine}".strip()


def differences_of(section: Section, spec: SectionSpec) -> list[TwoSources]:
    found = []
    for question in spec.questions:
        answer = section.answers.get(question.key, {})
        if other := answer.get("other"):
            found.append(
                TwoSources(
                    key=question.key,
                    label=question.label,
                    record=as_read(question, answer["text"]),
                    record_source=answer.get("source", ""),
                    last=as_read(question, other["text"]),
                    last_source=other["source"],
                    must_choose=bool(answer.get("must_choose")),
                )
            )
    return found


@dataclass(frozen=True)
class ToConfirm:
    """An answer that a person confirms by itself in every plan, and where it came from."""

    key: str
    label: str
    text: str
    source: str


def to_confirm(section: Section, spec: SectionSpec) -> list[ToConfirm]:
    found = ((question, section.answers.get(question.key, {})) for question in spec.questions)
    ended = lapsed(section.pep.child, section.answers, clock.today()) if asks_consent(spec) else {}
    return [
        ToConfirm(question.key, question.label, as_read(question, answer["text"]), _source_of(answer))
        for question, answer in found
        if is_to_confirm(question, answer, has_lapsed=question.key in ended)
    ]


def _source_of(answer: Mapping[str, Any]) -> str:
    return answer.get("source") or "said before the 18th birthday"


def conflicts_of(
    section: Section, person: Any, spec: SectionSpec, *, joined: Mapping[int, str] = MappingProxyType({})
) -> list[TwoWriters]:
    """This person's own that are not settled yet, of the questions of `spec`. One query."""
    questions = {question.key: question for question in spec.questions}
    return [
        TwoWriters(
            pk=conflict.pk,
            label=questions[conflict.question_key].label,
            mine=as_read(questions[conflict.question_key], conflict.text),
            theirs=as_read(questions[conflict.question_key], section.text(conflict.question_key)),
            is_own_words=is_theirs(section.answers.get(conflict.question_key, {})),
            can_be_note=holds_words(section.answers.get(conflict.question_key, {})),
            typed=joined.get(conflict.pk, ""),
        )
        for conflict in section.conflicts.filter(by=person, settled_at=None, question_key__in=questions)
    ]


def was_filled_in(section: Section) -> bool:
    """Some of its answers came from the child's record or the last plan."""
    return any(answer.get("source") for answer in section.answers.values())

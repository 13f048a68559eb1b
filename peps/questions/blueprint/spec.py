"""What a form is made of. Frozen: a plan keeps the edition that it was opened with, and reads it through these."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from accounts.enums import Role
from children.enums import Phase
from peps.enums import Audience, Kind, PartName, SectionTable

EVERYBODY = (Audience.SCHOOL, Audience.CARER, Audience.PARENT, Audience.CHILD, Audience.NEXT_SCHOOL)
PROFESSIONALS = (Audience.SCHOOL, Audience.NEXT_SCHOOL)
WRITERS_ONLY: tuple[Audience, ...] = ()

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One idea, asked in one place. `key` is stable for ever: answers of past plans are found by it."""

    key: str
    label: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    is_required: bool = True
    audiences: tuple[Audience, ...] = EVERYBODY
    shown_when: tuple[str, str] | None = None
    """(key of another question of the section, its answer): asked only then."""
    prefill: str = ""
    """Name of the fact in the child's record that it starts from (peps/prefilling/prefill.py); '' for none."""
    carries_forward: bool = False
    """Starts from the answer of the last plan where the record has nothing."""
    in_their_words: bool = False
    """Asked of the child, and worded for the age; an authority may word it itself."""

    confirm_each_term: bool = False
    """What was filled in is confirmed by itself in every plan, never with the whole section: contact, collection,
    consent. Editions of before do not say so."""

    def is_asked(self, answers: Answers) -> bool:
        return self.shown_when is None or answers.get(self.shown_when[0], "") == self.shown_when[1]

    def shown_text(self, text: str) -> str:
        """The answer as people read it: the label of a choice rather than its code."""
        return dict(self.choices).get(text, text)


@dataclass(frozen=True)
class SectionSpec:
    key: str
    title: str
    part: PartName
    owner: Role
    questions: tuple[Question, ...] = ()
    table: SectionTable | None = None
    guide: str = ""
    """One or two sentences above the questions: what the section is for."""
    is_optional: bool = False
    """Asks nothing that law or guidance want in a plan: an authority may switch it off."""

    def missing(self, answers: Answers) -> list[Question]:
        """Required questions that are asked and not answered, in their order."""
        return [
            q for q in self.questions if q.is_required and q.is_asked(answers) and not answers.get(q.key, "").strip()
        ]

    def question(self, key: str) -> Question:
        """Raises KeyError for a question that this edition does not ask."""
        return {q.key: q for q in self.questions}[key]


@dataclass(frozen=True)
class Blueprint:
    """The form of one phase."""

    phase: Phase
    sections: tuple[SectionSpec, ...] = field(default_factory=tuple)

    def section(self, key: str) -> SectionSpec:
        """Raises KeyError for a section that this edition does not have."""
        return {section.key: section for section in self.sections}[key]

    def of_part(self, part: PartName) -> tuple[SectionSpec, ...]:
        return tuple(section for section in self.sections if section.part == part)

    def as_body(self) -> dict[str, Any]:
        """Plain values, as FormEdition keeps them."""
        return asdict(self)


def from_body(body: Mapping[str, Any]) -> Blueprint:
    """The blueprint that `as_body` made, read back from JSON."""
    return Blueprint(phase=Phase(body["phase"]), sections=tuple(_section(s) for s in body["sections"]))


def _section(body: Mapping[str, Any]) -> SectionSpec:
    return SectionSpec(
        **{
            **body,
            "part": PartName(body["part"]),
            "owner": Role(body["owner"]),
            "table": SectionTable(body["table"]) if body["table"] else None,
            "questions": tuple(_question(q) for q in body["questions"]),
        }
    )


def _question(body: Mapping[str, Any]) -> Question:
    return Question(
        **{
            **body,
            "kind": Kind(body["kind"]),
            "choices": tuple((code, label) for code, label in body["choices"]),
            "audiences": tuple(Audience(audience) for audience in body["audiences"]),
            "shown_when": tuple(body["shown_when"]) if body["shown_when"] else None,
        }
    )

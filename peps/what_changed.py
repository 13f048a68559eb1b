"""What is different from the last plan, answer by answer, as far as this reader may read both."""

from dataclasses import dataclass, field
from typing import Any

from peps.blueprint.spec import Question, SectionSpec
from peps.carry_forward import is_same
from peps.completeness import blueprint_of
from peps.models import PersonalEducationPlan, Section
from peps.reading import Reader, audiences_of, may_read
from peps.typed import as_read


@dataclass(frozen=True)
class Difference:
    label: str
    before: str
    now: str
    question_key: str = ""


@dataclass(frozen=True)
class SectionDifferences:
    title: str
    key: str
    rows: list[Difference] = field(default_factory=list)


def what_changed(pep: PersonalEducationPlan, person: Any) -> list[SectionDifferences]:
    """In the order of the form, sections with a difference only; empty without a plan before. A fixed number of
    queries. A question that is asked in one of the two plans alone stands there with nothing on the other side."""
    if pep.follows is None:
        return []
    reader, before_reader = audiences_of(person, pep), audiences_of(person, pep.follows)
    now, before = _seen(pep, person), _seen(pep.follows, person)
    said = {
        question.key: (question, section.text(question.key))
        for spec, section in before
        for question in spec.questions
        if may_read(question, before_reader)
    }
    sections = (SectionDifferences(spec.title, spec.key, _rows(spec, section, said, reader)) for spec, section in now)
    facts = SectionDifferences("Where the child learns", "", _facts(pep, pep.follows))
    return [each for each in (facts, *sections) if each.rows]


def _seen(pep: PersonalEducationPlan, person: Any) -> list[tuple[SectionSpec, Section]]:
    form = blueprint_of(pep)
    sections = Section.objects.visible_to(person).filter(pep=pep).order_by("position")
    return [(form.section(section.key), section) for section in sections]


def _rows(
    spec: SectionSpec, section: Section, said: dict[str, tuple[Question, str]], reader: Reader
) -> list[Difference]:
    rows = []
    for question in spec.questions:
        now = section.text(question.key)
        earlier, before = said.get(question.key, (question, ""))
        if may_read(question, reader) and not is_same(question, now, before):
            rows.append(Difference(question.label, as_read(earlier, before), as_read(question, now), question.key))
    return rows


def _facts(pep: PersonalEducationPlan, before: PersonalEducationPlan) -> list[Difference]:
    pairs = (
        ("School", str(before.school or "None"), str(pep.school or "None")),
        ("Year group", before.year_label, pep.year_label),
    )
    return [Difference(label, was, now) for label, was, now in pairs if was != now]

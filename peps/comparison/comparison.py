"""What is different from the last plan, answer by answer, as far as this reader may read both."""

from dataclasses import dataclass, field, replace
from typing import Any

from accounts import clock
from peps.answers.consents import as_it_holds, asks_consent, lapsed
from peps.audiences.audiences import audiences_of, audiences_of_answer, is_for, lines_beside
from peps.models import PersonalEducationPlan, Section
from peps.prefilling.carry_forward import is_same
from peps.questions.answer_values import as_read
from peps.questions.blueprint.spec import Question, SectionSpec
from peps.questions.plan_form import blueprint_of
from peps.voice.notes_beside import beside, notes_of


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
    now = [(spec, _as_they_hold(pep, spec, section, answers)) for spec, section, answers in _answers(pep, person)]
    before = _answers(pep.follows, person)
    said = {answer.question.key: answer for _, _, answers in before for answer in answers}
    sections = (SectionDifferences(spec.title, spec.key, _rows(answers, said)) for spec, answers in now)
    facts = SectionDifferences("Where the child learns", "", _facts(pep, pep.follows))
    return [each for each in (facts, *sections) if each.rows]


@dataclass(frozen=True)
class _Answer:
    """An answer that this reader may read; `below` is what was said beside it."""

    question: Question
    text: str
    below: tuple[str, ...] = ()
    as_it_holds: str = ""
    """The text as it may be relied on today, where it is consent."""
    has_lapsed: bool = False

    @property
    def read(self) -> str:
        return "\n".join([self.as_it_holds or as_read(self.question, self.text), *self.below])


def _as_they_hold(
    pep: PersonalEducationPlan, spec: SectionSpec, section: Section, answers: list[_Answer]
) -> list[_Answer]:
    """What is read here is relied on today, also of a plan that was signed: at most two queries, for consent."""
    if not asks_consent(spec):
        return answers
    ended = lapsed(pep.child, section.answers, clock.today())
    return [
        replace(
            each,
            as_it_holds=as_it_holds(
                each.question, section.answers.get(each.question.key, {}), as_read(each.question, each.text), ended
            ),
            has_lapsed=each.question.key in ended,
        )
        for each in answers
    ]


def _answers(pep: PersonalEducationPlan, person: Any) -> list[tuple[SectionSpec, Section, list[_Answer]]]:
    reader, notes = audiences_of(person, pep), notes_of(pep)
    return [
        (
            spec,
            section,
            [
                _Answer(question, section.text(question.key), tuple(lines_beside(more, reader)))
                for question in spec.questions
                for answer in [section.answers.get(question.key, {})]
                for more in [beside(answer, notes.get(question.key, []))]
                if is_for(audiences_of_answer(question, answer), reader)
            ],
        )
        for spec, section in _seen(pep, person)
    ]


def _seen(pep: PersonalEducationPlan, person: Any) -> list[tuple[SectionSpec, Section]]:
    form = blueprint_of(pep)
    sections = Section.objects.visible_to(person).filter(pep=pep).order_by("position")
    return [(form.section(section.key), section) for section in sections]


def _rows(answers: list[_Answer], said: dict[str, _Answer]) -> list[Difference]:
    rows = []
    for now in answers:
        before = said.get(now.question.key, _Answer(now.question, ""))
        if now.has_lapsed or not is_same(now.question, now.text, before.text):
            rows.append(Difference(now.question.label, before.read, now.read, now.question.key))
    return rows


def _facts(pep: PersonalEducationPlan, before: PersonalEducationPlan) -> list[Difference]:
    pairs = (
        ("School", str(before.school or "None"), str(pep.school or "None")),
        ("Year group", before.year_label, pep.year_label),
    )
    return [Difference(label, was, now) for label, was, now in pairs if was != now]

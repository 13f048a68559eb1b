"""Targets are written as answers: what people write in one stands among the answers of the targets section, so that
two people's texts meet there by the one rule of peps/answers/merging.py. The row follows its answers in the same transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from peps.enums import SectionTable
from peps.models import PersonalEducationPlan, Section, Target
from peps.questions.answer_values import as_date
from peps.questions.blueprint.spec import Question, SectionSpec
from peps.questions.blueprint.target_questions import COLUMNS, OTHER_PLAN, key_of, questions_of, target_in

DATES = frozenset({"by_date"})


def spec_of(target: Target, number: int, section: SectionSpec) -> SectionSpec:
    """The target as a section of its own, with its questions."""
    plans = tuple((str(plan.pk), f"{plan}, kept by {plan.holder}") for plan in plans_elsewhere(target.pep))
    questions = questions_of(target.reference, other_plans=plans)
    return replace(section, title=f"Target {number}", questions=questions, table=None, guide="")


def with_targets(spec: SectionSpec, pep: PersonalEducationPlan) -> SectionSpec:
    """A section with the questions of its targets behind its own, each named by its target: for its history."""
    if spec.table != SectionTable.TARGETS:
        return spec
    numbered: list[Question] = []
    for number, target in enumerate(pep.targets.all(), start=1):
        numbered += [replace(each, label=f"Target {number}: {each.label}") for each in questions_of(target.reference)]
    for target in Target.with_taken_out.filter(pep=pep, taken_out_at__isnull=False):
        numbered += [
            replace(each, label=f"A target that was taken out: {each.label}") for each in questions_of(target.reference)
        ]
    return replace(spec, questions=(*spec.questions, *numbered))


def plans_elsewhere(pep: PersonalEducationPlan) -> list[Any]:
    return list(pep.child.plans_elsewhere.standing().filter(until=None))


def texts_of(target: Target, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """What stands in the target, column by column: as typed, else as its row has it."""
    return {column: _text(target, column, answers) for column in (*COLUMNS, OTHER_PLAN)}


def answers_of(target: Target, section: Section) -> dict[str, dict[str, Any]]:
    """The section's answers, with those that a target has only in its row."""
    from_row = {
        key_of(target.reference, column): {"text": text, "n": 0}
        for column, text in texts_of(target, section.answers).items()
    }
    return from_row | section.answers


def follow_answers(section: Section, keys: Iterable[str]) -> None:
    """The rows say what their answers say. `keys` are the answers that changed; the section is locked."""
    changed: dict[str, list[str]] = {}
    for key in keys:
        if found := target_in(key):
            changed.setdefault(found[0], []).append(found[1])
    if not changed:
        return
    for target in Target.with_taken_out.filter(pep_id=section.pep_id, reference__in=changed):
        columns = [column for column in changed[target.reference] if column in (*COLUMNS, OTHER_PLAN)]
        for column in columns:
            _put(target, column, section.text(key_of(target.reference, column)), section)
        target.save(update_fields=columns)


def _text(target: Target, column: str, answers: Mapping[str, Mapping[str, Any]]) -> str:
    answer = answers.get(key_of(target.reference, column))
    if answer is not None:
        return str(answer.get("text", ""))
    if column == OTHER_PLAN:
        return str(target.other_plan_id or "")
    value = getattr(target, column)
    return f"{value:%d/%m/%Y}" if column in DATES and value else str(value or "")


def _put(target: Target, column: str, text: str, section: Section) -> None:
    """What the column cannot hold (a day that is none, a choice that is not offered) stays in the answer alone."""
    if column == OTHER_PLAN:
        known = {str(plan.pk): plan for plan in plans_elsewhere(section.pep)}
        target.other_plan = known.get(text)
    elif column in DATES:
        target.by_date = as_date(text)
    else:
        choices = dict(Target._meta.get_field(column).choices or ())
        setattr(target, column, text if not choices or text in choices else "")

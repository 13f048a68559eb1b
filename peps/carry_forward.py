"""Starting from the last plan: answers come along as something to confirm, targets as something to review."""

from collections.abc import Mapping

from peps.blueprint.spec import Question, SectionSpec
from peps.models import PersonalEducationPlan, Section, Target
from peps.prefill import Fact


def answers_for(
    spec: SectionSpec, known: Mapping[str, Fact], earlier: Section | None, *, from_plan: PersonalEducationPlan | None
) -> dict[str, dict]:
    """What each question starts with: the record's fact, else the last plan's answer. Nothing counts as confirmed."""
    answers = {}
    for question in spec.questions:
        start = _start(question, known, earlier, from_plan)
        if start is not None:
            answers[question.key] = {"text": start.text, "n": 1, "source": start.source}
    return answers


def targets_to_review(pep: PersonalEducationPlan) -> list[Target]:
    return list(pep.follows.targets.all()) if pep.follows else []


def _start(
    question: Question,
    known: Mapping[str, Fact],
    earlier: Section | None,
    from_plan: PersonalEducationPlan | None,
) -> Fact | None:
    if question.prefill in known:
        return known[question.prefill]
    if question.carries_forward and earlier is not None and from_plan is not None:
        text = earlier.text(question.key)
        if text.strip():
            return Fact(text, f"from the plan “{from_plan.title}”")
    return None

"""What is asked of each target. Its answers stand among those of the targets section, under the target's reference."""

from dataclasses import replace

from peps.enums import ComesFrom, TargetArea
from peps.questions.blueprint.ask import choice, day, line, text, voice
from peps.questions.blueprint.spec import Question

PREFIX = "target"
OTHER_PLAN = "other_plan"

QUESTIONS: tuple[Question, ...] = (
    choice("area", "What is it about?", of=tuple(TargetArea.choices)),
    choice("comes_from", "What does it build on?", of=tuple(ComesFrom.choices), is_required=False),
    text("need", "Which need or strength is it?", "What you have seen, in a sentence or two.", is_required=False),
    text("baseline", "Where are things now?", "A number where there is one: a score, a count, a level.", is_required=False),
    text("outcome", "What will be different?", "One change, in words that the child would use too."),
    text("measure", "How will everybody see that it is reached?", "What is counted or looked at, by whom."),
    line("value_to_reach", "What is the value to reach?", "For example '8 of 10', 'level 4', 'four days of five'.", is_required=False),
    text("support", "What will be done?"),
    line("how_often", "When, and how often?", "For example 'Tuesdays and Thursdays, twenty minutes'.", is_required=False),
    line("by_whom", "Who will do it?", "A name, and what they do at school or at home."),
    day("by_date", "By when?", "For example, 12/02/2027"),
    text("carer_part", "What will the carer do?", is_required=False),
    voice("child_words", "The target in the child's own words", "As they said it. They may find it again one day."),
)  # fmt: skip

COLUMNS = tuple(question.key for question in QUESTIONS)


def key_of(reference: str, column: str) -> str:
    """The place of one answer of one target: 'target.K7QFM3XP.measure'."""
    return f"{PREFIX}.{reference}.{column}"


def target_in(key: str) -> tuple[str, str] | None:
    """(reference, column) of an answer that belongs to a target; None for any other."""
    prefix, _, rest = key.partition(".")
    reference, _, column = rest.partition(".")
    return (reference, column) if prefix == PREFIX and column else None


def questions_of(reference: str, *, other_plans: tuple[tuple[str, str], ...] = ()) -> tuple[Question, ...]:
    """As asked of this target. `other_plans`: (number, label) of the plans held elsewhere, to link it to one."""
    linked = (
        (choice(OTHER_PLAN, "Does it belong to another plan?", of=(*other_plans, ("", "No")), is_required=False),)
        if other_plans
        else ()
    )
    return tuple(replace(question, key=key_of(reference, question.key)) for question in (*QUESTIONS, *linked))

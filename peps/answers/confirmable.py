"""Which answers a person confirms one by one in every plan."""

from collections.abc import Mapping
from typing import Any

from peps.questions.blueprint.spec import Question


def is_to_confirm(question: Question, answer: Mapping[str, Any], *, has_lapsed: bool = False) -> bool:
    """Filled in from the record or the last plan, and no person has said yet that just this is still right.

    What was allowed and has lapsed since (peps/answers/consents.py) is asked again, whoever confirmed it before.
    """
    if has_lapsed:
        return True
    was_filled_in = bool(answer.get("source") and answer.get("text", "").strip()) and "must_choose" not in answer
    return question.confirm_each_term and was_filled_in and "by" not in answer and "confirmed_by" not in answer

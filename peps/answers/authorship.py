"""Whose words an answer holds. What came through a child's, carer's or parent's own page is theirs: nobody writes over it.

Others add a note beside it, or correct it with a reason; both are shown wherever the answer is read. Pure: answers and
plain values in, plain values out.
"""

from collections.abc import Mapping
from typing import Any

Answer = Mapping[str, Any]

HOW_FOUND, ON_THEIR_PAGE = "views_found", "PAGE"
OWN_HAND = 0
"""Who wrote an answer, where it was none of the people with an account."""
PROVENANCE = ("said", "changed")
"""What an answer says of itself when it came through an own page: when, and who changed it since."""


def is_theirs(answer: Answer) -> bool:
    """It came through an own page, whether or not it was corrected since; also that a page was sent at all."""
    return answer.get("by") == OWN_HAND or holds_words(answer)


def holds_words(answer: Answer) -> bool:
    """Words somebody wrote on their own page: they can be corrected, and a note can stand beside them."""
    return any(name in answer for name in PROVENANCE)


def is_as_sent(answer: Answer) -> bool:
    return holds_words(answer) and "changed" not in answer


def provenance_of(answer: Answer) -> dict[str, Any]:
    return {name: answer[name] for name in PROVENANCE if name in answer}

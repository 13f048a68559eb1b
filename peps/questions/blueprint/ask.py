"""Short ways to write down a question, and who reads the answers, so that a section reads like the form itself."""

from typing import Any

from peps.enums import Audience, Kind
from peps.questions.blueprint.spec import Question

VOICE = (Audience.SCHOOL, Audience.CARER, Audience.CHILD)
"""What a child says reaches the people who can act on it, and the child's own copy; nobody else unasked."""

THIS_SCHOOL = (Audience.SCHOOL,)
"""Needed to keep a child safe at this school. It does not travel: the next school hears it afresh."""

SCHOOL_AND_CARER = (Audience.SCHOOL, Audience.CARER, Audience.NEXT_SCHOOL)

NOT_FOR_PARENTS = (Audience.SCHOOL, Audience.CARER, Audience.CHILD, Audience.NEXT_SCHOOL)
"""Where a child lives, with whom, and where they go to school may have to be kept from a parent."""

FACES = (
    ("VERY_GOOD", "Very good"),
    ("GOOD", "Good"),
    ("SO_SO", "So-so"),
    ("NOT_GOOD", "Not good"),
    ("BAD", "Bad"),
)
"""From best to worst. On a child's own page each has a face beside its words."""


def text(key: str, label: str, hint: str = "", **more: Any) -> Question:
    return Question(key, label, Kind.TEXT, hint, **more)


def voice(key: str, label: str, hint: str = "", *, is_required: bool = False, **more: Any) -> Question:
    """Asked of the child, in words of their age."""
    return Question(key, label, Kind.TEXT, hint, is_required=is_required, audiences=VOICE, in_their_words=True, **more)


def line(key: str, label: str, hint: str = "", **more: Any) -> Question:
    return Question(key, label, Kind.LINE, hint, **more)


def day(key: str, label: str, hint: str = "", **more: Any) -> Question:
    return Question(key, label, Kind.DATE, hint, **more)


def number(key: str, label: str, hint: str = "", **more: Any) -> Question:
    return Question(key, label, Kind.NUMBER, hint, **more)


def yes_no(key: str, label: str, hint: str = "", **more: Any) -> Question:
    return Question(key, label, Kind.YES_NO, hint, **more)


def choice(key: str, label: str, hint: str = "", *, of: tuple[tuple[str, str], ...], **more: Any) -> Question:
    return Question(key, label, Kind.CHOICE, hint, choices=of, **more)


def faces(key: str, label: str, hint: str = "") -> Question:
    """How something feels, asked of the child."""
    return choice(key, label, hint, of=FACES, is_required=False, audiences=VOICE, in_their_words=True)

"""Who has to be at the table: social worker, designated teacher and carer, or somebody who stands in for them."""

from collections.abc import Iterable
from typing import Protocol

from peps.enums import Attended, AtTheTable

NEEDED = (AtTheTable.SOCIAL_WORKER, AtTheTable.DESIGNATED_TEACHER, AtTheTable.CARER)


class Asked(Protocol):
    """Somebody who is asked to a meeting; a stand-in has the role of the one they stand in for."""

    role: str
    attended: str


def not_there(asked: Iterable[Asked]) -> list[AtTheTable]:
    """Of those who are needed, the roles of which nobody came, in their order; empty when the meeting was quorate."""
    came = {each.role for each in asked if each.attended == Attended.YES}
    return [role for role in NEEDED if role not in came]


def in_words(roles: Iterable[AtTheTable]) -> str:
    """'the social worker and the carer'."""
    names = [f"the {role.label.lower()}" for role in roles]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

"""Who reads which lines of an import's report: the lines hold what stood in the files."""

from dataclasses import dataclass
from typing import Any

from accounts import access
from accounts.enums import VIRTUAL_SCHOOL_ROLES, Role
from children.models import Child, FormerIdentifier

READ_ROWS = frozenset({Role.DATA_OFFICER, *VIRTUAL_SCHOOL_ROLES})


@dataclass(frozen=True)
class Rows:
    shown: list[dict]
    hidden: int


def reads_rows(person: Any) -> bool:
    """The system administrator sees numbers only."""
    return person.holds_role(*READ_ROWS)


def rows_shown_to(person: Any, rows: list[dict]) -> Rows:
    """Without the lines about restricted children on whom the person is not named. Two queries."""
    restricted = Child.objects.filter(is_restricted=True).exclude(
        pk__in=Child.objects.filter(access.not_restricted(person)).values("pk")
    )
    numbers = {number for pair in restricted.values_list("social_care_id", "upn") for number in pair if number}
    numbers |= set(FormerIdentifier.objects.filter(child__in=restricted).values_list("value", flat=True))
    shown = [row for row in rows if row.get("whose", "") not in numbers] if numbers else rows
    return Rows(shown, len(rows) - len(shown))

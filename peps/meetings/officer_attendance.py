"""Meetings that the virtual school should attend, each with its reasons. The officer decides (domain, 3)."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from accounts.dated import holds
from children.enums import ChangeKind, RatingColour
from children.models import Placement, Rating, RecordChange
from children.year_groups import KEY_YEARS
from peps.enums import UNDER_WAY, AtTheTable, PepKind
from peps.models import Invitee, Meeting, PersonalEducationPlan

AHEAD = dt.timedelta(days=42)
LATELY = dt.timedelta(days=60)


@dataclass(frozen=True)
class Proposed:
    """`attends` names the virtual school's people who are asked already."""

    meeting: Meeting
    reasons: tuple[str, ...]
    attends: tuple[str, ...]


def meetings_to_attend(person: Any, on: dt.date) -> list[Proposed]:
    """Planned for the next six weeks, with at least one reason; the soonest first. Five queries."""
    meetings = list(
        Meeting.objects.filter(
            cancelled_at=None,
            held_date=None,
            planned_date__gte=on,
            planned_date__lte=on + AHEAD,
            pep__in=PersonalEducationPlan.objects.visible_to(person).filter(status__in=UNDER_WAY),
        )
        .select_related("pep__child", "pep__school", "pep__fills_term")
        .order_by("planned_date", "pk")
    )
    reasons = _Reasons([meeting.pep.child_id for meeting in meetings], on)
    attends: dict[int, list[str]] = defaultdict(list)
    for meeting, name in Invitee.objects.filter(meeting__in=meetings, role=AtTheTable.VIRTUAL_SCHOOL).values_list(
        "meeting", "name"
    ):
        attends[meeting].append(name)
    found = (Proposed(meeting, reasons.of(meeting.pep), tuple(attends[meeting.pk])) for meeting in meetings)
    return [each for each in found if each.reasons]


class _Reasons:
    def __init__(self, children: list[int], on: dt.date) -> None:
        changes = RecordChange.objects.filter(
            child__in=children, kind=ChangeKind.SCHOOL, changed_date__lte=on, changed_date__gt=on - LATELY
        )
        self.moved = set(changes.exclude(was_school=None).exclude(now="").values_list("child", flat=True))
        away = Placement.objects.filter(holds(on), child__in=children, is_in_area=False)
        self.away = set(away.values_list("child", flat=True))
        red = Rating.objects.filter(holds(on), child__in=children, colour=RatingColour.RED)
        self.red = set(red.values_list("child", flat=True))

    def of(self, pep: PersonalEducationPlan) -> tuple[str, ...]:
        said = (
            (pep.kind == PepKind.FIRST, "New to the roll"),
            (pep.child_id in self.moved, "Another school lately"),
            (pep.child_id in self.away, "Lives in another area"),
            (pep.child_id in self.red, "Rated red"),
            (pep.year_group in KEY_YEARS, f"Year {pep.year_group}"),
        )
        return tuple(text for holds_true, text in said if holds_true)

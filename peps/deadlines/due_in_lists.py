"""The day by which a plan is asked for, as conditions of the database: its due date, or the day after its meeting.

`plan` is the way to the plan ("pep__"). The same days on one plan: `complete_by_date` and `asked_by_date`.
"""

from django.db.models import Case, DateField, F, Q, When
from django.db.models.functions import Coalesce, Least

from peps.enums import PepStatus

AFTER_A_MEETING = Q(after_meeting_date__isnull=False)
"""A meeting was held, and a day follows from it. Not where the virtual school gave more time: that day counts then."""
IN_TIME_AFTER_MEETING = AFTER_A_MEETING & Q(
    part_1_at__date__lte=F("complete_by"), school_part_at__date__lte=F("complete_by")
)
"""Needs `with_moments()`, and `complete_by` annotated."""
BROUGHT_FORWARD = Q(brought_from_date__isnull=False)
"""The due date fell in a school holiday."""


def complete_by(plan: str = "") -> Least:
    """The earlier of the two days."""
    due, after_meeting = f"{plan}due_date", f"{plan}after_meeting_date"
    return Least(Coalesce(after_meeting, due), F(due), output_field=DateField())


def asked_by(plan: str = "") -> Case:
    """As `complete_by`. What was returned was in by then: its development points have dates of their own."""
    returned = When(**{f"{plan}status": PepStatus.RETURNED}, then=F(f"{plan}due_date"))
    return Case(returned, default=complete_by(plan), output_field=DateField())

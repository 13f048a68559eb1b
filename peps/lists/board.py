"""Where each plan of a term stands, derived from what people did: nothing here is stored."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from peps.deadlines.due_in_lists import AFTER_A_MEETING, IN_TIME_AFTER_MEETING, complete_by
from peps.enums import PepStatus
from peps.life.closing import BEGUN
from peps.models import Meeting

STAGES = (
    ("CLOSED", "Closed", Q(status=PepStatus.CLOSED)),
    ("SIGNED_OFF", "Signed off", Q(status=PepStatus.SIGNED_OFF)),
    ("RETURNED", "Returned", Q(status=PepStatus.RETURNED)),
    ("SUBMITTED", "To be checked", Q(status=PepStatus.SUBMITTED)),
    ("WITH_SCHOOL", "With the school", Q(part_1_at__isnull=False)),
    ("WITH_SOCIAL_WORKER", "With the social worker", Q(school_part_at__isnull=False)),
)
MEETING_PLANNED = Q(meeting_held_date=None) & Exists(
    Meeting.objects.filter(pep=OuterRef("pk"), cancelled_at=None, planned_date__isnull=False)
)
STAGE_LABELS = {
    **{key: label for key, label, _ in STAGES},
    "MEETING_PLANNED": "With both, meeting planned",
    "WITH_BOTH": "With both",
    "NOT_STARTED": "Not started",
}
ORDER = (
    "NOT_STARTED",
    "WITH_BOTH",
    "MEETING_PLANNED",
    "WITH_SOCIAL_WORKER",
    "WITH_SCHOOL",
    "SUBMITTED",
    "RETURNED",
    "SIGNED_OFF",
    "CLOSED",
)


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    number: int


def with_stage(peps):
    """Annotates `stage`, a key of STAGE_LABELS. Needs `with_moments()`."""
    return peps.annotate(
        stage=Case(
            *(When(condition, then=Value(key)) for key, _, condition in STAGES),
            When(MEETING_PLANNED, then=Value("MEETING_PLANNED")),
            When(BEGUN, then=Value("WITH_BOTH")),
            default=Value("NOT_STARTED"),
            output_field=CharField(),
        )
    )


def columns(peps) -> list[Column]:
    """How many plans stand where; one query. Every stage has its column, or the sum would not be all of them."""
    counted = dict(peps.order_by().values_list("stage").annotate(Count("pk")))
    return [Column(key, STAGE_LABELS[key], counted.get(key, 0)) for key in ORDER]


def complete_after_meeting(peps, on: dt.date) -> tuple[int, int]:
    """(complete in time after their meeting, of how many whose day has come or who were in time); one query.

    The day is the one counted from the meeting, or the due date where that comes first. Needs `with_moments()`.
    """
    return columns_and_meetings(with_stage(peps), on)[1]


def columns_and_meetings(peps, on: dt.date) -> tuple[list[Column], tuple[int, int]]:
    """Both at once: one query."""
    counts = AFTER_A_MEETING & ~Q(status=PepStatus.CLOSED)
    asked = counts & (IN_TIME_AFTER_MEETING | Q(complete_by__lt=on))
    met = counts & IN_TIME_AFTER_MEETING
    found = (
        peps.annotate(complete_by=complete_by())
        .order_by()
        .values_list("stage")
        .annotate(number=Count("pk"), met=Count("pk", filter=met), asked=Count("pk", filter=asked))
    )
    rows = {stage: numbers for stage, *numbers in found}
    stands = [Column(key, STAGE_LABELS[key], rows.get(key, [0])[0]) for key in ORDER]
    return stands, (sum(row[1] for row in rows.values()), sum(row[2] for row in rows.values()))


def late(peps, on: dt.date):
    return peps.under_way().filter(due_date__lt=on)

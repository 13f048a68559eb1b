"""What a figure means: one definition each, for the number, the list behind it and what is kept.

`required` and `met` are conditions on the rows of `reports.cohort.live`. A deadline day counts until midnight in
London: moments are compared by their London day.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q

from peps.deadlines.due_in_lists import AFTER_A_MEETING, IN_TIME_AFTER_MEETING
from quality.enums import GOOD_ENOUGH

EVERY_CHILD = Q(pk__isnull=False)


@dataclass(frozen=True)
class Measure:
    key: str
    title: str
    definition: str
    required: Q
    met: Q

    @property
    def required_column(self) -> str:
        return f"required_{self.key}"

    @property
    def met_column(self) -> str:
        return f"met_{self.key}"


def by_due_date(moment: str) -> Q:
    return Q(**{f"{moment}__date__lte": F("due_date")})


COMPLETE = Measure(
    key="complete",
    title="Complete",
    definition=(
        "Of the children who need a plan this term: those whose two parts were submitted and whose meeting was held. "
        "A later return for quality does not undo it. A child whose plan was never opened counts as missed."
    ),
    required=EVERY_CHILD,
    met=Q(part_1_at__isnull=False, school_part_at__isnull=False, meeting_held_date__isnull=False),
)
COMPLETE_IN_TIME = Measure(
    key="complete_in_time",
    title="Complete in time",
    definition=(
        "Of the children who need a plan this term: those whose two parts were first submitted, and whose meeting was "
        "held, on the plan's due date or before. The due date counts until midnight."
    ),
    required=EVERY_CHILD,
    met=by_due_date("part_1_at") & by_due_date("school_part_at") & Q(meeting_held_date__lte=F("due_date")),
)
COMPLETE_AFTER_MEETING = Measure(
    key="complete_after_meeting",
    title="Complete in time after the meeting",
    definition=(
        "Of the children whose meeting was held: those whose two parts were first submitted within the number of days "
        "after the meeting that the authority has set, or by the due date where that comes first. Where the virtual "
        "school gave more time, the child does not count here."
    ),
    required=AFTER_A_MEETING,
    met=IN_TIME_AFTER_MEETING,
)
SIGNED_OFF = Measure(
    key="signed_off",
    title="Signed off",
    definition="Of the children who need a plan this term: those whose plan the virtual school has signed off.",
    required=EVERY_CHILD,
    met=Q(signed_off_at__isnull=False),
)
SIGNED_OFF_IN_TIME = Measure(
    key="signed_off_in_time",
    title="Signed off in time",
    definition=(
        "Of the children who need a plan this term: those whose plan was signed off on its due date or before."
    ),
    required=EVERY_CHILD,
    met=by_due_date("signed_off_at"),
)
GOOD_OR_BETTER = Measure(
    key="good_or_better",
    title="Good or better",
    definition="Of the plans signed off and graded: those graded good or outstanding at sign-off.",
    required=Q(signed_grade__isnull=False),
    met=Q(signed_grade__in=sorted(GOOD_ENOUGH)),
)

HEADLINE = COMPLETE_IN_TIME
MEASURES = {
    measure.key: measure
    for measure in (
        COMPLETE,
        COMPLETE_IN_TIME,
        COMPLETE_AFTER_MEETING,
        SIGNED_OFF,
        SIGNED_OFF_IN_TIME,
        GOOD_OR_BETTER,
    )
}


def definitions(measures: Iterable[Measure] = tuple(MEASURES.values())) -> dict[str, str]:
    """What is kept with a count, so that it can be read when the definitions have changed."""
    return {measure.key: f"{measure.title}: {measure.definition}" for measure in measures}


def fingerprint() -> str:
    """Changes whenever a definition does."""
    return hashlib.sha256(json.dumps(definitions(), sort_keys=True).encode()).hexdigest()

"""Whether somebody has written in the table of a section. What was filled in from the record or the last plan is no start."""

from collections.abc import Callable

from django.db.models import Q

from peps.enums import SectionTable
from peps.models import PersonalEducationPlan, PlanAttendance, SdqReturn

BEGUN: dict[str, Callable[[PersonalEducationPlan], bool]] = {
    SectionTable.TARGETS: lambda pep: pep.targets.exists(),
    SectionTable.TARGET_REVIEWS: lambda pep: pep.target_reviews.exclude(outcome="", evidence="").exists(),
    SectionTable.SDQ: lambda pep: SdqReturn.objects.filter(_some_score(), pep=pep).exists(),
    SectionTable.MEETING: lambda pep: (
        pep.meetings.filter(cancelled_at=None, held_date__isnull=False).exists() or pep.agreed_actions.exists()
    ),
    SectionTable.PROVISION: lambda pep: pep.provisions.filter(is_carried=False, taken_out_at=None).exists(),
    SectionTable.ATTAINMENT: lambda pep: pep.subject_results.exclude(now_value="", predicted_value="").exists(),
    SectionTable.ATTENDANCE: lambda pep: any(not row.is_as_recorded for row in PlanAttendance.objects.filter(pep=pep)),
}


def has_rows(pep: PersonalEducationPlan, table: str | None) -> bool:
    """Two queries at most."""
    return table is not None and BEGUN[table](pep)


def _some_score() -> Q:
    scored = Q(is_known_too_short=True) | ~Q(filled_by="") | Q(own_total__isnull=False)
    for scale in ("emotional", "conduct", "hyperactivity", "peer", "prosocial"):
        scored |= Q(**{f"{scale}__isnull": False})
    return scored

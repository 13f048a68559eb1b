"""What stands beside a section's questions: scores worked out, targets of before. Prepared texts only."""

from peps import sdq
from peps.blueprint.spec import SectionSpec
from peps.completeness import needs_wellbeing_target, targets_wanted
from peps.earlier_plans import open_targets_of_old_system
from peps.enums import SectionTable
from peps.models import PersonalEducationPlan


def notes_beside(pep: PersonalEducationPlan, spec: SectionSpec) -> list[str]:
    if spec.table == SectionTable.SDQ:
        return _sdq_notes(pep)
    if spec.table == SectionTable.TARGETS:
        wanted = targets_wanted(pep)
        said = [f"This plan needs at least {wanted} target{'s' if wanted > 1 else ''}."]
        return said + ([] if pep.follows_id else open_targets_of_old_system(pep.child))
    return []


def _sdq_notes(pep: PersonalEducationPlan) -> list[str]:
    entered = getattr(pep, "sdq", None)
    if entered is None:
        return []
    total = sdq.total(entered.emotional, entered.conduct, entered.hyperactivity, entered.peer)
    if total is None:
        return []
    notes = [f"Total difficulties: {total} of 40 ({sdq.band('total', total)})."]
    if needs_wellbeing_target(pep):
        notes.append("At this score, set a target for social, emotional and mental health, or say why there is none.")
    return notes

"""What stands beside a section's questions: scores worked out, targets of before. Prepared texts only."""

from peps.enums import SectionTable
from peps.legacy_plans.legacy_plans import open_targets_of_old_system
from peps.models import PersonalEducationPlan, PlanAttendance
from peps.questions.answer_values import written
from peps.questions.blueprint.spec import SectionSpec
from peps.results.results import rate_of
from peps.sdq import scores
from peps.sections.completeness import needs_wellbeing_target
from peps.targets.required import Wanted, wanted_in


def notes_beside(pep: PersonalEducationPlan, spec: SectionSpec) -> list[str]:
    if spec.table == SectionTable.SDQ:
        return _sdq_notes(pep)
    if spec.table == SectionTable.TARGETS:
        said = [_how_many(wanted_in(pep))]
        return said + ([] if pep.follows_id else open_targets_of_old_system(pep.child))
    if spec.table == SectionTable.ATTENDANCE:
        return _attendance_notes(pep)
    return []


def _attendance_notes(pep: PersonalEducationPlan) -> list[str]:
    row = PlanAttendance.objects.filter(pep=pep).first()
    notes = []
    if row and row.possible:
        notes.append(f"Attendance: {rate_of(row)} %.")
    if row and row.record_possible:
        notes.append(
            f"The registers up to {written(row.record_until)} say: {row.record_possible} sessions, "
            f"{row.record_authorised} authorised and {row.record_unauthorised} unauthorised absences."
        )
    return notes


def _how_many(wanted: Wanted) -> str:
    which = [
        f"{number} about {what}"
        for number, what in ((wanted.academic, "learning"), (wanted.personal, "the child as a person"))
        if number
    ]
    among = f", among them {' and '.join(which)}" if which else ""
    return f"This plan needs at least {wanted.number} target{'s' if wanted.number > 1 else ''}{among}."


def _sdq_notes(pep: PersonalEducationPlan) -> list[str]:
    entered = getattr(pep, "sdq", None)
    if entered is None:
        return []
    total = scores.total(entered.emotional, entered.conduct, entered.hyperactivity, entered.peer)
    if total is None:
        return []
    notes = [f"Total difficulties: {total} of 40 ({scores.band('total', total)})."]
    if needs_wellbeing_target(pep):
        notes.append("At this score, set a target for social, emotional and mental health, or say why there is none.")
    return notes

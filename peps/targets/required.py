"""How many targets a plan needs, and which: the authority decides, by phase and kind of plan (PlanSettings)."""

from dataclasses import dataclass

from children.enums import Phase
from peps.enums import PepKind
from peps.models import PersonalEducationPlan, PlanSettings

CUSTODY = "CUSTODY"
SMALL_KINDS = frozenset({PepKind.FIRST, PepKind.INTERIM})


@dataclass(frozen=True)
class Wanted:
    """`academic` and `personal` are asked only where several targets are."""

    number: int
    academic: int = 0
    personal: int = 0


def wanted_in(pep: PersonalEducationPlan) -> Wanted:
    rules = PlanSettings.objects.on(pep.due_date)
    number = _number(pep, rules)
    if number < 2:
        return Wanted(number)
    return Wanted(number, academic=rules.academic_targets_wanted, personal=rules.personal_targets_wanted)


def is_in_custody(pep: PersonalEducationPlan) -> bool:
    """As the plan itself says, where it is asked what the young person does, or why they are on no roll."""
    return any(answer.get("text") == CUSTODY for section in pep.sections.all() for answer in section.answers.values())


def _number(pep: PersonalEducationPlan, rules: PlanSettings) -> int:
    """The smallest that applies: a first plan of a child in a nursery is asked for what both ask at most."""
    asked = [
        {
            Phase.EARLY_YEARS: rules.targets_wanted_early_years,
            Phase.POST_16: rules.targets_wanted_after_16,
        }.get(Phase(pep.phase), rules.targets_wanted)
    ]
    if pep.kind in SMALL_KINDS:
        asked.append(rules.targets_wanted_at_first)
    if pep.school_id is None or (pep.phase == Phase.POST_16 and is_in_custody(pep)):
        asked.append(rules.targets_wanted_off_roll)
    return min(asked)

"""What stands above every paper of a plan, as of the day on which it is drawn."""

from accounts import clock
from children.protection import protective_facts
from children.protection.protective_facts import ProtectiveWarning
from peps.answers.consents import ended_since_signing
from peps.models import PersonalEducationPlan


def above_paper(pep: PersonalEducationPlan) -> list[ProtectiveWarning]:
    """What protects the child, and what was allowed in a signed plan and has ended since. Five queries."""
    return [*protective_facts.on_paper(pep.child), *ended_since_signing(pep, clock.today())]

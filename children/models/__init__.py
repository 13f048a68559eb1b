"""The tables of a child's record, and the query sets above them.

What may be done with a row belongs to the room of the act.
"""

from children.models.calendar import DayOff, OwnTerm, Term
from children.models.care import Allocation, CarePeriod, CareReview, LegalStatus, Placement
from children.models.child import Child, FormerIdentifier, NamedPerson
from children.models.education import Enrolment, PlanElsewhere, SenStatus
from children.models.moves import ClosingForm, Note, PlannedMove, RecordChange
from children.models.names import ChildName
from children.models.people import Contact, DelegatedAuthority, HealthSummary, SiblingLink
from children.models.protection import ProtectionDecision, ProtectionQuestion
from children.models.returns import YearlyOutcome
from children.models.schooling import (
    Achievement,
    AttainmentResult,
    Destination,
    NotFullTime,
    Rating,
    SessionMark,
    Suspension,
)

__all__ = [
    "Achievement",
    "Allocation",
    "AttainmentResult",
    "CarePeriod",
    "CareReview",
    "Child",
    "ChildName",
    "ClosingForm",
    "Contact",
    "DayOff",
    "DelegatedAuthority",
    "Destination",
    "Enrolment",
    "FormerIdentifier",
    "HealthSummary",
    "LegalStatus",
    "NamedPerson",
    "NotFullTime",
    "Note",
    "OwnTerm",
    "Placement",
    "PlanElsewhere",
    "PlannedMove",
    "ProtectionDecision",
    "ProtectionQuestion",
    "Rating",
    "RecordChange",
    "SenStatus",
    "SessionMark",
    "SiblingLink",
    "Suspension",
    "Term",
    "YearlyOutcome",
]

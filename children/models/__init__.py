from children.models.calendar import Term
from children.models.care import Allocation, CarePeriod, CareReview, LegalStatus, Placement
from children.models.child import Child, FormerIdentifier, NamedPerson
from children.models.education import Enrolment, SenStatus
from children.models.imports import ImportRun
from children.models.people import Contact, HealthSummary

__all__ = [
    "Allocation",
    "CarePeriod",
    "CareReview",
    "Child",
    "Contact",
    "Enrolment",
    "FormerIdentifier",
    "HealthSummary",
    "ImportRun",
    "LegalStatus",
    "NamedPerson",
    "Placement",
    "SenStatus",
    "Term",
]

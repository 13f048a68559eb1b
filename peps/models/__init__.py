from peps.models.attachments import Attachment
from peps.models.batches import Batch
from peps.models.content import CostLine, Meeting, SdqReturn, Target, TargetReview
from peps.models.earlier import EarlierAnswer, EarlierPlan, EarlierTarget
from peps.models.form import LocalQuestion, LocalSection, SwitchedOffSection, VoiceWording
from peps.models.handing import HandOnRequest, SchoolPartResponse
from peps.models.plan import (
    Conflict,
    FormEdition,
    LatenessReason,
    Part,
    PepEvent,
    PersonalEducationPlan,
    Presence,
    Revision,
    Section,
    SignedCopy,
)
from peps.models.settings import PlanSettings

__all__ = [
    "Attachment",
    "Batch",
    "Conflict",
    "CostLine",
    "EarlierAnswer",
    "EarlierPlan",
    "EarlierTarget",
    "FormEdition",
    "HandOnRequest",
    "LatenessReason",
    "LocalQuestion",
    "LocalSection",
    "Meeting",
    "Part",
    "PepEvent",
    "PersonalEducationPlan",
    "PlanSettings",
    "Presence",
    "Revision",
    "SchoolPartResponse",
    "SdqReturn",
    "Section",
    "SignedCopy",
    "SwitchedOffSection",
    "Target",
    "TargetReview",
    "VoiceWording",
]

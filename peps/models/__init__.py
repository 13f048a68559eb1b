"""The tables of plans, and the query sets above them.

What may be done with a row belongs to the room of the act.
"""

from peps.models.attachments import Attachment
from peps.models.batches import Batch
from peps.models.content import AgreedAction, Invitee, Meeting, SdqReturn, SdqWording
from peps.models.copies import CopySent, Filing
from peps.models.earlier import EarlierAnswer, EarlierPlan, EarlierTarget
from peps.models.exclusions import LikelyExclusion
from peps.models.form import LocalQuestion, LocalSection, SwitchedOffSection, VoiceWording
from peps.models.handing import HandOnRequest, SchoolPartResponse
from peps.models.own_pages import (
    AnswerNote,
    OwnAnswer,
    OwnBrowser,
    OwnDrawing,
    OwnPage,
    OwnPageReading,
    WishAnswer,
    WordsForChildren,
)
from peps.models.plan import (
    Conflict,
    Extension,
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
from peps.models.results import PlanAttendance, SubjectResult
from peps.models.reviews import ReviewCheck
from peps.models.settings import ClockSettings, PlanSettings
from peps.models.targets import BankTarget, CostLine, ProgressNote, Provision, Target, TargetReview

__all__ = [
    "AgreedAction",
    "AnswerNote",
    "Attachment",
    "BankTarget",
    "Batch",
    "ClockSettings",
    "Conflict",
    "CopySent",
    "CostLine",
    "EarlierAnswer",
    "EarlierPlan",
    "EarlierTarget",
    "Extension",
    "Filing",
    "FormEdition",
    "HandOnRequest",
    "Invitee",
    "LatenessReason",
    "LikelyExclusion",
    "LocalQuestion",
    "LocalSection",
    "Meeting",
    "OwnAnswer",
    "OwnBrowser",
    "OwnDrawing",
    "OwnPage",
    "OwnPageReading",
    "Part",
    "PepEvent",
    "PersonalEducationPlan",
    "PlanAttendance",
    "PlanSettings",
    "Presence",
    "ProgressNote",
    "Provision",
    "ReviewCheck",
    "Revision",
    "SchoolPartResponse",
    "SdqReturn",
    "SdqWording",
    "Section",
    "SignedCopy",
    "SubjectResult",
    "SwitchedOffSection",
    "Target",
    "TargetReview",
    "VoiceWording",
    "WishAnswer",
    "WordsForChildren",
]

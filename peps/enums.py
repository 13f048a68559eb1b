from django.db import models


class PepKind(models.TextChoices):
    FIRST = "FIRST", "First plan"
    TERMLY = "TERMLY", "Termly plan"
    CHANGE = "CHANGE", "Plan after a change"
    INTERIM = "INTERIM", "Interim plan"


class PepStatus(models.TextChoices):
    OPEN = "OPEN", "Being written"
    SUBMITTED = "SUBMITTED", "With the virtual school"
    RETURNED = "RETURNED", "Returned"
    SIGNED_OFF = "SIGNED_OFF", "Signed off"
    CLOSED = "CLOSED", "Closed"


UNDER_WAY = (PepStatus.OPEN, PepStatus.SUBMITTED, PepStatus.RETURNED)


class CloseReason(models.TextChoices):
    LEFT_CARE = "LEFT_CARE", "No longer looked after"
    ADOPTED = "ADOPTED", "Adopted"
    PAST_SCOPE = "PAST_SCOPE", "Past the age up to which plans are made"
    DIED = "DIED", "Has died"
    TRANSFERRED = "TRANSFERRED", "Transferred to another authority"
    OPENED_IN_ERROR = "OPENED_IN_ERROR", "Opened in error"
    NOT_COMPLETED = "NOT_COMPLETED", "Not completed in its term"
    MADE_WAY = "MADE_WAY", "Made way for an earlier plan that was restored"


CHOSEN_BY_PERSON = tuple(reason for reason in CloseReason if reason != CloseReason.MADE_WAY)


class PartName(models.TextChoices):
    PART_1 = "PART_1", "Part 1"
    SCHOOL = "SCHOOL", "School part"


class LateReason(models.TextChoices):
    NEW_INTO_CARE = "NEW_INTO_CARE", "Child new into care"
    NO_SCHOOL_PLACE = "NO_SCHOOL_PLACE", "No school place"
    PLACEMENT_MOVE = "PLACEMENT_MOVE", "Placement move"
    CANCELLED_BY_SCHOOL = "CANCELLED_BY_SCHOOL", "Meeting cancelled by the school"
    CANCELLED_BY_SOCIAL_WORKER = "CANCELLED_BY_SW", "Meeting cancelled by the social worker"
    CANCELLED_BY_CHILD = "CANCELLED_BY_CHILD", "Meeting cancelled by the young person"
    SCHOOL_NOT_RESPONDING = "NOT_RESPONDING", "School not responding"
    PART_1_OUTSTANDING = "PART_1", "Part 1 outstanding"
    SCHOOL_PART_OUTSTANDING = "SCHOOL_PART", "School part outstanding"
    RETURNED_FOR_QUALITY = "RETURNED", "Returned for quality"
    MISSING_OR_IN_CUSTODY = "MISSING", "Child missing or in custody"
    OTHER = "OTHER", "Another reason"


OWNER_OF_REASON: dict[str, str] = {
    LateReason.NEW_INTO_CARE: "Nobody's",
    LateReason.NO_SCHOOL_PLACE: "The council's",
    LateReason.PLACEMENT_MOVE: "Social care's",
    LateReason.CANCELLED_BY_SCHOOL: "The school's",
    LateReason.CANCELLED_BY_SOCIAL_WORKER: "Social care's",
    LateReason.CANCELLED_BY_CHILD: "The young person's",
    LateReason.SCHOOL_NOT_RESPONDING: "The school's",
    LateReason.PART_1_OUTSTANDING: "Social care's",
    LateReason.SCHOOL_PART_OUTSTANDING: "The school's",
    LateReason.RETURNED_FOR_QUALITY: "The school's",
    LateReason.MISSING_OR_IN_CUSTODY: "Nobody's",
    LateReason.OTHER: "Said in words",
}
"""Whose a reason is, so that a list of late plans says where to help. It is no blame."""


class Kind(models.TextChoices):
    """What sort of answer a question takes."""

    LINE = "LINE", "One line"
    TEXT = "TEXT", "Some sentences"
    CHOICE = "CHOICE", "One of a list"
    YES_NO = "YES_NO", "Yes or no"
    DATE = "DATE", "A date"
    NUMBER = "NUMBER", "A number"


class Audience(models.TextChoices):
    """Who may read an answer besides those who write in the plan and the virtual school."""

    SCHOOL = "SCHOOL", "The school"
    CARER = "CARER", "The carer"
    PARENT = "PARENT", "Parents"
    CHILD = "CHILD", "The child's own copy"
    NEXT_SCHOOL = "NEXT_SCHOOL", "The next school"
    COLLEAGUE = "COLLEAGUE", "A colleague who was handed the section"


class AttachmentKind(models.TextChoices):
    REPORT = "REPORT", "School report"
    EDUCATION_PLAN = "EDUCATION_PLAN", "Individual education plan"
    EHCP = "EHCP", "Education, health and care plan"
    DRAWING = "DRAWING", "Drawing or photograph"
    OTHER = "OTHER", "Another document"


class SectionTable(models.TextChoices):
    """Sections whose answers are rows of a table, so that they can be counted, paid and reviewed."""

    TARGETS = "TARGETS", "Targets"
    TARGET_REVIEWS = "TARGET_REVIEWS", "Review of last targets"
    SDQ = "SDQ", "Strengths and difficulties questionnaire"
    MEETING = "MEETING", "Meeting"
    PROVISION = "PROVISION", "Provision map"
    ATTAINMENT = "ATTAINMENT", "Results by subject"
    ATTENDANCE = "ATTENDANCE", "Attendance in sessions"


class TargetArea(models.TextChoices):
    COGNITION = "COGNITION", "Thinking and learning"
    SEMH = "SEMH", "Social, emotional and mental health"
    COMMUNICATION = "COMMUNICATION", "Speech, language and communication"
    SENSORY = "SENSORY", "Sensory and physical"
    INDEPENDENCE = "INDEPENDENCE", "Independence and looking after oneself"
    ENGLISH = "ENGLISH", "English"
    MATHEMATICS = "MATHEMATICS", "Mathematics"
    OTHER_SUBJECT = "OTHER_SUBJECT", "Another subject"


ACADEMIC_AREAS = frozenset({TargetArea.COGNITION, TargetArea.ENGLISH, TargetArea.MATHEMATICS, TargetArea.OTHER_SUBJECT})
PERSONAL_AREAS = frozenset(set(TargetArea) - ACADEMIC_AREAS)


class ComesFrom(models.TextChoices):
    NEED = "NEED", "A need"
    STRENGTH = "STRENGTH", "A strength"


class TargetOutcome(models.TextChoices):
    ACHIEVED = "ACHIEVED", "Achieved"
    PARTLY = "PARTLY", "Partly achieved"
    NOT_ACHIEVED = "NOT_ACHIEVED", "Not achieved yet"
    NO_LONGER_RELEVANT = "NOT_RELEVANT", "No longer relevant"
    NOT_KNOWN = "NOT_KNOWN", "Not known to this school"


class Intervention(models.TextChoices):
    """What the premium buys, in the order in which schools of one council ranked it."""

    TUITION_ONE = "TUITION_ONE", "One-to-one tuition"
    TUITION_GROUP = "TUITION_GROUP", "Small-group tuition"
    TEACHING_ASSISTANT = "TA", "Teaching assistant"
    MENTOR = "MENTOR", "Learning mentor"
    ICT = "ICT", "ICT equipment"
    EQUIPMENT = "EQUIPMENT", "Other equipment"
    OUT_OF_SCHOOL = "OUT_OF_SCHOOL", "Learning out of school"
    TRAINING = "TRAINING", "Staff training"
    THERAPEUTIC = "THERAPEUTIC", "Therapeutic support"
    OFF_SITE = "OFF_SITE", "Off-site or alternative provision"
    PROGRAMME = "PROGRAMME", "Literacy or numeracy programme"
    ASSESSMENT = "ASSESSMENT", "Specialist assessment"
    OTHER = "OTHER", "Other"


class CostSource(models.TextChoices):
    PP_PLUS = "PP_PLUS", "Pupil Premium Plus"
    SCHOOL = "SCHOOL", "The school"
    SEN = "SEN", "Special educational needs funding"
    EYPP = "EYPP", "Early Years Pupil Premium"
    POST_16 = "POST_16", "Post-16 funding"


class Impact(models.TextChoices):
    LARGE = "LARGE", "Large"
    NOTICEABLE = "NOTICEABLE", "Noticeable"
    SLIGHT = "SLIGHT", "Slight"
    NONE = "NONE", "None"
    NEGATIVE = "NEGATIVE", "Negative"


class CopyFor(models.TextChoices):
    CARER = "CARER", "Carer"
    PARENT = "PARENT", "Parent"
    CHILD = "CHILD", "Child or young person"


class CopyWay(models.TextChoices):
    HAND = "HAND", "Given by hand"
    POST = "POST", "By post"
    SECURE = "SECURE", "By secure e-mail"
    READ = "READ", "Read together"


class OwnPageFor(models.TextChoices):
    CHILD = "CHILD", "The child's views"
    CARER = "CARER", "The carer's views"
    PARENT = "PARENT", "A parent's views"
    COPY = "COPY", "The child's own copy"


class SharedWith(models.TextChoices):
    """Whom a child lets read an answer."""

    EVERYONE = "EVERYONE", "Everyone who helps with my plan"
    NOT_HOME = "NOT_HOME", "Not the people I live with"
    WORKER = "WORKER", "Only my social worker and the virtual school"

    @classmethod
    def chosen(cls, text: str) -> str:
        """As posted; '' where nothing that is a choice was: nobody chooses in the child's place."""
        return str(cls(text)) if text in cls.values else ""


class WishOutcome(models.TextChoices):
    DONE = "DONE", "We did it"
    WILL = "WILL", "We will do it"
    PARTLY = "PARTLY", "We can do a part of it"
    NOT = "NOT", "We cannot do it"


class PlanAtReview(models.TextChoices):
    """What the reviewing officer found at a statutory review."""

    UP_TO_DATE = "CURRENT", "There, and up to date"
    OLD = "OLD", "There, but old"
    MISSING = "MISSING", "Missing"


class MeetingPlace(models.TextChoices):
    SCHOOL = "SCHOOL", "At the school, nursery or college"
    HOME = "HOME", "Where the child lives"
    OFFICE = "OFFICE", "At an office of the council"
    ONLINE = "ONLINE", "By video call"
    OTHER = "OTHER", "Somewhere else"


class AtTheTable(models.TextChoices):
    """As whom somebody is asked to a meeting."""

    CHILD = "CHILD", "Child or young person"
    SOCIAL_WORKER = "SW", "Social worker"
    CARER = "CARER", "Carer"
    DESIGNATED_TEACHER = "DT", "Designated teacher"
    PARENT = "PARENT", "Parent"
    VIRTUAL_SCHOOL = "VS", "Virtual school"
    IRO = "IRO", "Independent reviewing officer"
    ADVISER = "PA", "Personal adviser"
    SENCO = "SENCO", "Special needs co-ordinator"
    HEALTH = "HEALTH", "Health or therapy"
    OTHER = "OTHER", "Somebody else"


class Attended(models.TextChoices):
    YES = "YES", "Came"
    APOLOGIES = "APOLOGIES", "Sent apologies"
    NO = "NO", "Did not come"


class CancelReason(models.TextChoices):
    SCHOOL = "SCHOOL", "The school"
    SOCIAL_WORKER = "SW", "The social worker"
    CHILD = "CHILD", "The young person"
    CARER = "CARER", "The carer"
    OTHER = "OTHER", "Something else"


class ChildCame(models.TextChoices):
    ALL = "ALL", "Yes, for all of it"
    PART = "PART", "Yes, for part of it"
    NOT = "NOT", "No"


class BatchState(models.TextChoices):
    WAITING = "WAITING", "Waiting to start"
    RUNNING = "RUNNING", "Running"
    STOPPED = "STOPPED", "Stopped"
    DONE = "DONE", "Done"


class LikelyOutcome(models.TextChoices):
    """What came of a suspension or exclusion that was likely."""

    AVOIDED = "AVOIDED", "It did not happen"
    OTHERWISE = "OTHERWISE", "Something else was arranged instead"
    SUSPENDED = "SUSPENDED", "A suspension"
    EXCLUDED = "EXCLUDED", "A permanent exclusion"

"""Words that the records about a child are kept in."""

from django.db import models


class Phase(models.TextChoices):
    """The part of education that a child's year group belongs to."""

    EARLY_YEARS = "EARLY_YEARS", "Early Years"
    PRIMARY = "PRIMARY", "Primary"
    SECONDARY = "SECONDARY", "Secondary"
    POST_16 = "POST_16", "Post-16"


class AllocationKind(models.TextChoices):
    SOCIAL_WORKER = "SW", "Social worker"
    IRO = "IRO", "Independent reviewing officer"
    VS_OFFICER = "VSO", "Virtual school officer"
    ADVISER = "PA", "Personal adviser"


class NameKind(models.TextChoices):
    """A legal name is the one of the birth certificate, until a deed or an order changes it."""

    LEGAL = "LEGAL", "Legal name"
    KNOWN_AS = "KNOWN_AS", "Known as"
    FORMER = "FORMER", "Former name"


class ProtectiveMark(models.TextChoices):
    """Facts that keep a child safe. A file may put such a mark up; only a person removes it."""

    ADDRESS = "ADDRESS", "Address must not become known"
    NO_CONTACT = "NO_CONTACT", "No contact"
    NO_COLLECTING = "NO_COLLECT", "Must not collect"
    RESTRICTED = "RESTRICTED", "Record restricted"


class EnrolmentKind(models.TextChoices):
    MAIN = "MAIN", "Main school"
    DUAL = "DUAL", "Second school (dual registered)"
    ALTERNATIVE = "AP", "Alternative provision"


class PlanElsewhereKind(models.TextChoices):
    EHCP = "EHCP", "Education, health and care plan"
    PATHWAY = "PATHWAY", "Pathway plan"
    BEHAVIOUR = "BEHAVIOUR", "Behaviour support plan"
    PASTORAL = "PASTORAL", "Pastoral support plan"
    INDIVIDUAL = "INDIVIDUAL", "Individual education plan"
    HEALTH = "HEALTH", "Health plan"
    OTHER = "OTHER", "Another plan"


class SenProvision(models.TextChoices):
    NONE = "N", "No special educational needs"
    SUPPORT = "K", "SEN support"
    EHCP = "E", "Education, health and care plan"


class TermName(models.TextChoices):
    AUTUMN = "AUTUMN", "Autumn"
    SPRING = "SPRING", "Spring"
    SUMMER = "SUMMER", "Summer"


class ReviewState(models.TextChoices):
    BOOKED = "BOOKED", "Booked"
    HELD = "HELD", "Held"
    CANCELLED = "CANCELLED", "Cancelled"


class Origin(models.TextChoices):
    """By which way a row came into the record. What a person entered stays until a file brings a later row."""

    EXTRACT = "EXTRACT", "The case system"
    RETURN = "RETURN", "The yearly return"
    FILE = "FILE", "A file"
    HAND = "HAND", "Entered by hand"
    PLAN = "PLAN", "A signed-off plan"


class ChangeKind(models.TextChoices):
    """What changed in a child's life, as far as others have to act on it."""

    CARE_BEGAN = "CARE_BEGAN", "Came into care"
    CARE_ENDED = "CARE_ENDED", "Left care"
    SCHOOL = "SCHOOL", "School"
    PLACEMENT = "PLACEMENT", "Placement"
    WORKER = "WORKER", "Social worker"


class MoveKind(models.TextChoices):
    SCHOOL = "SCHOOL", "Change of school"
    PLACEMENT = "PLACEMENT", "Change of placement that changes school"


class MoveState(models.TextChoices):
    PROPOSED = "PROPOSED", "Proposed"
    AGREED = "AGREED", "Agreed"
    HAPPENED = "HAPPENED", "Happened"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class NoteKind(models.TextChoices):
    NOTE = "NOTE", "Note"
    CALL = "CALL", "Telephone call"
    MAIL = "MAIL", "E-mail or letter"
    VISIT = "VISIT", "Visit"
    MEETING = "MEETING", "Meeting"


class DelegatedMatter(models.TextChoices):
    """Everyday matters in which somebody must be able to say yes."""

    DAY_TRIPS = "DAY_TRIPS", "Day trips with school"
    OVERNIGHT = "OVERNIGHT", "Trips with nights away"
    ABROAD = "ABROAD", "Trips abroad"
    PHOTOGRAPHS = "PHOTOGRAPHS", "Photographs and films"
    INTERNET = "INTERNET", "Use of the internet"
    CLUBS = "CLUBS", "Clubs and activities"
    MEDICAL = "MEDICAL", "Everyday medical care at school"
    LESSONS = "LESSONS", "Sex and relationship, and religious lessons"
    MEETINGS = "MEETINGS", "School meetings and reports"


class Decider(models.TextChoices):
    CARER = "CARER", "The carer"
    WORKER = "WORKER", "The social worker"
    PARENT = "PARENT", "A parent"
    CHILD = "CHILD", "The young person"


class Session(models.TextChoices):
    MORNING = "AM", "Morning"
    AFTERNOON = "PM", "Afternoon"


class SuspensionCategory(models.TextChoices):
    SUSPENSION = "SUSP", "Suspension"
    PERMANENT = "PERM", "Permanent exclusion"
    LUNCHTIME = "LNCH", "Lunchtime suspension"
    NOT_STATED = "NOT_STATED", "Not stated"


class ResultKind(models.TextChoices):
    """A judgement of that day, or a guess about a later one."""

    NOW = "NOW", "Working at"
    RESULT = "RESULT", "Result of an examination or test"
    PREDICTED = "PREDICTED", "Predicted"
    TARGET = "TARGET", "Target"


WORKING_AT = (ResultKind.NOW, ResultKind.RESULT)
"""How a child stands or stood; a prediction or a target is never shown in its place."""


class AgainstExpectation(models.TextChoices):
    ABOVE = "ABOVE", "Above what is expected"
    AT = "AT", "As expected"
    BELOW = "BELOW", "Below what is expected"


class NotFullTimeReason(models.TextChoices):
    PART_TIME = "PART_TIME", "Part-time timetable"
    NO_PLACE = "NO_PLACE", "No school place"
    NEW_PLACE = "NEW_PLACE", "Waiting to start at a new school"
    MEDICAL = "MEDICAL", "Too unwell for full days"
    EXCLUDED = "EXCLUDED", "Excluded, and waiting for provision"
    NOT_COMING = "NOT_COMING", "On roll and not coming"
    TUITION = "TUITION", "Tuition in place of school"
    CUSTODY = "CUSTODY", "In custody or a secure home"
    OTHER = "OTHER", "Another reason"


class ConsentBy(models.TextChoices):
    CARER = "CARER", "The carer"
    PARENT = "PARENT", "A parent"
    COUNCIL = "COUNCIL", "The council"
    NOBODY = "NOBODY", "Nobody yet"


class RatingColour(models.TextChoices):
    GREEN = "GREEN", "Green"
    AMBER = "AMBER", "Amber"
    RED = "RED", "Red"


class DestinationStatus(models.TextChoices):
    EET = "EET", "In education, employment or training"
    NEET = "NEET", "Not in education, employment or training"
    UNKNOWN = "UNKNOWN", "Not known"


class DestinationKind(models.TextChoices):
    SIXTH_FORM = "SIXTH_FORM", "School sixth form"
    COLLEGE = "COLLEGE", "College"
    UNIVERSITY = "UNIVERSITY", "University"
    APPRENTICE = "APPRENTICE", "Apprenticeship"
    TRAINING = "TRAINING", "Training"
    EMPLOYED = "EMPLOYED", "Work"
    VOLUNTEER = "VOLUNTEER", "Volunteering"
    CUSTODY = "CUSTODY", "Learning in custody"


class Readiness(models.TextChoices):
    """What stands in the way of education, employment or training; several at a time."""

    READY = "READY", "Ready to begin"
    CONFIDENCE = "CONFIDENCE", "Social, confidence or motivation"
    HEALTH = "HEALTH", "Health"
    SUBSTANCES = "SUBSTANCES", "Substance misuse"
    OFFENDING = "OFFENDING", "Offending"
    PARENT = "PARENT", "A young parent, or expecting a child"

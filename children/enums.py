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


class EnrolmentKind(models.TextChoices):
    MAIN = "MAIN", "Main school"
    DUAL = "DUAL", "Second school (dual registered)"
    ALTERNATIVE = "AP", "Alternative provision"


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


class ImportKind(models.TextChoices):
    CHILDREN = "CHILDREN", "Case-system extract"
    SSDA903 = "SSDA903", "SSDA903 return"
    SCHOOLS = "SCHOOLS", "Register of schools"

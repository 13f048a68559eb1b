from django.db import models


class Grade(models.TextChoices):
    """Best first."""

    OUTSTANDING = "OUTSTANDING", "Outstanding"
    GOOD = "GOOD", "Good"
    REQUIRES_IMPROVEMENT = "REQUIRES_IMPROVEMENT", "Requires improvement"
    INADEQUATE = "INADEQUATE", "Inadequate"


GOOD_ENOUGH = frozenset({Grade.OUTSTANDING, Grade.GOOD})
"""At least good: a plan below it is signed off only by the virtual school head, with a reason."""


class AuditKind(models.TextChoices):
    SHORT = "SHORT", "Short check"
    FULL = "FULL", "Full audit"


class PointKind(models.TextChoices):
    """What a development point asks for, and when."""

    BEFORE_SIGN_OFF = "BEFORE", "To put right before sign-off"
    NEXT_PLAN = "NEXT", "To do better in the next plan"

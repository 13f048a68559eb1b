"""Words that the records about a child are kept in."""

from django.db import models


class Phase(models.TextChoices):
    """The part of education that a child's year group belongs to."""

    EARLY_YEARS = "EARLY_YEARS", "Early Years"
    PRIMARY = "PRIMARY", "Primary"
    SECONDARY = "SECONDARY", "Secondary"
    POST_16 = "POST_16", "Post-16"

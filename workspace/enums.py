from django.db import models


class SummaryAudience(models.TextChoices):
    """Whom an education summary is for; what may stand in it follows from that."""

    SCHOOL = "SCHOOL", "The receiving school"
    REVIEW = "REVIEW", "The statutory review"
    COURT = "COURT", "A court care plan"
    EHCP = "EHCP", "An EHCP review"

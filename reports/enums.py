from django.db import models


class CountKind(models.TextChoices):
    TERM_DEADLINE = "TERM_DEADLINE", "At the term's deadline"
    MONTH_END = "MONTH_END", "At the end of a month"


NOT_OPENED = "NOT_OPENED"
"""Stands where a plan's status or reason would, for a child whose plan was never opened."""

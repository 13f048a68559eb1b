from django.db import models

from accounts.models.records import AppendOnly
from peps.enums import PlanAtReview


class ReviewCheck(AppendOnly):
    """What the reviewing officer says of the education plan at one statutory review."""

    review = models.OneToOneField("children.CareReview", on_delete=models.PROTECT, related_name="plan_check")
    found = models.CharField("the plan", max_length=7, choices=PlanAtReview)
    note = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.get_found_display()

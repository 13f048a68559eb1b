from django.db import models

from accounts.access import Level
from accounts.models.records import AppendOnly
from accounts.references import new_reference
from children.models import Child
from workspace.enums import SummaryAudience


class EducationSummaryQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Summaries of the children whose plans this person reads today."""
        return self.filter(child__in=Child.objects.visible_to(person, level=Level.PLAN))


class EducationSummary(AppendOnly):
    """One page about a child's education, as it was made on a day for somebody: kept as it was given out."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="education_summaries")
    pep = models.ForeignKey("peps.PersonalEducationPlan", null=True, on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=8, choices=SummaryAudience)
    made_for = models.CharField("who it was made for", max_length=160)
    body = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    objects = EducationSummaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "education summaries"
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.reference

from django.db import models

from peps.enums import CopyFor, CopyWay


class CopySent(models.Model):
    """That a copy of a signed plan reached somebody: who had it, how, when, and who says so."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="copies_sent")
    made_for = models.CharField(max_length=6, choices=CopyFor)
    way = models.CharField("how", max_length=8, choices=CopyWay)
    sent_date = models.DateField("when")
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["sent_date", "pk"]

    def __str__(self) -> str:
        return f"copy for {self.get_made_for_display().lower()}"


class Filing(models.Model):
    """That the signed copy lies in the council's case system."""

    pep = models.OneToOneField("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="filing")
    filed_date = models.DateField("when")
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    """None where the nightly job laid it into the folder of the case system (peps/documents/filing.py)."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"filed on {self.filed_date}"

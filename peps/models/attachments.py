from django.db import models

from accounts.references import new_reference
from peps.enums import AttachmentKind


class AttachmentQuerySet(models.QuerySet):
    def standing(self):
        """Without those that were taken away."""
        return self.filter(removed_at=None)


class Attachment(models.Model):
    """A document that belongs to a section of a plan. The file lies in private storage under a name of chance."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    section = models.ForeignKey("peps.Section", on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=14, choices=AttachmentKind)
    title = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("bytes")
    stored_name = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    audiences = models.JSONField("who may read it", default=list)
    added_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_from_own_page(self) -> bool:
        """A child drew it; nobody with an account added it."""
        return self.added_by_id is None

"""Who and what stood in the last full file of a kind, and what is missing from a newer one."""

from django.db import models
from django.db.models import Q

from accounts import clock


class FileRoll(models.Model):
    """The keys of the rows of the newest full file: key -> the name that goes with it, or ''."""

    file = models.CharField(max_length=40, unique=True)
    keys = models.JSONField(default=dict)
    came_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "children_fileroll"

    def __str__(self) -> str:
        return self.file


class MissingRow(models.Model):
    """A row that the last full file had, this one has not, and that the portal still holds open.

    `row_id` is the row's key in its table (Post, CarePeriod, Allocation, Contact). It waits until a person says that
    they looked, the row ends, or a later file brings it back.
    """

    file = models.CharField(max_length=40)
    key = models.CharField(max_length=300)
    whose = models.CharField("e-mail of a person, or the child's number", max_length=254)
    child = models.ForeignKey(
        "children.Child", null=True, blank=True, on_delete=models.PROTECT, related_name="missing_rows"
    )
    person = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    row_id = models.BigIntegerField()
    maybe_email = models.EmailField("who may be the same person under another address", blank=True)
    noticed_at = models.DateTimeField(default=clock.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "children_missingrow"
        ordering = ["file", "noticed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "key", "row_id"], condition=Q(settled_at=None), name="a_missing_row_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.file}, noticed on {clock.day_of(self.noticed_at):%-d %B %Y}"

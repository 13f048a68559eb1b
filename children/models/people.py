from django.db import models

from accounts.dated import Dated, DatedQuerySet


class Contact(Dated):
    """A parent, relative or other person in the child's life, and what was agreed about them."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=160)
    relationship = models.CharField(max_length=60)
    has_parental_responsibility = models.BooleanField(default=False)
    may_have_contact = models.BooleanField(default=True)
    telephone = models.CharField(max_length=40, blank=True)
    arrangements = models.TextField("family time arrangements", blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["from_date", "pk"]

    def __str__(self) -> str:
        return self.relationship


class HealthSummary(Dated):
    """What school needs to know about the child's health, in a few lines."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="health_summaries")
    text = models.TextField()

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["from_date", "pk"]
        verbose_name_plural = "health summaries"

    def __str__(self) -> str:
        return f"from {self.from_date}"

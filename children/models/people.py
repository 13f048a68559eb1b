from django.db import models

from children.enums import Decider, DelegatedMatter
from children.models.record_row import RecordRow


class Contact(RecordRow):
    """A parent, relative or other person in the child's life, and what was agreed about them."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=160)
    relationship = models.CharField(max_length=60)
    has_parental_responsibility = models.BooleanField(null=True, blank=True)
    may_have_contact = models.BooleanField(null=True, blank=True)
    """None: nobody has said. Whether a person may have contact is asked of children/protection/protective_facts.py."""
    mark_removed = models.ForeignKey(
        "children.ProtectionDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    may_collect = models.BooleanField(null=True, blank=True)
    """From school. None: nobody has said. Who may have no contact must not collect, whatever this says."""
    collecting_mark_removed = models.ForeignKey(
        "children.ProtectionDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    telephone = models.CharField(max_length=40, blank=True)
    arrangements = models.TextField("family time arrangements", blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]

    def __str__(self) -> str:
        return self.relationship


class HealthSummary(RecordRow):
    """What school needs to know about the child's health, in a few lines."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="health_summaries")
    text = models.TextField()

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        verbose_name_plural = "health summaries"

    def __str__(self) -> str:
        return f"from {self.from_date}"


class SiblingLink(RecordRow):
    """Brothers and sisters of whom each has a record here. Kept once for a pair; others are contacts."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="sibling_links")
    sibling = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="sibling_links_from")
    are_placed_together = models.BooleanField(null=True, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.CheckConstraint(name="nobody_is_their_own_sibling", condition=~models.Q(child=models.F("sibling"))),
            models.UniqueConstraint(
                fields=["child", "sibling"], condition=models.Q(until=None), name="one_open_link_of_two_siblings"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} and {self.sibling_id}"


class DelegatedAuthority(RecordRow):
    """Who may say yes in everyday matters, as whoever holds parental responsibility has agreed."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="delegated_authorities")
    matter = models.CharField(max_length=12, choices=DelegatedMatter)
    decided_by = models.CharField("who decides", max_length=8, choices=Decider)
    note = models.CharField(max_length=300, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["matter", "from_date", "pk"]
        verbose_name_plural = "delegated authorities"
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "matter"], condition=models.Q(until=None), name="one_open_decision_on_a_matter"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.get_decided_by_display()}"

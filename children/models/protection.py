"""What people decided about protective marks, and what files said against them."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.models.records import AppendOnly
from children.enums import ProtectiveMark


class ProtectionDecision(AppendOnly):
    """A person kept a protective mark, or removed it. `about` names the contact; empty for the address."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="protection_decisions")
    mark = models.CharField(max_length=10, choices=ProtectiveMark)
    about = models.CharField(max_length=230, blank=True)
    is_removal = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_protective_mark_is_removed_with_a_reason", condition=Q(is_removal=False) | ~Q(reason="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_mark_display()}: {'removed' if self.is_removal else 'kept'}"


class ProtectionQuestion(models.Model):
    """A file contradicts a protective mark: the mark stays until a person decides. The same words are asked once."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="protection_questions")
    mark = models.CharField(max_length=10, choices=ProtectiveMark)
    about = models.CharField(max_length=230, blank=True)
    said = models.CharField("what the file said", max_length=300)
    asked_at = models.DateTimeField(default=clock.now, editable=False)
    decision = models.ForeignKey(
        ProtectionDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="answered"
    )

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "mark", "about", "said"], name="a_contradiction_is_asked_about_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_mark_display()}, asked on {clock.day_of(self.asked_at):%-d %B %Y}"

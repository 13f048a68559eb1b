from django.db import models
from django.db.models import Q

from accounts.models.records import AppendOnly
from children.models import Child


class HandOnRequestQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self.filter(section__pep__child__in=Child.objects.visible_to(person))

    def waiting(self):
        """Not decided, and the section's part is not in yet."""
        return self.filter(decided_at=None, section__part__submitted_at=None)


class HandOnRequest(models.Model):
    """A section is to go to somebody whose address is not the school's: the virtual school says yes or no."""

    section = models.ForeignKey("peps.Section", on_delete=models.CASCADE, related_name="hand_on_requests")
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail")
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    is_allowed = models.BooleanField(null=True)
    reason = models.TextField("why not", blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = HandOnRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["section"], condition=Q(decided_at=None), name="one_waiting_request_a_section"
            )
        ]

    def __str__(self) -> str:
        return f"request of {self.asked_at:%d %B %Y}"


class SchoolPartResponse(AppendOnly):
    """The social worker has read the school part: they agree, or say what they think. Nothing waits for it."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.PROTECT, related_name="responses")
    is_agreed = models.BooleanField()
    text = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="agreed_or_in_words", condition=Q(is_agreed=True) | ~Q(text=""))]

    def __str__(self) -> str:
        return "agreed" if self.is_agreed else "not agreed"

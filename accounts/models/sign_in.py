"""What a person asked about the way in which they sign in."""

from django.db import models

from accounts.models.people import User
from accounts.models.records import Letter


class EmailChangeQuerySet(models.QuerySet):
    def open(self):
        """Asked for, neither confirmed nor withdrawn."""
        return self.filter(confirmed_at=None, withdrawn_at=None)


class EmailChange(models.Model):
    """A change of the email that somebody signs in with. It takes effect by a link that only the new address is sent."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="email_changes")
    old_email = models.EmailField()
    new_email = models.EmailField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    letter = models.OneToOneField(Letter, null=True, on_delete=models.PROTECT, related_name="email_change")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(confirmed_at=None, withdrawn_at=None),
                name="one_open_email_change_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.asked_at:%Y-%m-%d}"

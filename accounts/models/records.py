from django.db import models

from accounts.access import Action
from accounts.enums import LetterState


class AppendOnly(models.Model):
    """What happened is never edited: the row can be added, and neither changed nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError(f"{type(self).__name__} is append-only")


class AuditRecordQuerySet(models.QuerySet):
    def visible_to(self, person):
        """All of them for those who watch over looking, nothing for anybody else."""
        return self if Action.READ_AUDIT in person.actions_today() else self.none()


class AuditRecord(AppendOnly):
    """Who did what, or looked at which child, and when. No foreign keys: it outlives what it names."""

    at = models.DateTimeField(db_index=True)
    act = models.CharField(max_length=60)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=140)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    child_reference = models.CharField(max_length=8, blank=True, db_index=True)
    detail = models.JSONField(default=dict)

    objects = AuditRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.act} by {self.by_name}"


class LetterQuerySet(models.QuerySet):
    def visible_to(self, person):
        """One's own, and everybody's for those who answer for what the portal sends."""
        return self if Action.READ_LETTERS in person.actions_today() else self.filter(person=person.pk)

    def for_list(self):
        return self.select_related("person")


class Letter(models.Model):
    """One mail to one person. A digest has a day, and a person gets one digest a day.

    Whoever has no account here, a carer who is asked to a meeting, is written to at `address`.
    """

    person = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="letters")
    address = models.EmailField("e-mail of somebody without an account", blank=True)
    calendar = models.TextField("an appointment that goes with it (iCalendar)", blank=True)
    reply_to = models.EmailField("who reads the answers to it", blank=True)
    about = models.CharField("what it is withdrawn by", max_length=60, blank=True, db_index=True)
    day = models.DateField()
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=160)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=LetterState, default=LetterState.QUEUED)
    token = models.CharField(max_length=36, blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], condition=models.Q(kind="digest"), name="one_digest_a_person_and_day"
            ),
            models.CheckConstraint(
                name="a_letter_goes_to_a_person_or_an_address",
                condition=models.Q(person=None) ^ models.Q(address=""),
            ),
        ]
        indexes = [models.Index(fields=["state", "claimed_until"])]

    def __str__(self) -> str:
        return f"{self.kind} for {self.day}"

    @property
    def to(self) -> str:
        """The e-mail address."""
        return self.person.email if self.person else self.address

    @property
    def to_whom(self) -> str:
        return self.person.name if self.person else self.address


class Notice(models.Model):
    """One thing to tell one person, written once: the key says what, whom, for which date and step."""

    key = models.CharField(max_length=120, unique=True)
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30)
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=200)
    due_date = models.DateField(null=True)
    created_at = models.DateTimeField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        ordering = ["due_date", "pk"]

    def __str__(self) -> str:
        return self.key


class NoticeRound(models.Model):
    """That everything of a kind which fell due up to and with this day has been written as notices."""

    kind = models.CharField(max_length=30)
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="one_round_of_a_kind_and_day")]

    def __str__(self) -> str:
        return f"{self.kind} up to {self.day}"

"""What happens at school: marks, suspensions, results, time out of full-time education, and what comes after 16."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from accounts import clock
from children.enums import (
    AgainstExpectation,
    ConsentBy,
    DestinationKind,
    DestinationStatus,
    NotFullTimeReason,
    Origin,
    RatingColour,
    ResultKind,
    Session,
    SuspensionCategory,
)
from children.models.record_row import EventRow, RecordRow


class SessionMark(models.Model):
    """One half-day session in the register. A corrected mark is put right in place; the import's report keeps both."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="session_marks")
    school = models.ForeignKey(
        "accounts.School", null=True, blank=True, on_delete=models.PROTECT, related_name="session_marks"
    )
    session_date = models.DateField()
    session = models.CharField(max_length=2, choices=Session)
    code = models.CharField(max_length=2)
    origin = models.CharField(max_length=8, choices=Origin, default=Origin.FILE)
    entered_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["session_date", "session"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "session_date", "session"],
                condition=Q(school=None),
                name="one_mark_a_session_where_no_school_is_named",
            ),
            models.UniqueConstraint(
                fields=["child", "school", "session_date", "session"], name="one_mark_a_session_and_school"
            ),
        ]
        indexes = [models.Index(fields=["session_date", "child"])]

    def __str__(self) -> str:
        return f"{self.session_date} {self.session}"


class Suspension(EventRow):
    """A suspension or permanent exclusion, counted in half-day sessions."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="suspensions")
    school = models.ForeignKey(
        "accounts.School", null=True, blank=True, on_delete=models.PROTECT, related_name="suspensions"
    )
    start_date = models.DateField()
    sessions = models.PositiveSmallIntegerField("half-day sessions", null=True, blank=True)
    category = models.CharField(max_length=10, choices=SuspensionCategory)
    reasons = models.JSONField("reason codes, at most three", default=list, blank=True)
    sen_provision = models.CharField(max_length=1, blank=True)
    number_on_day = models.PositiveSmallIntegerField("which of that kind and day", default=1)
    """A child may be suspended in the morning, and once more in the afternoon."""

    class Meta:
        ordering = ["start_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "start_date", "category", "number_on_day"],
                condition=Q(error_at=None),
                name="one_suspension_of_a_kind_day_and_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} from {self.start_date}"


class AttainmentResult(EventRow):
    """One result, or one expected: subject, scale and value as people write them, on the day it was judged."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="attainment_results")
    school = models.ForeignKey("accounts.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assessed_date = models.DateField()
    stage = models.CharField(max_length=12)
    subject = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=ResultKind, default=ResultKind.NOW)
    value = models.CharField(max_length=20)
    against = models.CharField("against what is expected", max_length=6, choices=AgainstExpectation, blank=True)

    class Meta:
        ordering = ["assessed_date", "stage", "subject", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "assessed_date", "stage", "subject", "kind"],
                condition=Q(error_at=None),
                name="one_result_of_a_subject_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.value}"


class Achievement(EventRow):
    """Something to be proud of, in or out of school."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="achievements")
    achieved_date = models.DateField()
    text = models.CharField("what the child achieved", max_length=300)

    class Meta:
        ordering = ["-achieved_date", "-pk"]

    def __str__(self) -> str:
        return f"on {self.achieved_date}"


class NotFullTime(RecordRow):
    """A row in the register of pupils not in full-time education. Past `planned_end_date` it is a task."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="times_not_full_time")
    school = models.ForeignKey("accounts.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=NotFullTimeReason)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, validators=[MinValueValidator(0)])
    planned_end_date = models.DateField("back in full-time education by")
    review_date = models.DateField("next review", null=True, blank=True)
    consent_by = models.CharField("who agreed", max_length=8, choices=ConsentBy, blank=True)
    note = models.TextField("what is done until then", blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["child"], condition=Q(until=None), name="one_open_time_not_full_time_a_child"
            ),
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Rating(RecordRow):
    """How the virtual school sees the child's education going, and why."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="ratings")
    colour = models.CharField("rating", max_length=5, choices=RatingColour)
    reason = models.TextField()

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(fields=["child"], condition=Q(until=None), name="one_open_rating_a_child"),
        ]

    def __str__(self) -> str:
        return self.get_colour_display()


class Destination(RecordRow):
    """What a young person of 16 or over does: education, employment or training, or none of them, and since when."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="destinations")
    status = models.CharField(max_length=7, choices=DestinationStatus)
    kind = models.CharField(max_length=12, choices=DestinationKind, blank=True)
    provider = models.CharField(max_length=160, blank=True)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    is_in_area = models.BooleanField(null=True, blank=True)
    readiness = models.JSONField("what stands in the way, when in none", default=list, blank=True)
    reason_left = models.CharField("why it ended", max_length=200, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(fields=["child"], condition=Q(until=None), name="one_open_destination_a_child"),
        ]

    def __str__(self) -> str:
        return self.get_status_display()

from django.db import models
from django.db.models import F, Q

from peps.answer_length import check_length


class SubjectResult(models.Model):
    """One subject as the plan sees it: last time beside now, what is aimed at and what is expected.

    Values are written as on their scale (children/attainment/attainment_scales.py); at sign-off they become the child's record.
    """

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="subject_results")
    position = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=12)
    area = models.CharField("area of learning it belongs to", max_length=60, blank=True)
    subject = models.CharField(max_length=60)
    last_value = models.CharField(max_length=20, blank=True)
    last_date = models.DateField(null=True, blank=True)
    now_value = models.CharField(max_length=20, blank=True)
    now_date = models.DateField("when it was assessed", null=True, blank=True)
    now_reason = models.TextField("why it is not what the record says", blank=True, validators=[check_length])
    target_value = models.CharField(max_length=20, blank=True)
    predicted_value = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pep", "stage", "subject"], name="one_row_of_a_subject_a_plan"),
        ]

    def __str__(self) -> str:
        return self.subject


class PlanAttendance(models.Model):
    """Half-day sessions this academic year, as the plan says them, and as the record said them when it was opened."""

    pep = models.OneToOneField("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="attendance")
    possible = models.PositiveSmallIntegerField(null=True, blank=True)
    authorised = models.PositiveSmallIntegerField(null=True, blank=True)
    unauthorised = models.PositiveSmallIntegerField(null=True, blank=True)
    suspended = models.PositiveSmallIntegerField("sessions lost to suspension", null=True, blank=True)
    until_date = models.DateField("counted up to and including", null=True, blank=True)
    record_possible = models.PositiveSmallIntegerField(null=True, blank=True)
    record_authorised = models.PositiveSmallIntegerField(null=True, blank=True)
    record_unauthorised = models.PositiveSmallIntegerField(null=True, blank=True)
    record_suspended = models.PositiveSmallIntegerField(null=True, blank=True)
    record_until = models.DateField("the registers were read up to and including", null=True, blank=True)
    corrected_reason = models.TextField("why it is not what the record says", blank=True, validators=[check_length])

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="no_more_absences_than_sessions",
                condition=Q(possible=None) | Q(possible__gte=F("authorised") + F("unauthorised")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.possible} sessions"

    @property
    def is_as_recorded(self) -> bool:
        return (self.possible, self.authorised, self.unauthorised, self.suspended) == (
            self.record_possible,
            self.record_authorised,
            self.record_unauthorised,
            self.record_suspended,
        )

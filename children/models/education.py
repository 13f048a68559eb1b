from django.db import models
from django.db.models import Q

from children.enums import EnrolmentKind, PlanElsewhereKind, SenProvision
from children.models.record_row import RecordRow


class Enrolment(RecordRow):
    """On roll at a school for a time; may begin in the future, and then says 'starts on'."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey("accounts.School", on_delete=models.PROTECT, related_name="enrolments")
    kind = models.CharField(max_length=4, choices=EnrolmentKind, default=EnrolmentKind.MAIN)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(until=None, kind=EnrolmentKind.MAIN),
                name="one_open_main_enrolment_a_child",
            ),
        ]
        indexes = [models.Index(fields=["school", "from_date"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.from_date}"


class SenStatus(RecordRow):
    """Special educational needs, and the provision made for them."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="sen_statuses")
    provision = models.CharField(max_length=1, choices=SenProvision)
    primary_need = models.CharField(max_length=40, blank=True)
    ehcp_authority = models.CharField("council that keeps the EHCP", max_length=80, blank=True)
    ehcp_review_date = models.DateField("next yearly review of the EHCP", null=True, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        verbose_name_plural = "SEN statuses"

    def __str__(self) -> str:
        return self.get_provision_display()


class PlanElsewhere(RecordRow):
    """A plan about the child that is kept somewhere else: this portal points to it, and copies only its open targets."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="plans_elsewhere")
    kind = models.CharField("which plan it is", max_length=10, choices=PlanElsewhereKind)
    holder = models.CharField("who keeps it", max_length=160)
    next_review_date = models.DateField("its next review", null=True, blank=True)
    open_targets = models.TextField("its open targets, one on each line", blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        verbose_name_plural = "plans elsewhere"

    def __str__(self) -> str:
        return self.get_kind_display()

    def targets(self) -> list[str]:
        return [line.strip() for line in self.open_targets.splitlines() if line.strip()]

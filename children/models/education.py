from django.db import models
from django.db.models import Q

from accounts.dated import Dated, DatedQuerySet
from children.enums import EnrolmentKind, SenProvision


class Enrolment(Dated):
    """On roll at a school for a time; may begin in the future, and then says 'starts on'."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey("accounts.School", on_delete=models.PROTECT, related_name="enrolments")
    kind = models.CharField(max_length=4, choices=EnrolmentKind, default=EnrolmentKind.MAIN)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(until=None, kind=EnrolmentKind.MAIN),
                name="one_open_main_enrolment_a_child",
            ),
        ]
        indexes = [models.Index(fields=["school", "from_date"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.from_date}"


class SenStatus(Dated):
    """Special educational needs, and the provision made for them."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="sen_statuses")
    provision = models.CharField(max_length=1, choices=SenProvision)
    primary_need = models.CharField(max_length=40, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["from_date", "pk"]
        verbose_name_plural = "SEN statuses"

    def __str__(self) -> str:
        return self.get_provision_display()

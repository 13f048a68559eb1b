from django.db import models

from children.enums import AllocationKind, ReviewState
from children.models.record_row import RecordRow


class CarePeriod(RecordRow):
    """From the day a child becomes looked after to the day care ends."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="care_periods")
    is_short_break = models.BooleanField(default=False)
    end_reason = models.CharField(max_length=10, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["child"], condition=models.Q(until=None), name="one_open_care_period_a_child"
            ),
        ]

    def __str__(self) -> str:
        return f"care from {self.from_date}"


class LegalStatus(RecordRow):
    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="legal_statuses")
    code = models.CharField(max_length=4)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        verbose_name_plural = "legal statuses"

    def __str__(self) -> str:
        return self.code


class Placement(RecordRow):
    """Where the child lives. The address is for Part 1's writers only, and travels nowhere."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="placements")
    kind = models.CharField("type of placement", max_length=4)
    provider = models.CharField(max_length=4, blank=True)
    carer_name = models.CharField(max_length=160, blank=True)
    carer_telephone = models.CharField(max_length=40, blank=True)
    carer_email = models.EmailField("carer e-mail", blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    is_address_sensitive = models.BooleanField("the address must not become known", null=True, blank=True)
    """Whether a child's address is protected is asked of children/protection/protective_facts.py, never of one row."""
    mark_removed = models.ForeignKey(
        "children.ProtectionDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_in_area = models.BooleanField(null=True, blank=True)
    change_reason = models.CharField(max_length=10, blank=True)

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        indexes = [models.Index(fields=["child", "from_date"])]

    def __str__(self) -> str:
        return self.kind


class Allocation(RecordRow):
    """Who holds the child's case, chairs the reviews or is the virtual school's officer, for a time."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="allocations")
    kind = models.CharField(max_length=3, choices=AllocationKind)
    person = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey("accounts.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *RecordRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "kind"], condition=models.Q(until=None), name="one_open_allocation_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["kind", "person"]), models.Index(fields=["kind", "team"])]

    def __str__(self) -> str:
        return self.get_kind_display()


class CareReview(models.Model):
    """A statutory review of the care plan, booked or held."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="care_reviews")
    review_date = models.DateField()
    state = models.CharField(max_length=10, choices=ReviewState)
    participation_code = models.CharField(max_length=4, blank=True)

    class Meta:
        ordering = ["review_date", "pk"]
        constraints = [models.UniqueConstraint(fields=["child", "review_date"], name="one_review_a_child_and_day")]

    def __str__(self) -> str:
        return f"review on {self.review_date}"

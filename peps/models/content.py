from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from peps.enums import ChildCame, CostSource, Impact, Intervention, TargetArea, TargetOutcome


class TargetQuerySet(models.QuerySet):
    def for_page(self):
        return self.prefetch_related("cost_lines").order_by("position", "pk")


class Target(models.Model):
    """What is to be different for the child, how it will be seen, and who does what until when."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField(default=0)
    area = models.CharField(max_length=13, choices=TargetArea)
    need = models.TextField("need or strength it comes from", blank=True)
    baseline = models.TextField("where things are now", blank=True)
    outcome = models.TextField("what will be different")
    measure = models.TextField("how it will be seen", blank=True)
    support = models.TextField("what will be done", blank=True)
    by_whom = models.CharField("by whom", max_length=160, blank=True)
    by_date = models.DateField("by when", null=True, blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.get_area_display()} target"


class CostLine(models.Model):
    """The school's side of the money: what a target costs, and who is asked to pay it."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="cost_lines")
    intervention = models.CharField(max_length=14, choices=Intervention)
    provider = models.CharField(max_length=160, blank=True)
    asked_pence = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=CostSource, default=CostSource.PP_PLUS)
    spent_pence = models.PositiveIntegerField(null=True, blank=True)
    impact = models.CharField(max_length=10, choices=Impact, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_intervention_display()


class TargetReview(models.Model):
    """How a target of the last plan turned out, said in the plan that follows it."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="target_reviews")
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="reviews")
    outcome = models.CharField(max_length=13, choices=TargetOutcome, blank=True)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["target__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["pep", "target"], name="one_review_of_a_target_a_plan")]

    def __str__(self) -> str:
        return self.get_outcome_display() or "not reviewed yet"


class SdqReturn(models.Model):
    """The teacher's scores. Item wording is not kept; the total counts four scales, never the prosocial one."""

    pep = models.OneToOneField("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="sdq")
    emotional = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    conduct = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    hyperactivity = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    peer = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    prosocial = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    filled_by = models.CharField("filled in by", max_length=160, blank=True)
    known_since_date = models.DateField("has known the child since", null=True, blank=True)
    is_known_too_short = models.BooleanField("nobody has known the child long enough yet", default=False)
    no_target_reason = models.TextField("why there is no wellbeing target", blank=True)

    class Meta:
        verbose_name = "SDQ"
        constraints = [
            models.CheckConstraint(
                name="sdq_scales_at_most_ten",
                condition=Q(
                    *(
                        Q(**{f"{scale}__lte": 10}) | Q(**{scale: None})
                        for scale in ("emotional", "conduct", "hyperactivity", "peer", "prosocial")
                    )
                ),
            )
        ]

    def __str__(self) -> str:
        return "teacher SDQ"


class Meeting(models.Model):
    """The meeting about a plan: planned, held or cancelled with its reason. One that is not cancelled for a plan."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="meetings")
    planned_date = models.DateField(null=True, blank=True)
    held_date = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=160, blank=True)
    attended = models.TextField("who came", blank=True)
    child_came = models.CharField(max_length=4, choices=ChildCame, blank=True)
    next_date = models.DateField("date of the next meeting", null=True, blank=True)
    no_next_reason = models.TextField("why there is no next date", blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pep"], condition=Q(cancelled_at=None), name="one_meeting_a_plan_not_cancelled"
            )
        ]

    def __str__(self) -> str:
        return f"meeting planned for {self.planned_date}"

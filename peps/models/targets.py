from django.db import models

from accounts.references import new_reference
from peps.answer_length import check_length
from peps.enums import ComesFrom, CostSource, Impact, Intervention, TargetArea, TargetOutcome


class TargetQuerySet(models.QuerySet):
    def for_page(self):
        return self.select_related("other_plan").prefetch_related("cost_lines").order_by("position", "pk")


class StandingTargets(models.Manager.from_queryset(TargetQuerySet)):
    """Without those that were taken out: they are kept, so that they can be put back, and count nowhere."""

    def get_queryset(self):
        return super().get_queryset().filter(taken_out_at=None)


class Target(models.Model):
    """What is to be different for the child, how it will be seen, and who does what until when.

    The words are written as answers of the targets section, so that nothing of them is lost; these columns follow
    the answers (peps/targets/targets.py) and are what is counted, reviewed and paid.
    """

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="targets")
    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    area = models.CharField(max_length=13, choices=TargetArea, blank=True)
    comes_from = models.CharField(max_length=8, choices=ComesFrom, blank=True)
    need = models.TextField("need or strength it comes from", blank=True)
    baseline = models.TextField("where things are now", blank=True)
    outcome = models.TextField("what will be different", blank=True)
    measure = models.TextField("how it will be seen", blank=True)
    value_to_reach = models.TextField("the value to reach", blank=True)
    support = models.TextField("what will be done", blank=True)
    how_often = models.TextField("when and how often", blank=True)
    by_whom = models.TextField("by whom", blank=True)
    by_date = models.DateField("by when", null=True, blank=True)
    carer_part = models.TextField("the carer's part", blank=True)
    child_words = models.TextField("the child's own words", blank=True)
    other_plan = models.ForeignKey(
        "children.PlanElsewhere", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = StandingTargets()
    with_taken_out = TargetQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        default_manager_name = "objects"
        base_manager_name = "with_taken_out"

    def __str__(self) -> str:
        return f"{self.get_area_display()} target".strip()


class Provision(models.Model):
    """One line of the provision map: something extra that the child gets. `until_date` is the last day."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="provisions")
    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    what = models.CharField(max_length=200)
    kind = models.CharField(max_length=14, choices=Intervention)
    by_whom = models.CharField(max_length=160, blank=True)
    hours_a_week = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    cost_pence = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=CostSource, blank=True)
    is_carried = models.BooleanField("stood in the last plan, and nobody has looked at it yet", default=False)
    taken_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class CostLine(models.Model):
    """The school's side of the money: what a target costs, and who is asked to pay it."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="cost_lines")
    intervention = models.CharField(max_length=14, choices=Intervention)
    provider = models.CharField(max_length=160, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField("last day", null=True, blank=True)
    asked_pence = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=CostSource, default=CostSource.PP_PLUS)
    provision = models.ForeignKey(
        Provision, null=True, blank=True, on_delete=models.SET_NULL, related_name="cost_lines"
    )
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
    evidence = models.TextField(blank=True, validators=[check_length])
    impact = models.CharField("what difference the help made", max_length=10, choices=Impact, blank=True)
    spent_pence = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["target__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["pep", "target"], name="one_review_of_a_target_a_plan")]

    def __str__(self) -> str:
        return self.get_outcome_display() or "not reviewed yet"


class ProgressNote(models.Model):
    """How a target or an action is going between two plans; with neither, what was agreed at the meeting as a whole."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="progress_notes")
    target = models.ForeignKey(Target, null=True, blank=True, on_delete=models.CASCADE, related_name="progress_notes")
    action = models.ForeignKey(
        "peps.AgreedAction", null=True, blank=True, on_delete=models.PROTECT, related_name="progress_notes"
    )
    noted_date = models.DateField()
    text = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-noted_date", "-pk"]

    def __str__(self) -> str:
        return f"on {self.noted_date}"


class BankTarget(models.Model):
    """An example that the authority added to the bank of targets. {name}, {they}, {them}, {their} are filled in."""

    area = models.CharField(max_length=13, choices=TargetArea)
    phase = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    outcome = models.TextField()
    measure = models.TextField(blank=True)
    support = models.TextField(blank=True)
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["area", "pk"]

    def __str__(self) -> str:
        return self.get_area_display()

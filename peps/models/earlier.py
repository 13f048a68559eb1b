from django.db import models
from django.db.models import Q

from accounts.access import Level
from accounts.references import new_reference
from children.models import Child
from peps.enums import TargetArea


class EarlierPlanQuerySet(models.QuerySet):
    def visible_to(self, person):
        """As plans: of the children whose plans this person reads."""
        return self.filter(child__in=Child.objects.visible_to(person, level=Level.PLAN))


class EarlierPlan(models.Model):
    """A plan that was made before this portal: its day, its grade, perhaps the paper itself, answers and targets."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="earlier_plans")
    plan_date = models.DateField("day of the plan")
    grade = models.CharField(max_length=40, blank=True)
    stored_name = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField("bytes", default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    added_by_name = models.CharField(max_length=140)
    added_at = models.DateTimeField()

    objects = EarlierPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-plan_date", "-pk"]
        constraints = [models.UniqueConstraint(fields=["child", "plan_date"], name="one_earlier_plan_a_child_and_day")]

    def __str__(self) -> str:
        return f"plan of {self.plan_date:%d %B %Y} in the old system"


class EarlierAnswer(models.Model):
    """An answer of such a plan, under the key of the question that asks it here."""

    plan = models.ForeignKey(EarlierPlan, on_delete=models.CASCADE, related_name="answers")
    question_key = models.CharField(max_length=60)
    text = models.TextField()

    class Meta:
        ordering = ["question_key"]
        constraints = [models.UniqueConstraint(fields=["plan", "question_key"], name="one_earlier_answer_a_question")]

    def __str__(self) -> str:
        return self.question_key


class EarlierTarget(models.Model):
    """A target that was still open when the portal began."""

    plan = models.ForeignKey(EarlierPlan, on_delete=models.CASCADE, related_name="targets")
    area = models.CharField(max_length=13, choices=TargetArea)
    outcome = models.TextField()
    measure = models.TextField(blank=True)
    by_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="earlier_target_in_words", condition=~Q(outcome="")),
            models.UniqueConstraint(fields=["plan", "area", "outcome"], name="one_earlier_target_of_its_words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_area_display()} target"

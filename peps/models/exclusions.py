"""That a school thinks a suspension or exclusion is likely, while there is still time to do something about it."""

from django.db import models
from django.db.models import Q

from accounts.access import Level
from accounts.enums import SCHOOL_ROLES
from accounts.references import new_reference
from children.enums import SuspensionCategory
from children.models import Child
from peps.answer_length import check_length
from peps.enums import LikelyOutcome


class LikelyExclusionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Of the children whose page this person reaches; school staff see those of their own school."""
        seen = self.filter(child__in=Child.objects.visible_to(person, level=Level.RECORD))
        posts = person.posts_held_today()
        if all(post.role in SCHOOL_ROLES for post in posts):
            return seen.filter(school__in=[post.school_id for post in posts])
        return seen

    def open(self):
        return self.filter(closed_at=None)

    def for_list(self):
        return self.select_related("child", "school", "said_by", "suspension")


class LikelyExclusion(models.Model):
    """What was said: what may happen, why, what was tried, by when an answer helps. Closed with what came of it."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="likely_exclusions")
    school = models.ForeignKey("accounts.School", null=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField("what may happen", max_length=10, choices=SuspensionCategory)
    why = models.TextField(validators=[check_length])
    tried = models.TextField("what was tried", blank=True, validators=[check_length])
    answer_by = models.DateField("by when an answer helps")
    said_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    read_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField("when somebody who answers for the child first read it", null=True)
    answer = models.TextField(blank=True, validators=[check_length])
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField("what came of it", max_length=10, choices=LikelyOutcome, blank=True)
    outcome_note = models.TextField(blank=True, validators=[check_length])
    suspension = models.ForeignKey("children.Suspension", null=True, on_delete=models.PROTECT, related_name="+")
    closed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = LikelyExclusionQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"], condition=Q(closed_at=None), name="one_open_likely_exclusion_a_child"
            ),
            models.CheckConstraint(
                name="likely_exclusion_closed_with_what_came_of_it",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"likely {self.get_category_display().lower()}, {self.reference}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

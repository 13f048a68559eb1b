from django.db import models
from django.db.models import Q

from accounts import access
from accounts.access import CHILDREN_SEEN, EVERYTHING, Action, Level
from accounts.models.records import AppendOnly
from children.enums import Phase
from children.models import Child
from reports.enums import CountKind


class Count(AppendOnly):
    """The children of a term as they stood at one moment. It never changes; a correction is a second count beside it."""

    kind = models.CharField(max_length=13, choices=CountKind)
    term = models.ForeignKey("children.Term", null=True, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField("the day counted")
    taken_at = models.DateTimeField()
    by_name = models.CharField(max_length=140)
    fingerprint = models.CharField("of the definitions", max_length=64)
    definitions = models.JSONField(default=dict)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    note = models.CharField("what was corrected", max_length=300, blank=True)

    class Meta:
        ordering = ["-day", "-taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "kind", "term"], condition=Q(corrects=None), name="one_count_a_day_and_term"
            ),
            models.UniqueConstraint(
                fields=["day", "kind"], condition=Q(corrects=None, term=None), name="one_count_a_day_without_term"
            ),
            models.CheckConstraint(
                name="deadline_count_has_a_term", condition=Q(term__isnull=False) | ~Q(kind=CountKind.TERM_DEADLINE)
            ),
            models.CheckConstraint(name="correction_says_what", condition=Q(corrects=None) | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.day:%d %B %Y}"


def teams_counted_for(person, *, prefix=""):
    """Q over counted children: as far as the person's posts reach today, by the team the child had then."""
    reached = access.limit(CHILDREN_SEEN[Level.LISTED], person)
    if reached == EVERYTHING:
        return EVERYTHING
    posts = person.posts_held_today()
    teams = [post.team_id for post in posts if Action.READ_FIGURES in access.actions_of([post])]
    return Q(**{f"{prefix}team__in": teams})


class CountedChildQuerySet(models.QuerySet):
    def listed_to(self, person):
        """Annotates `is_hidden` where the child is restricted now: counted, and not named by so much as a reference."""
        restricted = Child.objects.filter(is_restricted=True).exclude(access.not_restricted(person))
        return self.filter(teams_counted_for(person)).annotate(
            is_hidden=models.Case(
                models.When(child_reference__in=restricted.values("reference"), then=True),
                default=False,
                output_field=models.BooleanField(),
            )
        )


class CountedChild(AppendOnly):
    """One child in a count, as things stood: no tie to the record, which goes on changing."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="children")
    child_reference = models.CharField(max_length=8)
    team = models.ForeignKey("accounts.Team", null=True, on_delete=models.PROTECT, related_name="+")
    team_name = models.CharField(max_length=120, blank=True)
    school_urn = models.CharField(max_length=8, blank=True)
    school_name = models.CharField(max_length=160, blank=True)
    phase = models.CharField(max_length=11, choices=Phase)
    social_worker_name = models.CharField(max_length=120, blank=True)
    in_area = models.BooleanField(null=True)
    status = models.CharField(max_length=10)
    due_date = models.DateField()
    late_reason = models.CharField(max_length=20, blank=True)
    is_late = models.BooleanField()
    measures = models.JSONField(default=dict, help_text="Measure key: met or not. Not required: the key is not there.")

    objects = CountedChildQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "counted children"
        ordering = ["count", "child_reference"]
        constraints = [models.UniqueConstraint(fields=["count", "child_reference"], name="child_counted_once")]
        indexes = [models.Index(fields=["count", "team"])]

    def __str__(self) -> str:
        return self.child_reference

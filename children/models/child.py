import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from accounts import access
from accounts.access import Level
from accounts.dated import Dated, holds
from accounts.reached import within
from accounts.references import new_reference
from children.enums import Phase
from children.models.care import Allocation, CarePeriod, Placement
from children.models.education import Enrolment
from children.year_groups import phase, year_group


class ChildQuerySet(models.QuerySet):
    def visible_to(self, person, level: Level = Level.RECORD):
        """The children this person reaches today, at that level; one definition for lists and for one child."""
        return within(self, access.children_seen(person, level)).filter(merged_into=None)

    def looked_after_on(self, day: dt.date):
        """In care on that day: the first day counts, the day care ended does not."""
        in_care = CarePeriod.objects.filter(holds(day), child=OuterRef("pk"), is_short_break=False)
        return self.filter(Exists(in_care))

    def with_people_on(self, day: dt.date):
        """Prefetches `allocations_now`, `enrolments_now` and `placements_now`, as they hold on that day."""
        return self.prefetch_related(
            Prefetch(
                "allocations",
                Allocation.objects.holding(day).select_related("person", "team"),
                to_attr="allocations_now",
            ),
            Prefetch("enrolments", Enrolment.objects.holding(day).select_related("school"), to_attr="enrolments_now"),
            Prefetch("placements", Placement.objects.holding(day), to_attr="placements_now"),
        )


class Child(models.Model):
    """A child who is or was looked after by this council."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    social_care_id = models.CharField("social care number", max_length=20, unique=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    preferred_name = models.CharField(max_length=80, blank=True)
    preferred_family_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    date_of_birth = models.DateField()
    sex = models.CharField(max_length=1, blank=True)
    ethnicity = models.CharField(max_length=10, blank=True)
    first_language = models.CharField(max_length=60, blank=True)
    upn = models.CharField("unique pupil number", max_length=13, blank=True, db_index=True)
    is_unaccompanied = models.BooleanField("unaccompanied asylum-seeking child", default=False)
    search_key = models.CharField(max_length=300, blank=True, editable=False, db_index=True)
    is_restricted = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from")

    objects = ChildQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "children"
        ordering = ["family_name", "given_name", "pk"]
        constraints = [models.UniqueConstraint(fields=["upn"], condition=~Q(upn=""), name="one_child_for_a_upn")]

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        """What people call the child, first name and family name; for those who may open the record."""
        given, family = self.preferred_name or self.given_name, self.preferred_family_name or self.family_name
        return f"{given} {family}".strip() or f"Child {self.reference}"

    @property
    def full_name(self) -> str:
        """The legal name; empty where none is known."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def called(self) -> str:
        """The first name that people use; of a child with one name that name."""
        return self.preferred_name or self.given_name or self.family_name

    def year_group_on(self, day: dt.date) -> int:
        return year_group(self.date_of_birth, day)

    def phase_on(self, day: dt.date) -> Phase:
        return phase(self.date_of_birth, day)


class FormerIdentifier(models.Model):
    """A reference, social care number or UPN by which the child was known before; kept so that it is still found."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="former_identifiers")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=20, db_index=True)
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} until {self.replaced_at:%d %B %Y}"


class NamedPerson(Dated):
    """Somebody who may see a restricted child; nobody else may, whatever their post."""

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="named_people")
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="named_on")

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.person_id} for {self.child_id}"

import datetime as dt

from django.db import models
from django.db.models import F, Q

from children.enums import TermName


class TermQuerySet(models.QuerySet):
    def containing(self, day: dt.date):
        return self.filter(first_day__lte=day, last_day__gte=day)

    def current(self, day: dt.date) -> "Term | None":
        """The term of that day; in a holiday the one that begins next, or the last one known."""
        return self.filter(last_day__gte=day).order_by("first_day").first() or self.order_by("-first_day").first()

    def before(self, term: "Term") -> "Term | None":
        return self.filter(first_day__lt=term.first_day).order_by("-first_day").first()


class Term(models.Model):
    """A school term of the authority. All dates are inclusive."""

    academic_year = models.CharField(max_length=7, help_text="For example 2026/27")
    name = models.CharField(max_length=6, choices=TermName)
    first_day = models.DateField()
    last_day = models.DateField()
    half_term_from_date = models.DateField("half-term holiday, first day")
    half_term_last_date = models.DateField("half-term holiday, last day")
    delegation_date = models.DateField(help_text="The day on which the term's plans are opened and handed out")
    pep_deadline_date = models.DateField("deadline", help_text="The last day on which a plan of this term is in time")

    changed_by_name = models.CharField(max_length=140, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(fields=["academic_year", "name"], name="one_term_of_a_name_a_year"),
            models.CheckConstraint(
                name="term_days_in_order",
                condition=Q(first_day__lt=F("half_term_from_date"))
                & Q(half_term_from_date__lte=F("half_term_last_date"))
                & Q(half_term_last_date__lt=F("last_day"))
                & Q(pep_deadline_date__gte=F("first_day")),
                violation_error_message="The dates of a term must follow each other: first day, half-term, last day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_name_display()} term {self.academic_year}"

    @property
    def key(self) -> str:
        """For addresses: 2026-27-autumn."""
        return f"{self.academic_year.replace('/', '-')}-{self.name.lower()}"


class DayOff(models.Model):
    """A day inside a term without school: for one school, an inset day, or for all where `school` is empty."""

    school = models.ForeignKey(
        "accounts.School", null=True, blank=True, on_delete=models.CASCADE, related_name="days_off"
    )
    day = models.DateField()

    class Meta:
        ordering = ["day", "pk"]
        verbose_name_plural = "days off"
        constraints = [
            models.UniqueConstraint(fields=["school", "day"], name="one_day_off_a_school_and_day"),
            models.UniqueConstraint(fields=["day"], condition=Q(school=None), name="one_day_off_of_all_schools"),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


class OwnTerm(models.Model):
    """A term of one school whose days are not the authority's, as of a school in another area. All dates inclusive."""

    school = models.ForeignKey("accounts.School", on_delete=models.CASCADE, related_name="own_terms")
    first_day = models.DateField()
    last_day = models.DateField()
    half_term_from_date = models.DateField("half-term holiday, first day")
    half_term_last_date = models.DateField("half-term holiday, last day")

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(fields=["school", "first_day"], name="one_own_term_a_school_and_first_day"),
            models.CheckConstraint(
                name="own_term_days_in_order",
                condition=Q(first_day__lt=F("half_term_from_date"))
                & Q(half_term_from_date__lte=F("half_term_last_date"))
                & Q(half_term_last_date__lt=F("last_day")),
                violation_error_message="The dates of a term must follow each other: first day, half-term, last day.",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.first_day}"

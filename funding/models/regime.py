import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from accounts.dated import Dated, DatedQuerySet
from children.enums import TermName
from funding.financial_years import bounds
from quality.enums import Grade


class Regime(models.Model):
    """How one council shares out the premium in one financial year; loaded from its profile."""

    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    financial_year = models.CharField(
        max_length=7, validators=[RegexValidator(r"^\d{4}-\d{2}$", "Write a year like 2026-27.")]
    )
    per_child_pence = models.PositiveIntegerField("grant per child", null=True, help_text="Empty while not known")
    to_schools_pence = models.PositiveIntegerField("of it to schools", null=True, help_text="Empty when by request")
    minimum_grade = models.CharField(max_length=20, choices=Grade)
    first_year_group = models.SmallIntegerField(default=0)
    last_year_group = models.SmallIntegerField(default=11)

    class Meta:
        ordering = ["-financial_year", "first_year_group", "key"]
        constraints = [
            models.UniqueConstraint(fields=["key", "financial_year"], name="one_regime_of_a_key_a_year"),
            models.CheckConstraint(
                name="regime_keeps_no_more_than_the_grant",
                condition=Q(per_child_pence=None)
                | Q(to_schools_pence=None)
                | Q(to_schools_pence__lte=F("per_child_pence")),
            ),
            models.CheckConstraint(
                name="regime_year_groups_in_order", condition=Q(first_year_group__lte=F("last_year_group"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.financial_year}"

    @property
    def kept_centrally_pence(self) -> int | None:
        """None while the grant is not known, or where schools ask for each payment."""
        if self.per_child_pence is None or self.to_schools_pence is None:
            return None
        return self.per_child_pence - self.to_schools_pence

    @property
    def year(self) -> tuple[dt.date, dt.date]:
        return bounds(self.financial_year)


class Instalment(Dated):
    """One payment to the school for each child. It is released from `from_date` until the day before `until`."""

    regime = models.ForeignKey(Regime, on_delete=models.PROTECT, related_name="instalments")
    key = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()
    pence = models.PositiveIntegerField()
    term_name = models.CharField("needs the signed-off plan of", max_length=6, choices=TermName)
    census_date = models.DateField("on roll on", null=True, help_text="Empty when it does not matter")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["regime", "position"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["regime", "key"], name="one_instalment_of_a_key_a_regime"),
            models.UniqueConstraint(fields=["regime", "term_name"], name="one_instalment_a_regime_and_term"),
            models.CheckConstraint(name="instalment_is_worth_something", condition=Q(pence__gt=0)),
        ]

    def __str__(self) -> str:
        return self.name

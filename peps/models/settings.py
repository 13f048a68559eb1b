import datetime as dt

from django.core.validators import RegexValidator
from django.db import models

from children.school_years import academic_year


class PlanSettingsManager(models.Manager):
    def on(self, day: dt.date) -> "PlanSettings":
        """The rules that hold in that day's academic year: the latest entered up to it, or the defaults."""
        year = academic_year(day)
        return self.filter(academic_year__lte=year).order_by("-academic_year").first() or PlanSettings(
            academic_year=year
        )


class PlanSettings(models.Model):
    """What the authority decides about its plans, from an academic year on."""

    academic_year = models.CharField(
        max_length=7, unique=True, validators=[RegexValidator(r"^\d{4}/\d{2}$", "Write a year like 2026/27.")]
    )
    youngest_age = models.PositiveSmallIntegerField(default=3)
    oldest_age = models.PositiveSmallIntegerField("up to the birthday at which the child turns", default=18)
    sdq_threshold = models.PositiveSmallIntegerField(default=17)
    targets_wanted = models.PositiveSmallIntegerField("targets wanted in years 1 to 11", default=3)
    targets_wanted_after_16 = models.PositiveSmallIntegerField("targets wanted after 16", default=3)
    targets_wanted_early_years = models.PositiveSmallIntegerField("targets wanted in Early Years", default=1)
    targets_wanted_at_first = models.PositiveSmallIntegerField("targets wanted in a first or interim plan", default=1)
    targets_wanted_off_roll = models.PositiveSmallIntegerField("targets wanted off roll or in custody", default=1)
    academic_targets_wanted = models.PositiveSmallIntegerField("of several, about learning", default=1)
    personal_targets_wanted = models.PositiveSmallIntegerField("of several, about the child as a person", default=1)
    reminder_days = models.JSONField("days before the deadline on which people are reminded", default=list, blank=True)

    objects = PlanSettingsManager()

    class Meta:
        verbose_name_plural = "plan settings"

    def __str__(self) -> str:
        return f"from {self.academic_year}"

    @property
    def remind_before(self) -> tuple[int, ...]:
        """Calendar days before the due date, furthest first."""
        return tuple(self.reminder_days) or (14, 7, 2)

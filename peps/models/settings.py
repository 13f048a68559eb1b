import datetime as dt
from collections.abc import Iterable

from django.core.validators import RegexValidator
from django.db import models

from children.year_groups import academic_year


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
    changed_by_name = models.CharField(max_length=140, blank=True, editable=False)
    changed_at = models.DateTimeField(null=True, editable=False)

    objects = PlanSettingsManager()

    class Meta:
        verbose_name_plural = "plan settings"

    def __str__(self) -> str:
        return f"from {self.academic_year}"

    @property
    def remind_before(self) -> tuple[int, ...]:
        """Calendar days before the due date, furthest first."""
        return tuple(self.reminder_days) or (14, 7, 2, 0)


class ClocksRead:
    """All that were ever set, read by one query."""

    def __init__(self, latest_first: Iterable["ClockSettings"]):
        self.latest_first = list(latest_first)

    def on(self, day: dt.date) -> "ClockSettings":
        """The clocks that run on that day: the latest entered up to it, or the defaults."""
        return next((each for each in self.latest_first if each.from_date <= day), ClockSettings(from_date=day))


class ClockSettingsManager(models.Manager):
    def read(self) -> ClocksRead:
        return ClocksRead(self.order_by("-from_date"))

    def on(self, day: dt.date) -> "ClockSettings":
        """The clocks that run on that day."""
        return self.read().on(day)


class ClockSettings(models.Model):
    """How many days the authority gives, and who hears of it when they have run out; from a day on.

    The defaults are those of the guidance and of most councils (domain, the clocks).
    """

    from_date = models.DateField("holds from", unique=True)
    first_initiated_days = models.PositiveSmallIntegerField("working days until a first plan is begun", default=10)
    first_complete_days = models.PositiveSmallIntegerField("working days until a first plan is complete", default=10)
    first_review_days = models.PositiveSmallIntegerField(
        "working days until the first review at the latest", default=20
    )
    change_days = models.PositiveSmallIntegerField("working days until a plan after a change is complete", default=10)
    interim_days = models.PositiveSmallIntegerField("working days until an interim plan is complete", default=10)
    education_days = models.PositiveSmallIntegerField("school days without a place until education is due", default=20)
    after_meeting_days = models.PositiveSmallIntegerField("days until a plan is complete after its meeting", default=10)
    is_after_meeting_in_working_days = models.BooleanField("these are working days, not school days", default=False)
    papers_days = models.PositiveSmallIntegerField("calendar days before a meeting by which papers are out", default=14)
    late_steps = models.JSONField("working days late on which people are reminded again", default=list, blank=True)
    manager_after_days = models.PositiveSmallIntegerField(
        "working days late until the manager or head teacher hears", default=5
    )
    head_after_days = models.PositiveSmallIntegerField(
        "working days late until the virtual school head hears", default=10
    )
    changed_by_name = models.CharField(max_length=140, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)

    objects = ClockSettingsManager()

    class Meta:
        ordering = ["-from_date"]
        verbose_name_plural = "clock settings"

    def __str__(self) -> str:
        return f"from {self.from_date}"

    @property
    def remind_late(self) -> tuple[int, ...]:
        """Working days after the due date, nearest first."""
        return tuple(sorted(self.late_steps)) or (1, 5, 10)

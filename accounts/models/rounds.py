from django.db import models

from accounts.enums import Job


class UndoneWork(models.Model):
    """That a job could not do its work for one child, letter or file, and since when. Gone once it is done.

    `subject` tells apart what the job goes through; `child_reference` says which child it is about, where there is one.
    Without a subject it is the job as a whole.
    """

    job = models.CharField(max_length=20, choices=Job)
    subject = models.CharField(max_length=120, blank=True)
    child_reference = models.CharField(max_length=8, blank=True, db_index=True)
    reason = models.CharField(max_length=200)
    fault = models.CharField("class of the exception", max_length=120)
    since_at = models.DateTimeField()
    last_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["job", "since_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["job", "subject"], name="undone_work_once_a_job_and_subject")]

    def __str__(self) -> str:
        return f"{self.job} of {self.subject}"


class DayRound(models.Model):
    """That a job of every day has begun on this day, and has ended: what was missed is caught up from these rows."""

    job = models.CharField(max_length=20, choices=Job)
    day = models.DateField()
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "job"]
        constraints = [models.UniqueConstraint(fields=["job", "day"], name="one_round_a_job_and_day")]

    def __str__(self) -> str:
        return f"{self.job} on {self.day}"

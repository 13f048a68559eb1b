from django.db import models

from children.enums import ImportKind


class ImportRun(models.Model):
    """One file or folder that came in: what it brought, what was refused and why."""

    kind = models.CharField(max_length=10, choices=ImportKind)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=140)
    is_dry_run = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.started_at:%d %B %Y}"

from django.db import models

from accounts import clock
from imports.enums import ImportKind, ImportState


class ImportRun(models.Model):
    """One file or folder that came in: what it brought, what was refused and why.

    An upload waits as a row with its `folder`, below the portal's own files, until a worker has taken it; the files
    are deleted then. `done` and `total` are bytes read and to read, `heartbeat_at` tells that a worker is alive.
    """

    kind = models.CharField(max_length=11, choices=ImportKind)
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=140)
    by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_dry_run = models.BooleanField(default=False)
    is_strict = models.BooleanField(default=False)
    folder = models.CharField(max_length=200, blank=True)
    total = models.PositiveBigIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    stop_asked_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    changes = models.JSONField(default=list)

    class Meta:
        db_table = "children_importrun"
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {clock.day_of(self.started_at):%-d %B %Y}"

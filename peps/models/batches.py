from django.db import models

from peps.enums import BatchState


class Batch(models.Model):
    """One run that opens a term's plans. It commits child by child, and goes on after it was stopped or killed."""

    term = models.ForeignKey("children.Term", on_delete=models.PROTECT, related_name="batches")
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.WAITING)
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    """None where the portal began it by itself, on the day of delegation."""
    asked_at = models.DateTimeField()
    total = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    already_there = models.PositiveIntegerField(default=0)
    refused = models.JSONField(default=list)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = "batches"
        constraints = [
            models.UniqueConstraint(
                fields=["term"],
                condition=models.Q(state__in=[BatchState.WAITING, BatchState.RUNNING]),
                name="one_batch_at_work_a_term",
            )
        ]

    def __str__(self) -> str:
        return f"batch of {self.asked_at:%d %B %Y}"

    @property
    def done(self) -> int:
        """Of `total`: children who had a plan before the batch began are in neither."""
        if self.state == BatchState.DONE:
            return self.total
        return min(self.opened + len(self.refused), self.total)

from django.db import models
from django.db.models import Q


class Proforma(models.Model):
    """The criteria that plans are judged by, in one version. Read its body through quality.proforma."""

    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    body = models.JSONField()
    is_current = models.BooleanField(default=False)

    class Meta:
        ordering = ["key", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_proforma_of_a_version"),
            models.UniqueConstraint(fields=["is_current"], condition=Q(is_current=True), name="one_current_proforma"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

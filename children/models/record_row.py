"""What every row of a child's record knows of itself: where it came from, and who closed it as entered in error."""

from django.db import models
from django.db.models import Q

from accounts import clock
from accounts.dated import Dated, DatedQuerySet
from children.enums import Origin


class Sourced(models.Model):
    """Nothing is deleted: a wrong row is closed as entered in error, with who and why (children/editing/editing.py)."""

    origin = models.CharField(max_length=8, choices=Origin, default=Origin.EXTRACT)
    entered_at = models.DateTimeField(default=clock.now, editable=False)
    entered_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    error_at = models.DateTimeField(null=True, blank=True)
    error_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    error_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def is_by_hand(self) -> bool:
        return self.origin == Origin.HAND


class SourcedQuerySet(models.QuerySet):
    def standing(self):
        """Without rows entered in error."""
        return self.filter(error_at=None)


class EventRow(Sourced):
    """Something that happened on a day, and does not hold for a time."""

    objects = SourcedQuerySet.as_manager()

    class Meta:
        abstract = True


class DatedRowQuerySet(DatedQuerySet):
    def standing(self):
        """Without rows entered in error: those whose `until` is their own first day."""
        return self.filter(Q(until=None) | Q(until__gt=models.F("from_date")))


class RecordRow(Sourced, Dated):
    """Holds for a time. Entered in error: `until` is the first day, whether or not somebody said why.

    `ended_by` is the person who gave `until` by hand: a file that still has the row open does not open it again.
    """

    stands_beside_others = False
    """Whether it may overlap with rows of a kind of which a child has one at a time."""

    ended_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = DatedRowQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = True

    @property
    def is_in_error(self) -> bool:
        return self.until == self.from_date

"""Moves: those that are planned, the news of those that happened, and what the school that is left still has to say."""

from django.db import models
from django.db.models import F, Q

from accounts import access
from accounts.access import Level
from accounts.dated import Dated, DatedQuerySet
from accounts.models.records import AppendOnly
from accounts.references import new_reference
from children.enums import ChangeKind, MoveKind, MoveState, NoteKind, Origin
from children.models.child import Child
from children.models.record_row import EventRow


class RecordChangeQuerySet(models.QuerySet):
    def visible_to(self, person):
        """News of the children whose page this person reaches today."""
        return self.filter(child__in=Child.objects.visible_to(person, level=Level.RECORD))

    def for_list(self):
        return self.select_related("child", "was_school", "now_school")


class RecordChange(AppendOnly):
    """That a child's school, placement, social worker or care changed: noticed once, by whatever way it came in.

    `changed_date` is the first day on which it is so, and may lie ahead. The words are those of the day it was noticed.
    """

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="record_changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    changed_date = models.DateField()
    noticed_at = models.DateTimeField(db_index=True)
    by_name = models.CharField(max_length=140)
    origin = models.CharField(max_length=8, choices=Origin)
    was = models.CharField("before", max_length=200, blank=True)
    now = models.CharField("after", max_length=200, blank=True)
    was_school = models.ForeignKey("accounts.School", null=True, on_delete=models.PROTECT, related_name="+")
    now_school = models.ForeignKey("accounts.School", null=True, on_delete=models.PROTECT, related_name="+")
    is_correction = models.BooleanField("a date that was put right", default=False)

    objects = RecordChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.changed_date}"


class ClosingFormQuerySet(DatedQuerySet):
    def standing(self):
        """Without those made out in error."""
        return self.exclude(until=F("from_date"))

    def visible_to(self, person):
        """The school that the child left, for as long as the form is open to it; the virtual school always."""
        return self.filter(access.closing_forms_seen(person))


class ClosingForm(Dated):
    """What the school that a child leaves still tells: money spent, its effect, records sent. No other access is left.

    Open to the school from the day the child has left, or the day that was noticed, for ten school days.
    """

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="closing_forms")
    school = models.ForeignKey("accounts.School", on_delete=models.PROTECT, related_name="closing_forms")
    left_date = models.DateField("first day on which the child was no longer here")
    spent_pence = models.PositiveIntegerField("pupil premium spent", null=True, blank=True)
    spent_on = models.TextField("what it was spent on", blank=True)
    impact = models.TextField("what it changed", blank=True)
    records_sent_date = models.DateField("records sent", null=True, blank=True)
    records_sent_to = models.CharField("records sent to", max_length=160, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = ClosingFormQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["until", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["child", "school", "left_date"],
                condition=~Q(until=F("from_date")),
                name="one_closing_form_for_a_leaving",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PlannedMove(EventRow):
    """A change of school, or of placement that changes school, before it happens: who was asked, and who approved."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="planned_moves")
    kind = models.CharField(max_length=10, choices=MoveKind)
    planned_date = models.DateField("first day at the new school")
    to_school = models.ForeignKey("accounts.School", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField("why the child should move")
    consulted = models.JSONField("who was asked, on which day, and what they said", default=dict, blank=True)
    state = models.CharField(max_length=10, choices=MoveState, default=MoveState.PROPOSED)
    approved_by_name = models.CharField("nominated officer who approved", max_length=140, blank=True)
    approved_date = models.DateField(null=True, blank=True)
    state_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["planned_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(state__in=("PROPOSED", "AGREED")),
                name="one_move_planned_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.planned_date}"


class Note(EventRow):
    """A dated note or contact about a child, for the one time line."""

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="notes")
    happened_date = models.DateField()
    kind = models.CharField(max_length=8, choices=NoteKind, default=NoteKind.NOTE)
    text = models.TextField()
    is_confidential = models.BooleanField("for social care and the virtual school only", default=False)

    class Meta:
        ordering = ["-happened_date", "-pk"]

    def __str__(self) -> str:
        return f"note of {self.happened_date}"

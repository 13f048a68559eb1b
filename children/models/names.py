from django.db import models
from django.db.models import Q

from children.enums import NameKind
from children.models.record_row import DatedRowQuerySet, RecordRow


class ChildNameQuerySet(DatedRowQuerySet):
    def former(self):
        """Entered as a former name, or no longer the name; without those that were never right."""
        return self.standing().filter(Q(kind=NameKind.FORMER) | ~Q(until=None))


class ChildName(RecordRow):
    """A name of a child, for a time. One name is enough, whichever it is.

    What the child is called today stands in columns of Child as well, for everybody who reads it; children/identity/names.py
    keeps the two alike. A name held since birth, or since a day that nobody knows, begins with the date of birth.
    """

    child = models.ForeignKey("children.Child", on_delete=models.PROTECT, related_name="names")
    kind = models.CharField("which name is it", max_length=8, choices=NameKind)
    given_name = models.CharField("first names", max_length=80, blank=True)
    family_name = models.CharField("family name", max_length=80, blank=True)

    objects = ChildNameQuerySet.as_manager()

    class Meta(RecordRow.Meta):
        ordering = ["from_date", "pk"]
        verbose_name = "name"
        constraints = [
            *RecordRow.Meta.constraints,
            models.CheckConstraint(
                name="a_name_has_a_word", condition=~Q(given_name="") | ~Q(family_name=""),
                violation_error_message="Enter a first name or a family name.",
            ),
            models.UniqueConstraint(
                fields=["child", "kind"], condition=Q(until=None) & ~Q(kind=NameKind.FORMER),
                name="one_legal_name_and_one_known_as_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.from_date}"

    @property
    def words(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def is_former(self) -> bool:
        """As `former()` has it."""
        return not self.is_in_error and (self.kind == NameKind.FORMER or self.until is not None)

    @property
    def stands_beside_others(self) -> bool:
        return self.kind == NameKind.FORMER

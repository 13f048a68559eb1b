import datetime as dt
import hashlib
import json

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from accounts import access
from accounts.access import Level
from accounts.enums import Role
from accounts.models.records import AppendOnly
from accounts.reached import within
from accounts.references import new_reference
from children.enums import Phase
from children.models import Child
from children.year_groups import label
from peps.enums import UNDER_WAY, CloseReason, LateReason, PartName, PepKind, PepStatus
from peps.models.content import Meeting


class FormEditionManager(models.Manager):
    def keep(self, body: dict) -> "FormEdition":
        """The edition with exactly this body, made when it is new."""
        text = json.dumps(body, sort_keys=True, ensure_ascii=False)
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        return self.get_or_create(fingerprint=fingerprint, defaults={"body": body})[0]


class FormEdition(models.Model):
    """The form as it was asked when a plan was opened. Read it through peps.questions.plan_form, not by hand."""

    fingerprint = models.CharField(max_length=64, unique=True)
    body = models.JSONField()

    objects = FormEditionManager()

    def __str__(self) -> str:
        return self.fingerprint[:12]


class PepQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Plans of the children whose plans this person reaches."""
        return self.filter(child__in=Child.objects.visible_to(person, level=Level.PLAN))

    def listed_to(self, person):
        """Plans that may stand in a list or a figure for this person; their answers may not be theirs to read."""
        return self.filter(child__in=Child.objects.visible_to(person, level=Level.LISTED))

    def under_way(self):
        return self.filter(status__in=UNDER_WAY)

    def counted(self):
        """All but those closed without sign-off: they are out of every denominator from that day."""
        return self.exclude(status=PepStatus.CLOSED)

    def filling(self, term):
        """Plans that the figures of the term count: also one that was not completed in it, which stays missed."""
        return self.filter(~Q(status=PepStatus.CLOSED) | Q(close_reason=CloseReason.NOT_COMPLETED), fills_term=term)

    def with_moments(self):
        """Annotates `part_1_at`, `school_part_at` (first submissions) and `meeting_held_date`.

        'Complete' is all three; a later return for quality does not undo it.
        """
        part = Part.objects.filter(pep=OuterRef("pk"))
        return self.annotate(
            part_1_at=Subquery(part.filter(name=PartName.PART_1).values("first_submitted_at")[:1]),
            school_part_at=Subquery(part.filter(name=PartName.SCHOOL).values("first_submitted_at")[:1]),
            meeting_held_date=Subquery(
                Meeting.objects.filter(pep=OuterRef("pk"), cancelled_at=None).values("held_date")[:1]
            ),
        )

    def for_list(self):
        return self.select_related("child", "school", "fills_term").with_moments()


class PersonalEducationPlan(models.Model):
    """The education part of a child's care plan: one termly document, and one after each great change."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="peps")
    kind = models.CharField(max_length=8, choices=PepKind)
    fills_term = models.ForeignKey("children.Term", null=True, on_delete=models.PROTECT, related_name="peps")
    edition = models.ForeignKey(FormEdition, on_delete=models.PROTECT, related_name="peps")
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by")
    status = models.CharField(max_length=10, choices=PepStatus, default=PepStatus.OPEN)
    close_reason = models.CharField(max_length=15, choices=CloseReason, blank=True)
    school = models.ForeignKey("accounts.School", null=True, on_delete=models.PROTECT, related_name="peps")
    year_group = models.SmallIntegerField()
    phase = models.CharField(max_length=11, choices=Phase)
    due_date = models.DateField()
    brought_from_date = models.DateField("the day in a school holiday from which it was brought forward", null=True)
    after_meeting_date = models.DateField("so many school days after the meeting that was held", null=True)
    opened_at = models.DateTimeField()
    delegated_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    signed_off_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = PepQuerySet.as_manager()

    class Meta:
        verbose_name = "Personal Education Plan"
        ordering = ["-due_date", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "fills_term"],
                condition=~Q(status=PepStatus.CLOSED),
                name="one_plan_a_child_and_term",
            ),
            models.UniqueConstraint(
                fields=["child"], condition=Q(status__in=UNDER_WAY), name="one_plan_under_way_a_child"
            ),
            models.CheckConstraint(
                name="closed_with_a_reason",
                condition=(Q(status=PepStatus.CLOSED) & ~Q(close_reason=""))
                | (~Q(status=PepStatus.CLOSED) & Q(close_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_date"]), models.Index(fields=["school", "status"])]

    def __str__(self) -> str:
        return self.reference

    @property
    def title(self) -> str:
        if self.fills_term_id is None:
            return self.get_kind_display()
        return (
            f"{self.fills_term}"
            if self.kind == PepKind.TERMLY
            else f"{self.fills_term}: {self.get_kind_display().lower()}"
        )

    @property
    def title_in_text(self) -> str:
        return f"{self.title[:1].lower()}{self.title[1:]}"

    @property
    def year_label(self) -> str:
        return label(self.year_group)

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def complete_by_date(self) -> dt.date:
        """The earlier of its due date and the day that follows from the meeting; the plan's page says which it is."""
        return min(self.due_date, self.after_meeting_date or self.due_date)

    @property
    def asked_by_date(self) -> dt.date:
        """By when people are asked and reminded. A returned plan was in: its points have dates of their own."""
        return self.due_date if self.status == PepStatus.RETURNED else self.complete_by_date


class Part(models.Model):
    """Part 1 or the school part: submitted apart, so that nobody is late for the other's."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.CASCADE, related_name="parts")
    name = models.CharField(max_length=6, choices=PartName)
    owner_role = models.CharField(max_length=3, choices=Role)
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["pep", "name"], name="one_part_of_a_name_a_plan")]

    def __str__(self) -> str:
        return self.get_name_display()


# When a section may be written in: until its part is submitted; of a returned plan only what was named.
OPEN_FOR_WRITING = Q(part__submitted_at=None) & (
    Q(pep__status=PepStatus.OPEN) | Q(pep__status=PepStatus.RETURNED, reopened_at__isnull=False)
)


class SectionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Sections of the plans this person reads, and those handed to them.

        A part that is not submitted is read by those who write in the plan and by the virtual school only.
        """
        child = "pep__child__"
        read = access.limit(access.READ_PLANS, person, prefix=child) & access.not_restricted(person, prefix=child)
        write = access.limit(access.WRITE_IN_PLANS, person, prefix=child)
        was_submitted = Q(part__first_submitted_at__isnull=False)
        return within(self, (read & was_submitted) | (read & write) | access.handed_to(person))

    def asked_of(self, person):
        """Sections that this person may be asked to fill, open or not."""
        return within(self, access.sections_edited(person))

    def editable_by(self, person):
        """Who (access) and when (the part is open, or the section was returned) meet here, and only here."""
        return self.asked_of(person).filter(OPEN_FOR_WRITING)

    def open_for_writing(self):
        return self.filter(OPEN_FOR_WRITING)


class Section(models.Model):
    """One section of one plan, with its answers as they were typed: {key: {"text": ..., "n": revision}}."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.CASCADE, related_name="sections")
    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    owner_role = models.CharField(max_length=3, choices=Role)
    answers = models.JSONField(default=dict)
    handed_to = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    handed_until = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    is_on_behalf = models.BooleanField("confirmed on behalf of its owner", default=False)
    reopened_at = models.DateTimeField(null=True)
    rows_at = models.DateTimeField("when rows of its table were last written", null=True)
    rows_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["pep", "key"], name="one_section_of_a_key_a_plan")]

    def __str__(self) -> str:
        return self.key

    def text(self, question_key: str) -> str:
        return self.answers.get(question_key, {}).get("text", "")


class Revision(AppendOnly):
    """An earlier text of an answer and who replaced it, so that it can be read back."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="revisions")
    question_key = models.CharField(max_length=60)
    old_text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    n = models.PositiveIntegerField()
    is_aside = models.BooleanField("never stood there: it came late, or met another text", default=False)
    reason = models.TextField("why words of an own page were changed", blank=True)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    """None for the child, the carer or a parent, who wrote on a page of their own."""
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.question_key}, {self.n}"


class Conflict(models.Model):
    """A text that met a newer one. Both are shown to its writer until one is chosen or they are joined."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="conflicts")
    question_key = models.CharField(max_length=60)
    text = models.TextField()
    page = models.CharField(max_length=36, blank=True)
    seq = models.PositiveIntegerField(default=0)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.question_key


class Presence(models.Model):
    """That somebody has a section open in a browser, so that each sees that the other is there."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["seen_at"]
        constraints = [models.UniqueConstraint(fields=["section", "person"], name="one_presence_a_person")]

    def __str__(self) -> str:
        return f"{self.person} in {self.section}"


class PepEvent(AppendOnly):
    """What happened to a plan, for the history on its page."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=30)
    text = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    by_name = models.CharField(max_length=140)
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name


class LatenessReason(AppendOnly):
    """Why a plan is late, said by whoever holds it; the newest counts, the earlier ones stay."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.PROTECT, related_name="lateness_reasons")
    reason = models.CharField(max_length=20, choices=LateReason)
    text = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="other_reason_in_words", condition=~Q(reason=LateReason.OTHER) | ~Q(text=""))
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class Extension(AppendOnly):
    """More time that the virtual school granted. The plan's due date is the new one; the old one is kept here."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.PROTECT, related_name="extensions")
    was_date = models.DateField()
    now_date = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="an_extension_gives_more_time", condition=Q(now_date__gt=models.F("was_date")))
        ]

    def __str__(self) -> str:
        return f"until {self.now_date}"


class SignedCopy(AppendOnly):
    """The plan as it stood when it was signed: labels, answers, names and dates, with no tie to anything that changes."""

    pep = models.OneToOneField(PersonalEducationPlan, on_delete=models.PROTECT, related_name="signed_copy")
    schema = models.PositiveSmallIntegerField()
    body = models.JSONField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    signed_by_name = models.CharField(max_length=140)

    class Meta:
        verbose_name_plural = "signed copies"

    def __str__(self) -> str:
        return self.sha256[:12]

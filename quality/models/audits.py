from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.enums import Role
from accounts.models.records import AppendOnly
from peps.enums import UNDER_WAY
from peps.models import PersonalEducationPlan, Section
from quality.enums import AuditKind, Grade, PointKind


class AuditDraft(models.Model):
    """What one person has typed into the proforma for one plan so far, exactly as typed, until they finish."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.CASCADE, related_name="audit_drafts")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["pep", "by"], name="one_audit_draft_a_person_and_plan")]

    def __str__(self) -> str:
        return f"draft for {self.pep_id}"


class AuditQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Audits of the plans this person reads."""
        return self.filter(pep__in=PersonalEducationPlan.objects.visible_to(person))

    def newest_first(self):
        return self.order_by("-at", "-pk")


class Audit(AppendOnly):
    """One person's judgement of one submission of a plan, short or full. A second one stands beside it, not over it."""

    pep = models.ForeignKey(PersonalEducationPlan, on_delete=models.PROTECT, related_name="audits")
    proforma = models.ForeignKey("quality.Proforma", on_delete=models.PROTECT, related_name="audits")
    kind = models.CharField(max_length=5, choices=AuditKind)
    submission_number = models.PositiveSmallIntegerField("which submission, from 1")
    grade = models.CharField("overall grade", max_length=20, choices=Grade)
    reason = models.TextField("why this grade")
    strengths = models.TextField(blank=True)
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="audit_says_why", condition=~Q(reason="")),
            models.CheckConstraint(name="audit_of_a_first_or_later_submission", condition=Q(submission_number__gte=1)),
        ]
        indexes = [models.Index(fields=["pep", "submission_number"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_grade_display()}"


class CriterionGrade(AppendOnly):
    """The grade of one criterion of the proforma, and what in the plan it rests on."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="criterion_grades")
    criterion_key = models.CharField(max_length=40)
    grade = models.CharField(max_length=20, choices=Grade)
    evidence = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "criterion_key"], name="one_grade_a_criterion_and_audit")
        ]

    def __str__(self) -> str:
        return f"{self.criterion_key}: {self.get_grade_display()}"


class PointQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Points of the plans this person reads: the social worker sees the school's points, and the school theirs."""
        return self.filter(audit__pep__in=PersonalEducationPlan.objects.visible_to(person))

    def answerable_by(self, person):
        """Points to sections that the person may be asked to fill, while the plan is under way."""
        theirs = Section.objects.asked_of(person).filter(pep=OuterRef("audit__pep"), key=OuterRef("section_key"))
        return self.filter(Exists(theirs), audit__pep__status__in=UNDER_WAY, closed_at=None)

    def in_the_way(self):
        """Points that a sign-off at good or better waits for."""
        return self.filter(kind=PointKind.BEFORE_SIGN_OFF, answered_at=None, closed_at=None)

    def for_page(self):
        return self.select_related("audit", "answered_by").order_by("-audit__at", "position", "pk")


class Point(models.Model):
    """One development point of an audit: to which section, what, by when, and what its owner answered."""

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField(default=0)
    section_key = models.CharField(max_length=40)
    text = models.TextField()
    kind = models.CharField(max_length=6, choices=PointKind, default=PointKind.BEFORE_SIGN_OFF)
    addressed_to = models.CharField(max_length=3, choices=Role)
    due_date = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = PointQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(name="point_says_what", condition=~Q(text="") & ~Q(section_key="")),
            models.CheckConstraint(
                name="point_before_sign_off_has_a_date",
                condition=~Q(kind=PointKind.BEFORE_SIGN_OFF) | Q(due_date__isnull=False),
            ),
            models.CheckConstraint(
                name="point_answered_by_somebody_at_a_moment",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="point_closed_after_its_answer",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("answered_at")),
            ),
        ]
        indexes = [models.Index(fields=["audit", "kind"])]

    def __str__(self) -> str:
        return f"point on {self.section_key}"

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from accounts.references import new_reference
from peps.answer_length import check_length
from peps.enums import Attended, AtTheTable, CancelReason, ChildCame, MeetingPlace


class SdqReturn(models.Model):
    """The teacher's scores. Item wording is not kept; the total counts four scales, never the prosocial one."""

    pep = models.OneToOneField("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="sdq")
    emotional = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    conduct = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    hyperactivity = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    peer = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    prosocial = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(10)])
    filled_by = models.CharField("filled in by", max_length=160, blank=True)
    filled_date = models.DateField("when the questionnaire was filled in", null=True, blank=True)
    known_since_date = models.DateField("has known the child since", null=True, blank=True)
    is_known_too_short = models.BooleanField("nobody has known the child long enough yet", default=False)
    no_target_reason = models.TextField("why there is no wellbeing target", blank=True, validators=[check_length])
    items = models.JSONField("answers by item number, where they were keyed in", default=dict, blank=True)
    own_total = models.PositiveSmallIntegerField(
        "total of the young person's own questionnaire", null=True, blank=True, validators=[MaxValueValidator(40)]
    )
    own_date = models.DateField("when the young person filled it in", null=True, blank=True)

    class Meta:
        verbose_name = "SDQ"
        constraints = [
            models.CheckConstraint(
                name="sdq_scales_at_most_ten",
                condition=Q(
                    *(
                        Q(**{f"{scale}__lte": 10}) | Q(**{scale: None})
                        for scale in ("emotional", "conduct", "hyperactivity", "peer", "prosocial")
                    )
                ),
            ),
            models.CheckConstraint(
                name="sdq_own_total_at_most_forty", condition=Q(own_total__lte=40) | Q(own_total=None)
            ),
        ]

    def __str__(self) -> str:
        return "teacher SDQ"


class SdqWording(models.Model):
    """The words of one item, where the authority holds a licence for them and loaded them from a file."""

    number = models.PositiveSmallIntegerField(unique=True)
    text = models.CharField(max_length=300)
    licence = models.CharField("under which licence", max_length=300)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"item {self.number}"


class Meeting(models.Model):
    """The meeting about a plan: planned, held or cancelled with its reason. One that is not cancelled for a plan."""

    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="meetings")
    planned_date = models.DateField(null=True, blank=True)
    planned_time = models.TimeField("at what time", null=True, blank=True)
    held_date = models.DateField(null=True, blank=True)
    place_kind = models.CharField("what kind of place", max_length=6, choices=MeetingPlace, blank=True)
    place = models.CharField(max_length=160, blank=True)
    is_place_childs_choice = models.BooleanField("the child chose the place, or agreed to it", default=False)
    is_private = models.BooleanField("nobody can look or listen in", default=False)
    chair = models.CharField("who leads the meeting", max_length=160, blank=True)
    attended = models.TextField("who else came", blank=True, validators=[check_length])
    child_came = models.CharField(max_length=4, choices=ChildCame, blank=True)
    not_quorate_reason = models.TextField(
        "why it was held without all who are needed", blank=True, validators=[check_length]
    )
    next_date = models.DateField("date of the next meeting", null=True, blank=True)
    no_next_reason = models.TextField("why there is no next date", blank=True, validators=[check_length])
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because_of = models.CharField("who could not", max_length=6, choices=CancelReason, blank=True)
    cancelled_reason = models.TextField(blank=True)
    cancelled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveSmallIntegerField("number of the newest of its invitations, from 0", default=0)
    planned_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    """Who last planned it, or asked people to it: answers to the invitations go to them."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pep"], condition=Q(cancelled_at=None), name="one_meeting_a_plan_not_cancelled"
            )
        ]

    def __str__(self) -> str:
        return f"meeting planned for {self.planned_date}"


class Invitee(models.Model):
    """Somebody who is asked to a meeting, and whether they came."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitees")
    role = models.CharField("as", max_length=6, choices=AtTheTable)
    name = models.CharField(max_length=160)
    email = models.EmailField("e-mail", blank=True)
    is_stand_in = models.BooleanField("stands in for the one who is usually asked", default=False)
    invited_at = models.DateTimeField(null=True)
    invited_by_mail = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True)
    attended = models.CharField(max_length=9, choices=Attended, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "person asked"
        verbose_name_plural = "people asked"

    def __str__(self) -> str:
        return self.name


class AgreedAction(models.Model):
    """What somebody said they would do, and by when."""

    reference = models.CharField(max_length=8, unique=True, default=new_reference)
    pep = models.ForeignKey("peps.PersonalEducationPlan", on_delete=models.CASCADE, related_name="agreed_actions")
    what = models.CharField(max_length=300)
    by_whom = models.CharField(max_length=160, blank=True)
    by_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference

"""What somebody asked for about an account, which takes a second step before it holds."""

from django.db import models

from accounts import access
from accounts.enums import SCHOOL_ROLES, Role
from accounts.models.people import Post, School, Team, User
from accounts.models.records import Letter


class EmailChangeQuerySet(models.QuerySet):
    def open(self):
        """Asked for, neither confirmed nor withdrawn."""
        return self.filter(confirmed_at=None, withdrawn_at=None)


class EmailChange(models.Model):
    """A change of the email that somebody signs in with. It takes effect by a link that only the new address is sent."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="email_changes")
    old_email = models.EmailField()
    new_email = models.EmailField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    letter = models.OneToOneField(Letter, null=True, on_delete=models.PROTECT, related_name="email_change")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = EmailChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(confirmed_at=None, withdrawn_at=None),
                name="one_open_email_change_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.asked_at:%Y-%m-%d}"


class PostRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decided_at=None)

    def visible_to(self, person):
        """Those that this person may decide: not what they asked for, and not for themselves."""
        if access.Action.APPROVE_POST not in person.actions_today():
            return self.none()
        return self if person.is_system else self.exclude(asked_by=person.pk).exclude(person=person.pk)

    def for_list(self):
        return self.select_related("person", "asked_by", "stands_in_for").order_by("asked_at", "pk")


class PostRequest(models.Model):
    """A post that reaches every child, asked for by one person. It begins when a second one has said yes."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="post_requests")
    role = models.CharField(max_length=3, choices=Role)
    from_date = models.DateField()
    until = models.DateField(null=True)
    stands_in_for = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    post = models.OneToOneField(Post, null=True, on_delete=models.PROTECT, related_name="request")

    objects = PostRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"],
                condition=models.Q(decided_at=None),
                name="one_waiting_request_a_person_and_role",
            ),
            models.CheckConstraint(
                name="a_post_is_not_decided_by_who_asked_for_it_or_holds_it",
                condition=models.Q(decided_by=None)
                | ~models.Q(decided_by=models.F("asked_by")) & ~models.Q(decided_by=models.F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} for {self.person}"


class InvitationRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(closed_at=None)

    def answerable_by(self, person):
        """Whoever invites people into the post that is asked for."""
        actions = person.actions_today()
        if access.Action.MANAGE_PEOPLE in actions:
            return self.all()
        return self.filter(role__in=SCHOOL_ROLES) if access.Action.INVITE_SCHOOLS in actions else self.none()

    def visible_to(self, person):
        """Those they answer, and their own."""
        return self.answerable_by(person) | self.filter(asked_by=person.pk)

    def for_list(self):
        return self.select_related("school", "team", "asked_by", "closed_by").order_by("asked_at", "pk")


class InvitationRequest(models.Model):
    """That somebody is needed in a post: asked by one who may not invite them, answered by one who may."""

    role = models.CharField(max_length=3, choices=Role)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField("who is needed, or what is wrong", max_length=300, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=300, blank=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = InvitationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return (
            f"{self.get_role_display()}, {self.school or self.team}"
            if self.school or self.team
            else self.get_role_display()
        )

import datetime as dt
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts import access, clock
from accounts.dated import Dated, DatedQuerySet, holds
from accounts.enums import SCHOOL_ROLES, TEAM_ROLES, Country, Role, SettingKind


class School(models.Model):
    """A row of the national register, keyed by URN; or a setting without one (accounts/settings_without_urn.py).

    Such a setting has a number of our own in the place of the URN, so that it goes through files, addresses, plans and
    figures like any other: 'X-' and six characters, which no URN is.
    """

    urn = models.CharField("URN", max_length=8, unique=True)
    setting_kind = models.CharField("what the setting is", max_length=12, choices=SettingKind, blank=True)
    country = models.CharField(max_length=10, choices=Country, default=Country.ENGLAND)
    country_name = models.CharField("name of the country", max_length=60, blank=True)
    contact_name = models.CharField("whom to ask", max_length=120, blank=True)
    contact_email = models.EmailField("their email", blank=True)
    name = models.CharField(max_length=160)
    la_code = models.CharField("local authority code", max_length=3, blank=True)
    establishment_number = models.CharField(max_length=4, blank=True)
    phase_code = models.CharField(max_length=2, blank=True)
    type_name = models.CharField("kind of school", max_length=80, blank=True)
    status_name = models.CharField("status", max_length=40, blank=True)
    town = models.CharField(max_length=80, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    email_domain = models.CharField("e-mail domain", max_length=120, blank=True)
    opened_date = models.DateField(null=True, blank=True)
    closed_date = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return f"{self.name}, {self.where}" if self.is_outside_england else self.name

    @property
    def is_outside_england(self) -> bool:
        return self.country != Country.ENGLAND

    @property
    def has_urn(self) -> bool:
        return not self.setting_kind

    @property
    def where(self) -> str:
        return self.country_name or self.get_country_display()

    @property
    def in_choices(self) -> str:
        """With what tells schools of one name apart: 'Larkfield School, Derby (900002)'."""
        places = [self.name, self.town, self.where if self.is_outside_england else ""]
        return f"{', '.join(filter(None, places))} ({self.urn})"


class SchoolLink(models.Model):
    """Which school came before or after which, as the national register says."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="links")
    linked_urn = models.CharField("URN of the other school", max_length=8)
    link_type = models.CharField(max_length=60)
    established_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "linked_urn", "link_type"], name="one_link_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.link_type}: {self.linked_urn}"


class SchoolConfirmation(models.Model):
    """That a school looked at its list of designated teachers, deputies and headteacher, once an academic year."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="confirmations")
    academic_year = models.CharField(max_length=7)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    note = models.TextField("what is not right", blank=True)

    class Meta:
        ordering = ["-confirmed_at"]
        constraints = [
            models.UniqueConstraint(fields=["school", "academic_year"], name="one_confirmation_a_school_and_year")
        ]

    def __str__(self) -> str:
        return f"{self.school_id} for {self.academic_year}"


class Team(models.Model):
    """A social work team."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UserQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Everybody for those who manage people, the people of schools for those who invite them, oneself for the rest."""
        actions = person.actions_today()
        if access.Action.MANAGE_PEOPLE in actions:
            return self
        if access.Action.INVITE_SCHOOLS in actions:
            at_school = Post.objects.filter(role__in=SCHOOL_ROLES).values("user")
            elsewhere = Post.objects.exclude(role__in=SCHOOL_ROLES).values("user")
            return self.filter(Q(pk=person.pk) | (Q(pk__in=at_school) & ~Q(pk__in=elsewhere)))
        return self.filter(pk=person.pk)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Without a password nobody can sign in until an invitation is answered."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their posts alone: there is no superuser."""

    email = models.EmailField("e-mail")
    name = models.CharField(max_length=120)
    telephone = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    is_system = False

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_for_an_email")]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def _posts_today(self) -> list["Post"]:
        return list(self.posts.holding(clock.today()).select_related("team", "school"))

    def posts_read(self, posts: list["Post"]) -> None:
        """They were read already, with team and school."""
        self._posts_today = posts

    def posts_held_today(self) -> list["Post"]:
        """Read once for each object, so once a request."""
        return self._posts_today if self.is_active else []

    def actions_today(self) -> frozenset[access.Action]:
        return access.actions_of(self.posts_held_today())

    def holds_role(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts_held_today())


class PostQuerySet(DatedQuerySet):
    def visible_to(self, person):
        return self.filter(user__in=User.objects.visible_to(person))

    def for_list(self):
        return self.select_related("user", "team", "school", "stands_in_for").order_by("user__name", "from_date", "pk")


class Post(Dated):
    """A role that a person holds for a time, at a team or a school where the role has one."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=3, choices=Role)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    stands_in_for = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="stand_ins")
    is_deputy = models.BooleanField(default=False)

    objects = PostQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["from_date", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="post_at_a_team_or_a_school_as_its_role_needs",
                condition=(
                    Q(role__in=TEAM_ROLES, team__isnull=False, school=None)
                    | Q(role__in=SCHOOL_ROLES, school__isnull=False, team=None)
                    | (~Q(role__in=TEAM_ROLES | SCHOOL_ROLES) & Q(team=None, school=None))
                ),
                violation_error_message="Choose the team or the school that goes with the role.",
            ),
        ]
        indexes = [models.Index(fields=["role", "school"]), models.Index(fields=["role", "team"])]

    def __str__(self) -> str:
        where = self.team or self.school
        return f"{self.get_role_display()}, {where}" if where else self.get_role_display()

    @property
    def people(self) -> tuple[int, ...]:
        """Whose allocations this post reaches: the person's own, and theirs for whom they stand in."""
        return (self.user_id, self.stands_in_for_id) if self.stands_in_for_id else (self.user_id,)

    @property
    def on(self) -> dt.date:
        """Access always means today."""
        return clock.today()


def holders(*, on: dt.date, role: str, **at) -> models.QuerySet[User]:
    """Active people who hold the role on that day, `at` a team or school."""
    held = Post.objects.filter(holds(on), role=role, **at)
    return User.objects.filter(is_active=True, pk__in=held.values("user"))

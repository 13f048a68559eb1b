"""Inviting people, giving them posts and ending those."""

import datetime as dt
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from accounts import access
from accounts.enums import SCHOOL_ROLES, TEAM_ROLES, Role
from accounts.forms.account import OwnPasswordField, is_password_of
from accounts.models import School, Team, User
from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper, Field

ONE_DAY = dt.timedelta(days=1)
SHOWN = 5


class SchoolField(forms.CharField):
    """A school by its number or name: the register is too long for a list to choose from."""

    def to_python(self, value) -> School | None:
        typed = (super().to_python(value) or "").strip()
        if not typed:
            return None
        named = self.found_by_name()
        for found in (School.objects.filter(urn=typed.upper()), named.filter(name__iexact=typed)):
            if len(only := found[:2]) == 1:
                return only[0]
        like = list(named.filter(name__icontains=typed)[: SHOWN + 1])
        if len(like) == 1:
            return like[0]
        if not like:
            raise ValidationError("No school has this name or number. Check the spelling, or enter its URN.")
        names = "; ".join(school.in_choices for school in like[:SHOWN])
        more = " and others" if len(like) > SHOWN else ""
        raise ValidationError(f"Several schools have a name like this. Enter the number: {names}{more}.")

    def found_by_name(self) -> QuerySet[School]:
        return School.objects.all()

    def prepare_value(self, value):
        return value.urn if isinstance(value, School) else value


class PostForm(forms.Form):
    """A role, where it is held, and from when."""

    role = forms.ChoiceField(
        label="Role", choices=[("", "Choose a role"), *Role.choices], error_messages={"required": "Choose a role"}
    )
    team = forms.ModelChoiceField(
        label="Social work team",
        help_text="For social workers, team administrators and team managers.",
        queryset=Team.objects.all(),
        required=False,
        empty_label="None",
    )
    school = SchoolField(
        label="School", help_text="For people at a school: its name, or its number (URN).", required=False
    )
    from_date = DateField(label="First day in this post", error_messages={"required": "Enter the first day"})
    last_date = DateField(label="Last day, if it is known", required=False)
    stands_in_for = forms.EmailField(
        label="Stands in for",
        help_text="Only for a stand-in: the e-mail address of the person whose children they look after meanwhile.",
        required=False,
    )
    helper = BodyHelper(
        "role", "team", Field("school", width=20), "from_date", "last_date", Field("stands_in_for", width=20)
    )
    helper_names = ("role", "school", "from_date", "last_date")
    """Of those who invite people at schools alone."""

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        mine = [(role.value, role.label) for role in Role if access.may_manage(by, role)]
        self.fields["role"].choices = [("", "Choose a role"), *mine]
        if not access.may(by, access.Action.MANAGE_PEOPLE):
            del self.fields["team"], self.fields["stands_in_for"]
            names = [name for name in self.helper_names if name in self.fields]
            self.helper = BodyHelper(*(Field(name, width=20) if name == "school" else name for name in names))

    def clean_stands_in_for(self) -> User | None:
        typed = self.cleaned_data["stands_in_for"]
        if not typed:
            return None
        person = User.objects.filter(email__iexact=typed).first()
        if person is None:
            raise ValidationError("Nobody here has this e-mail address.")
        return person

    def clean(self):
        given = super().clean()
        role = given.get("role")
        if role in TEAM_ROLES and not given.get("team"):
            self.add_error("team", "Choose the team")
        if role in SCHOOL_ROLES and not given.get("school") and "school" not in self.errors:
            self.add_error("school", "Enter the school")
        first, last = given.get("from_date"), given.get("last_date")
        if first and last and last < first:
            self.add_error("last_date", "The last day cannot be before the first")
        return given

    def post(self) -> dict:
        """What begin_post takes, besides the person."""
        given = self.cleaned_data
        last = given["last_date"]
        kept = {name: given.get(name) for name in ("role", "team", "school", "from_date", "stands_in_for")}
        return kept | {"until": last + ONE_DAY if last else None}


class InviteForm(PostForm):
    name = forms.CharField(
        label="Name", max_length=120, error_messages={"required": "Enter the person's first and last name"}
    )
    email = forms.EmailField(
        label="E-mail",
        help_text="Their own address at work. They sign in with it.",
        error_messages={
            "required": "Enter the person's e-mail address",
            "invalid": "Enter an e-mail address like name@council.example",
        },
    )
    helper = BodyHelper("name", "email", "role", "team", Field("school", width=20), "from_date", "last_date")
    helper_names = ("name", "email", *PostForm.helper_names)

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields.pop("stands_in_for", None)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError("There is an account with this e-mail address already. Give that person a post.")
        return email

    def invited(self) -> dict:
        self.cleaned_data["stands_in_for"] = None
        post = self.post()
        del post["stands_in_for"]
        return post | {"name": self.cleaned_data["name"], "email": self.cleaned_data["email"]}


class DetailsForm(forms.ModelForm):
    """Another email takes the password of whoever changes it, and is the person's only when they confirm it."""

    password = OwnPasswordField(help_text="Only if you change the email address.", required=False)

    class Meta:
        model = User
        fields = ("name", "email", "telephone")
        help_texts = {"email": "We will send a link to a new address and tell the old one. It changes with the link."}
        error_messages = {
            "name": {"required": "Enter the person's first and last name"},
            "email": {
                "required": "Enter the person's e-mail address",
                "invalid": "Enter an e-mail address like name@council.example",
            },
        }

    helper = BodyHelper("name", Field("telephone", width=20), "email", Field("password", width=20))

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.email_before = self.instance.email

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Somebody else has this e-mail address here.")
        return email

    def clean(self):
        given = super().clean()
        self.new_email = email if (email := given.get("email")) and email != self.email_before.lower() else ""
        if self.new_email and not given.get("password"):
            self.add_error("password", "Enter your password to change the email address")
        elif self.new_email and not is_password_of(self.by, given["password"]):
            self.add_error("password", "This is not your password")
        return given


class InviteManyForm(forms.Form):
    """Who of those that came by file is invited; nobody is chosen before a person has looked."""

    people = forms.MultipleChoiceField(
        label="Who do you want to invite?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one person",
            "invalid_choice": "Someone you selected has been invited already, or has left. Select again",
        },
    )
    helper = BodyHelper(Field("people", small=True))

    def __init__(self, *args, people: Iterable[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(str(person.pk), said_of(person)) for person in people]


def said_of(person: User) -> str:
    """`posts_to_come` are fetched with the person."""
    posts = "; ".join(str(post) for post in person.posts_to_come)
    return f"{person.name}, {person.email} ({posts})"

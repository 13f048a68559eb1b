"""What a person reports without waiting for the file: a school, a placement or a social worker that changed."""

import datetime as dt

from django import forms
from django.db.models import QuerySet

from accounts.enums import Country, Role, SettingKind
from accounts.forms import people
from accounts.models import Post, School
from children.care_codes import PLACEMENTS, PROVIDERS
from children.enums import EnrolmentKind
from govuk_forms.fields import DateField, YesNoField
from govuk_forms.layout import BodyHelper, Field

EXAMPLE = "For example, 27 11 2026"


class SchoolField(people.SchoolField):
    """A school by its name or URN; a setting without one by the number that the portal gave it.

    By name the register's schools alone: that of a setting may tell where another child is taught.
    """

    default_error_messages = {"required": "Enter the name or the URN of the school"}

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "Its name, or its number (URN).")
        super().__init__(**kwargs)

    def found_by_name(self) -> QuerySet[School]:
        return super().found_by_name().filter(setting_kind="")


class NewSchoolForm(forms.Form):
    school = SchoolField(label="New school")
    kind = forms.ChoiceField(
        label="Is it the main school?",
        choices=EnrolmentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it is the main school"},
    )
    from_date = DateField(label="First day there", help_text=EXAMPLE)
    hours_a_week = forms.DecimalField(label="Hours a week", required=False, min_value=0, max_value=60, decimal_places=1)
    checked = forms.CharField(max_length=8, required=False, widget=forms.HiddenInput)
    helper = BodyHelper("school", "kind", "from_date", Field("hours_a_week", width=5), "checked")

    def to_check(self) -> School | None:
        """The school that was found, while nobody has read its name: a slip in a URN is another school, and it would see the child."""
        school = self.cleaned_data["school"]
        return None if self.cleaned_data["checked"] == school.urn else school

    def with_name_shown(self, school: School) -> "NewSchoolForm":
        """The same answers, to be sent once more beside the school's name."""
        data = self.data.copy()
        data["school"] = data["checked"] = school.urn
        return type(self)(data)


class SettingDetailsForm(forms.Form):
    """What a setting without a URN is called, where it is and whom to ask: what a person may correct about it."""

    country = forms.ChoiceField(
        label="Country", choices=Country.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select the country"},
    )  # fmt: skip
    country_name = forms.CharField(
        label="Which country?", help_text="Only for another country.", max_length=60, required=False
    )
    name = forms.CharField(
        label="Name of the setting", max_length=160, error_messages={"required": "Enter the name of the setting"},
        help_text="Do not enter an address or a carer's name.",
    )  # fmt: skip
    town = forms.CharField(label="Town", max_length=80, required=False)
    contact_name = forms.CharField(
        label="Whom to ask there", max_length=120, error_messages={"required": "Enter whom to ask there"}
    )
    telephone = forms.CharField(label="Their telephone", max_length=40, required=False)
    contact_email = forms.EmailField(
        label="Their email",
        required=False,
        error_messages={"invalid": "Enter an email address like name@school.example"},
    )
    field_order = ("name", "town", "country", "country_name", "contact_name", "telephone", "contact_email")
    helper = BodyHelper(
        "name", Field("town", width=20), "country", Field("country_name", width=20), "contact_name",
        Field("telephone", width=20), "contact_email",
    )  # fmt: skip

    def clean(self):
        given = super().clean()
        if given.get("country") == Country.ELSEWHERE and not given.get("country_name"):
            self.add_error("country_name", "Enter the country")
        return given


class SettingForm(SettingDetailsForm):
    """A setting without a URN. What is asked depends on its kind: education at home has no name and no person."""

    ASKED_UNLESS_AT_HOME = ("name", "contact_name")
    field_order = ("kind", "country", "country_name", "name", "town")
    kind = forms.ChoiceField(
        label="What is it?", choices=SettingKind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select what it is"},
    )  # fmt: skip
    helper = BodyHelper(
        "kind", "country", Field("country_name", width=20), "name", Field("town", width=20), "contact_name",
        Field("telephone", width=20), "contact_email",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.ASKED_UNLESS_AT_HOME:
            self.fields[name].required = False
        help_text = self.fields["name"].help_text
        self.fields["name"].help_text = f"Leave this empty if the child is taught at home. {help_text}"

    def clean(self):
        given = super().clean()
        if given.get("kind") and given["kind"] != SettingKind.HOME:
            for name in self.ASKED_UNLESS_AT_HOME:
                if not given.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        return given


class LeftSchoolForm(forms.Form):
    """The last day is asked for, as people say it; the row ends on the day after."""

    last_date = DateField(label="Last day at the school", help_text=EXAMPLE)
    helper = BodyHelper("last_date")


class PlacementForm(forms.Form):
    kind = forms.ChoiceField(label="Type of placement", choices=[("", "Choose"), *PLACEMENTS.items()])
    provider = forms.ChoiceField(label="Provider", choices=[("", "Not known"), *PROVIDERS.items()], required=False)
    from_date = DateField(label="First day there", help_text=EXAMPLE)
    carer_name = forms.CharField(label="Carer's name", max_length=160, required=False)
    carer_telephone = forms.CharField(label="Carer's telephone", max_length=40, required=False)
    is_in_area = YesNoField(label="Is it in the council's own area?", required=False)
    is_address_sensitive = YesNoField(
        label="Must the new address not become known?", required=False,
        help_text="If you do not know yet, leave this empty. A warning about the last address stays until someone answers.",
    )  # fmt: skip
    reason = forms.CharField(
        label="If there was a warning and there is no need for one now, why not?", max_length=300, required=False,
        widget=forms.Textarea, help_text="Only needed if you answered no and the child has a warning.",
    )  # fmt: skip
    helper = BodyHelper(
        "kind", "provider", "from_date", "carer_name", Field("carer_telephone", width=20), "is_in_area",
        "is_address_sensitive", Field("reason", rows=3),
    )  # fmt: skip


class WorkerForm(forms.Form):
    post = forms.ModelChoiceField(label="New social worker", queryset=Post.objects.none(), empty_label="Choose")
    from_date = DateField(label="From which day", help_text=EXAMPLE)
    helper = BodyHelper("post", "from_date")

    def __init__(self, data=None, *, on: dt.date):
        super().__init__(data)
        posts = Post.objects.holding(on).filter(role=Role.SOCIAL_WORKER, user__is_active=True).for_list()
        self.fields["post"].queryset = posts
        self.fields["post"].label_from_instance = lambda post: f"{post.user.name}, {post.team}"

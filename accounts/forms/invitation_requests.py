"""Asking for somebody to be invited, and answering it."""

from django import forms

from accounts import access
from accounts.enums import Role
from accounts.forms.people import SchoolField
from accounts.models import Team, User
from govuk_forms.layout import BodyHelper, Field

LONGEST = 300


class AskToInviteForm(forms.Form):
    """Of the roles that the person may not invite into themselves."""

    role = forms.ChoiceField(label="Role", error_messages={"required": "Select a role"})
    school = SchoolField(
        label="School (optional)", help_text="For people at a school: its name, or its number (URN).", required=False
    )
    team = forms.ModelChoiceField(
        label="Team (optional)",
        help_text="For social workers, team administrators and team managers.",
        queryset=Team.objects.all(),
        required=False,
        empty_label="None",
    )
    text = forms.CharField(
        label="Who is needed, or what is wrong (optional)",
        help_text="For example a name and email address, or that someone has left.",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    helper = BodyHelper("role", Field("school", width=20), "team", "text")

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        others = [(role.value, role.label) for role in Role if not access.may_manage(by, role)]
        self.fields["role"].choices = [("", "Select a role"), *others]


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="What you did, or why it is not needed",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what you did, or why it is not needed"},
    )
    helper = BodyHelper("answer")

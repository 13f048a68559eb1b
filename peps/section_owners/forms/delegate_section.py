from collections.abc import Iterable

from django import forms

from accounts.enums import Role
from govuk_forms.layout import BodyHelper, Field


class HandOnForm(forms.Form):
    email = forms.EmailField(
        label="Your colleague's work e-mail address",
        help_text="They see this section of this child, and nothing else, until the term ends.",
        error_messages={"required": "Write the e-mail address of your colleague"},
    )
    name = forms.CharField(
        label="Their name, if they do not write at your school yet",
        help_text="Whoever has no account is sent a link to choose a password.",
        max_length=120,
        required=False,
    )
    helper = BodyHelper("email", "name")


class OwnerForm(forms.Form):
    owner = forms.ChoiceField(label="Who is asked?", widget=forms.RadioSelect)
    helper = BodyHelper("owner")

    def __init__(self, *args, owners: Iterable[Role], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [(owner.value, owner.label) for owner in owners]


class DecideRequestForm(forms.Form):
    answer = forms.ChoiceField(
        label="May they fill in this section?",
        choices=(("yes", "Yes: they see this section and nothing else, until the term ends"), ("no", "No")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )
    reason = forms.CharField(
        label="If not, why?", help_text="The school reads it.", required=False, widget=forms.Textarea
    )
    helper = BodyHelper("answer", Field("reason", rows=3))

    def clean(self):
        given = super().clean()
        if given.get("answer") == "no" and not given.get("reason", "").strip():
            self.add_error("reason", "Say why not: the school reads it")
        return given

from collections.abc import Iterable

from django import forms

from accounts.enums import Role
from govuk_forms.layout import BodyHelper, Field
from peps.enums import CHOSEN_BY_PERSON, LateReason
from peps.forms.dates import TypedDateField


class CloseForm(forms.Form):
    close_reason = forms.ChoiceField(
        label="Why is this plan closed?",
        choices=[(reason.value, reason.label) for reason in CHOSEN_BY_PERSON],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why the plan is closed"},
    )
    note = forms.CharField(label="Anything that should be kept with it", required=False, widget=forms.Textarea)
    helper = BodyHelper("close_reason", Field("note", rows=3))


class RestoreForm(forms.Form):
    note = forms.CharField(
        label="Why is it restored? (optional)",
        help_text="Kept in the history of the plan.",
        required=False,
        widget=forms.Textarea,
    )
    helper = BodyHelper(Field("note", rows=3))


class LateReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label="What is the main reason?",
        choices=LateReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the main reason"},
    )
    text = forms.CharField(
        label="Say more, if it helps",
        help_text="Needed for “Another reason”. Please do not repeat what is in the plan.",
        required=False,
        widget=forms.Textarea,
    )
    helper = BodyHelper("reason", Field("text", rows=3))

    def clean(self):
        given = super().clean()
        if given.get("reason") == LateReason.OTHER and not given.get("text", "").strip():
            self.add_error("text", "Say in a few words what the other reason is")
        return given


class OpenPlanForm(forms.Form):
    """Plans besides the termly one: proposed by what happened, opened by a person."""

    kind = forms.ChoiceField(
        label="Why is a plan needed?",
        choices=(
            ("FIRST", "The child has become looked after: a first plan"),
            ("CHANGE", "School, placement or area has changed: a plan after a change"),
            ("INTERIM", "The child has lost a place or hours at school: an interim plan"),
            ("TERMLY", "The plan of this term"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why a plan is needed"},
    )
    helper = BodyHelper("kind")


class HandOnForm(forms.Form):
    email = forms.EmailField(
        label="Your colleague's work e-mail address",
        help_text="They see this section of this child, and nothing else, until the term ends.",
        error_messages={"required": "Write the e-mail address of your colleague"},
    )
    name = forms.CharField(
        label="Their name, if they have no account yet",
        help_text="They are sent a link to choose a password.",
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


class ResponseForm(forms.Form):
    answer = forms.ChoiceField(
        label="What do you think of the school part?",
        choices=(("yes", "I have read it, and it is right"), ("no", "I have read it, and want to say something")),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two"},
    )
    text = forms.CharField(
        label="What you want to say",
        help_text="The school, the virtual school and the reviewing officer read it.",
        required=False,
        widget=forms.Textarea,
    )
    helper = BodyHelper("answer", Field("text", rows=4))

    def clean(self):
        given = super().clean()
        if given.get("answer") == "no" and not given.get("text", "").strip():
            self.add_error("text", "Write what you want to say")
        return given


class ExtensionForm(forms.Form):
    until = TypedDateField(
        label="By when should the plan be complete now?",
        error_messages={"required": "Write the new day, like 27/11/2026"},
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea,
        help_text="It stands on the plan's page, beside the old day.",
        error_messages={"required": "Say why: the reason stands with the plan"},
    )
    helper = BodyHelper(Field("until", width=10), Field("reason", rows=3))

from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import LateReason
from peps.questions.forms.date_fields import TypedDateField


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

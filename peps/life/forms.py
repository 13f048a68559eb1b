from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import CHOSEN_BY_PERSON


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

from django import forms

from govuk_forms.layout import BodyHelper, Field


class ConfirmForm(forms.Form):
    is_right = forms.ChoiceField(
        label="Is this right?",
        choices=(("yes", "All of this is right"), ("no", "Something is not right")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether this is right"},
    )
    text = forms.CharField(
        label="What is not right?", required=False, widget=forms.Textarea, max_length=1000,
        help_text="For example, who has left, and who has taken over with which e-mail address.",
    )  # fmt: skip
    helper = BodyHelper(Field("is_right", reveals={"no": ("text",)}))

    def clean(self):
        given = super().clean()
        if given.get("is_right") == "no" and not given.get("text", "").strip():
            self.add_error("text", "Say what is not right")
        return given

    def note(self) -> str:
        return self.cleaned_data["text"].strip() if self.cleaned_data["is_right"] == "no" else ""

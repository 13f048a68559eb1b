"""Beside words that came through an own page: a note, or a correction."""

from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import Kind
from peps.questions.blueprint.spec import Question


class NoteForm(forms.Form):
    text = forms.CharField(
        label="Your note",
        help_text="Everyone who may read the answer reads your note with it, the young person included.",
        widget=forms.Textarea,
        error_messages={"required": "Enter your note"},
    )
    helper = BodyHelper(Field("text", rows=4))


class CorrectionForm(forms.Form):
    """A text as it stands, to be mended; of a choice none is chosen already."""

    reason = forms.CharField(
        label="Why is it changed?",
        help_text="For example: the young person asked to have a typing mistake put right.",
        widget=forms.Textarea,
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, data=None, *, question: Question, text: str) -> None:
        super().__init__(data)
        required = {"required": "Enter the words as they should read"}
        if question.kind == Kind.CHOICE:
            self.fields["text"] = forms.ChoiceField(
                label=question.label, choices=question.choices, widget=forms.RadioSelect, error_messages=required
            )
        else:
            self.fields["text"] = forms.CharField(
                label=question.label, widget=forms.Textarea, initial=text, error_messages=required
            )
        options = {} if question.kind == Kind.CHOICE else {"rows": 6}
        self.helper = BodyHelper(Field("text", **options), Field("reason", rows=3))

from django import forms

from govuk_forms.layout import BodyHelper
from peps.enums import AttachmentKind
from peps.files.file_kinds import ACCEPTED
from peps.questions.forms.council_form import READERS


class AttachForm(forms.Form):
    file = forms.FileField(
        label="Choose the document",
        help_text=f"It can be {ACCEPTED}.",
        error_messages={
            "required": "Choose a document",
            "empty": "This file is empty. Choose another.",
            "missing": "Choose a document",
        },
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=AttachmentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )
    title = forms.CharField(
        label="What should it be called here?",
        help_text="For example 'Report of the autumn term'.",
        max_length=120,
        error_messages={"required": "Write what it should be called"},
    )
    audiences = forms.MultipleChoiceField(
        label="Who may read it?",
        help_text="Besides those who write in the plan, and the virtual school.",
        choices=READERS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    helper = BodyHelper("file", "kind", "title", "audiences")

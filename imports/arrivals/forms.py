from django import forms

from govuk_forms.fields import YesNoField
from govuk_forms.layout import BodyHelper
from imports.kinds.sorts import SORTS


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; cleaned to a list."""

    widget = ManyFiles(attrs={"accept": ".csv,.xml"})

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files] or super().clean(None, initial)


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label="What are they?",
        choices=[(kind, kind.label) for kind in SORTS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the files are"},
    )
    files = FilesField(
        label="Files",
        help_text="CSV, one or several at once. The yearly return may be one XML file.",
        allow_empty_file=True,
        error_messages={"required": "Choose at least one file"},
    )
    is_dry_run = YesNoField(
        label="Try it first?",
        help_text="A trial changes nothing, and says what would happen.",
        initial=True,
        error_messages={"required": "Say whether it is a trial"},
    )
    is_strict = YesNoField(
        label="Take nothing of a file in which a row is wrong?",
        help_text="Otherwise every good row is taken, and every bad one is reported.",
        initial=False,
        error_messages={"required": "Choose yes or no"},
    )
    helper = BodyHelper("kind", "files", "is_dry_run", "is_strict")

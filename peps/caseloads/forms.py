import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper, Field


class PostChoice(forms.ModelChoiceField):
    def label_from_instance(self, post) -> str:
        return f"{post.user.name}, {post.team}"


class HandOnForm(forms.Form):
    """Which children, to whom, from which day."""

    children = forms.MultipleChoiceField(
        label="Which children?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one child"},
    )
    to = PostChoice(
        label="Who takes them over?",
        queryset=None,
        empty_label="Choose a social worker",
        error_messages={"required": "Choose a social worker"},
    )
    from_date = DateField(
        label="From which day?",
        help_text="From this day the new social worker sees the children, and the former one does not.",
        error_messages={"required": "Enter the first day"},
    )
    helper = BodyHelper(Field("children", small=True), "to", "from_date")

    def __init__(self, *args, children, receivers, today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["children"].choices = [(child.reference, f"{child.name} ({child.reference})") for child in children]
        self.fields["to"].queryset = receivers

    def clean_from_date(self) -> dt.date:
        day = self.cleaned_data["from_date"]
        if day < self.today:
            raise ValidationError("Choose today or a later day: what has been is not rewritten.")
        return day


class LastDayForm(forms.Form):
    last_date = DateField(
        label="Last day in this post",
        help_text="From the day after, the post lets them see nothing.",
        error_messages={"required": "Enter the last day"},
    )
    helper = BodyHelper("last_date")

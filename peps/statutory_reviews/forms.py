from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import PlanAtReview


class ReviewCheckForm(forms.Form):
    found = forms.ChoiceField(
        label="The plan was", choices=PlanAtReview.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what was there"},
    )  # fmt: skip
    note = forms.CharField(label="Anything to remember (optional)", required=False, widget=forms.Textarea)
    helper = BodyHelper("found", Field("note", rows=3))

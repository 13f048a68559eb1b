from django import forms

from govuk_forms.layout import BodyHelper

APPROVE, REFUSE = "approve", "refuse"


class DecidePostForm(forms.Form):
    decision = forms.ChoiceField(
        label="Your decision",
        choices=((APPROVE, "Approve"), (REFUSE, "Refuse")),
        widget=forms.RadioSelect,
        error_messages={"required": "Select approve or refuse"},
    )
    helper = BodyHelper("decision")

from django import forms

from govuk_forms.layout import BodyHelper


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

from django import forms

from children.enums import SuspensionCategory
from govuk_forms.fields import DateField, WholeNumberField
from govuk_forms.layout import BodyHelper, Field
from peps.answer_length import check_length
from peps.enums import LikelyOutcome

MADE = (LikelyOutcome.SUSPENDED, LikelyOutcome.EXCLUDED)


class LikelyForm(forms.Form):
    """Four questions, so that it takes a minute on a phone."""

    category = forms.ChoiceField(
        label="What may happen?",
        choices=[
            (SuspensionCategory.SUSPENSION.value, "A suspension"),
            (SuspensionCategory.PERMANENT.value, "A permanent exclusion"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what may happen"},
    )
    why = forms.CharField(
        label="Why?", widget=forms.Textarea, validators=[check_length], error_messages={"required": "Enter why"}
    )
    tried = forms.CharField(
        label="What have you tried? (optional)", widget=forms.Textarea, required=False, validators=[check_length]
    )
    answer_by = DateField(
        label="By when would an answer help?",
        help_text="For example, 27 11 2026",
        error_messages={"required": "Enter the date by which an answer would help"},
    )
    helper = BodyHelper("category", Field("why", rows=3), Field("tried", rows=3), "answer_by")


class LikelyAnswerForm(forms.Form):
    answer = forms.CharField(
        label="What will you do, or what do you advise?",
        widget=forms.Textarea,
        validators=[check_length],
        error_messages={"required": "Enter your answer"},
    )
    helper = BodyHelper(Field("answer", rows=5))


class LikelyOutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What came of it?",
        choices=LikelyOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what came of it"},
    )
    start_date = DateField(
        label="First day of the suspension or exclusion", help_text="Only if there was one.", required=False
    )
    sessions = WholeNumberField(
        label="Half-day sessions", help_text="A whole day is 2. Only for a suspension.", min_value=1, max_value=90,
        required=False,
    )  # fmt: skip
    note = forms.CharField(
        label="What helped, or what happens next (optional)",
        widget=forms.Textarea,
        required=False,
        validators=[check_length],
    )
    helper = BodyHelper("outcome", "start_date", Field("sessions", width=3), Field("note", rows=3))

    def clean(self):
        given = super().clean()
        if given.get("outcome") in MADE and not given.get("start_date") and "start_date" not in self.errors:
            self.add_error("start_date", "Enter the first day of the suspension or exclusion")
        if given.get("outcome") == LikelyOutcome.SUSPENDED and not given.get("sessions"):
            self.add_error("sessions", "Enter the number of half-day sessions")
        return given

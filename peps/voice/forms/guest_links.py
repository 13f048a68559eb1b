from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import WishOutcome
from peps.questions.forms.date_fields import TypedDateField


class LastDayForm(forms.Form):
    last_day = TypedDateField(
        label="Up to which day does the link work?",
        help_text="It also ends when it is sent, or when you no longer work with the child. You can withdraw it at any time.",
        error_messages={"required": "Write the last day, like 27/11/2026"},
    )
    helper = BodyHelper(Field("last_day", width=10))


class WishAnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What comes of it?", choices=WishOutcome.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what comes of it"},
    )  # fmt: skip
    answer = forms.CharField(
        label="Say it to the child",
        widget=forms.Textarea,
        help_text="What was done or will be, by whom and when; or why it cannot be. The child reads these words.",
        error_messages={"required": "Say in a sentence what was done, or why it cannot be"},
    )
    helper = BodyHelper("outcome", Field("answer", rows=4))

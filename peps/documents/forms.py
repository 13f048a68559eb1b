from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import CopyFor, CopyWay
from peps.questions.forms.date_fields import TypedDateField


class SentForm(forms.Form):
    made_for = forms.ChoiceField(
        label="Who has the copy?", choices=CopyFor.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose who has the copy"},
    )  # fmt: skip
    way = forms.ChoiceField(
        label="How did they get it?", choices=CopyWay.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how they got it"},
    )  # fmt: skip
    sent_date = TypedDateField(label="When?", error_messages={"required": "Write the day, like 27/11/2026"})
    note = forms.CharField(label="Anything to remember", required=False, max_length=200)
    helper = BodyHelper("made_for", "way", Field("sent_date", width=10), "note")


class FiledForm(forms.Form):
    filed_date = TypedDateField(
        label="On which day was it filed in the case system?",
        error_messages={"required": "Write the day, like 27/11/2026"},
    )
    helper = BodyHelper(Field("filed_date", width=10))

"""A form with one question of each kind, in the field's own words."""

from django import forms

from govuk_forms.fields import DateField, MoneyField, WholeNumberField, YesNoField
from govuk_forms.layout import BodyHelper, Button, Buttons, Field, Fieldset


class EveryKindForm(forms.Form):
    views = forms.CharField(
        label="What does Amina say about school?",
        help_text="In her own words.",
        widget=forms.Textarea,
        error_messages={"required": "Write what Amina says"},
    )
    email = forms.EmailField(label="E-mail of the designated teacher", error_messages={"required": "Enter an e-mail"})
    meeting_date = DateField(label="When was the meeting?", error_messages={"required": "Enter the day of the meeting"})
    cost = MoneyField(label="Cost of the tuition", error_messages={"required": "Enter the cost"})
    hours = WholeNumberField(label="Hours a week", required=False)
    why_part = forms.CharField(label="Why part time?", required=False)
    timetable = forms.ChoiceField(
        label="Timetable",
        choices=[("full", "Full time"), ("part", "Part time")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a timetable"},
    )
    invited = forms.MultipleChoiceField(
        label="Who was invited?",
        choices=[("carer", "Foster carer"), ("worker", "Social worker")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who was invited"},
    )
    attended = YesNoField(label="Did Amina come?", error_messages={"required": "Say whether Amina came"})
    grade = forms.ChoiceField(
        label="Quality of the plan",
        choices=[("", "Choose a grade"), ("good", "Good"), ("poor", "Poor")],
        error_messages={"required": "Choose a grade"},
    )
    password = forms.CharField(
        label="Password", widget=forms.PasswordInput, error_messages={"required": "Enter your password"}
    )
    confirmed = forms.BooleanField(label="This is right", error_messages={"required": "Confirm that this is right"})
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    helper = BodyHelper(
        Field("views", max_characters=500, label_size="m"),
        "email",
        Fieldset("The meeting", "meeting_date", Field("attended"), Field("invited", small=True)),
        Field("cost"),
        Field("timetable", reveals={"part": ("hours", "why_part")}),
        "grade",
        "password",
        "confirmed",
        Buttons(Button("save", "Save and continue"), cancel_url="/plans/"),
    )

"""Planning a meeting, and whom to ask."""

from django import forms

from govuk_forms.layout import BodyHelper, Field
from peps.enums import CancelReason, MeetingPlace
from peps.models import Invitee, Meeting
from peps.questions.forms.date_fields import TypedDateField


class PlanForm(forms.ModelForm):
    planned_date = TypedDateField(
        label="On which day?", error_messages={"required": "Write the day of the meeting, like 27/11/2026"}
    )

    class Meta:
        model = Meeting
        fields = (
            "planned_date", "planned_time", "place_kind", "place", "is_place_childs_choice", "is_private", "chair",
        )  # fmt: skip
        labels = {
            "planned_time": "At what time?",
            "place_kind": "What kind of place?",
            "place": "Which room or address? (optional)",
            "is_place_childs_choice": "The child chose the place, or agreed to it",
            "is_private": "It is private: nobody can look or listen in",
            "chair": "Who leads the meeting?",
        }
        help_texts = {
            "planned_time": "For example 14:30. Not in a lesson that the child likes.",
            "place": "It stands in the plan. No invitation says it.",
        }
        widgets = {"place_kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["planned_time"].error_messages["invalid"] = "Write a time like 14:30"
        self.fields["planned_time"].widget = forms.TimeInput(format="%H:%M")
        self.fields["place_kind"].choices = MeetingPlace.choices
        self.helper = BodyHelper(
            Field("planned_date", width=10),
            Field("planned_time", width=5),
            "place_kind",
            "place",
            "is_place_childs_choice",
            "is_private",
            "chair",
        )


class InviteeForm(forms.ModelForm):
    class Meta:
        model = Invitee
        fields = ("role", "name", "email", "is_stand_in")
        labels = {"role": "As whom are they asked?", "name": "Name", "email": "E-mail (optional)"}
        help_texts = {"email": "With an address they are asked by e-mail, with an appointment for their calendar."}
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = self.fields["role"].choices[1:]
        self.fields["role"].error_messages["required"] = "Choose as whom they are asked"
        self.fields["name"].error_messages["required"] = "Write their name"
        self.helper = BodyHelper(Field("role", small=True), "name", "email", "is_stand_in")


class CancelForm(forms.Form):
    because_of = forms.ChoiceField(
        label="Who could not?", choices=CancelReason.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose who could not"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why?", widget=forms.Textarea, error_messages={"required": "Say why: the reason stays with the plan"}
    )
    helper = BodyHelper("because_of", Field("reason", rows=3))

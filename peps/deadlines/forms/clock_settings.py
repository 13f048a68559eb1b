from django import forms

from accounts.whole_numbers import whole_number
from govuk_forms.fields import WholeNumberField
from govuk_forms.layout import BodyHelper, Field, Fieldset
from peps.models import ClockSettings
from peps.questions.forms.date_fields import TypedDateField

DAYS = (
    ("first_initiated_days", "Until it is begun"),
    ("first_complete_days", "Until it is complete"),
    ("first_review_days", "Until the first review of the care plan, at the latest"),
)
OTHERS = (("change_days", "After a change of school or home"), ("interim_days", "For an interim plan"))
WITHOUT_A_PLACE = (("education_days", "School days without a place by which there has to be suitable education"),)
AROUND_A_MEETING = (
    ("after_meeting_days", "After a meeting, days until the plan is complete"),
    ("papers_days", "Before a meeting, calendar days by which the papers are out"),
)
LADDER = (
    ("manager_after_days", "Team manager, or head teacher, after how many working days late?"),
    ("head_after_days", "Head of the virtual school, after how many working days late?"),
)
MOST = 60


class ClockSettingsForm(forms.ModelForm):
    from_date = TypedDateField(
        label="From which day does it hold?",
        help_text="Plans that are open keep the clocks that ran when they were opened.",
        error_messages={"required": "Write the day, like 27/11/2026"},
    )
    late_steps = forms.CharField(
        label="On which working days late are people reminded again?",
        help_text="Numbers with commas between them, for example 1, 5, 10.",
        error_messages={"required": "Write at least one number"},
    )

    class Meta:
        model = ClockSettings
        fields = (
            "from_date",
            *(name for name, _ in (*DAYS, *OTHERS, *WITHOUT_A_PLACE, *AROUND_A_MEETING, *LADDER)),
            "late_steps",
            "is_after_meeting_in_working_days",
        )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (*DAYS, *OTHERS, *WITHOUT_A_PLACE, *AROUND_A_MEETING, *LADDER):
            self.fields[name] = WholeNumberField(label=label, min_value=1, max_value=MOST)
        self.fields["is_after_meeting_in_working_days"].label = "After a meeting working days count, not school days"
        self.initial["late_steps"] = ", ".join(map(str, self.instance.remind_late))
        self.helper = BodyHelper(
            Field("from_date", width=10),
            Fieldset("A first plan: working days after care began", *(Field(name, width=2) for name, _ in DAYS)),
            Fieldset("Other plans: working days", *(Field(name, width=2) for name, _ in OTHERS)),
            Fieldset(
                "When a plan is late", Field("late_steps", width=20), *(Field(name, width=2) for name, _ in LADDER)
            ),
        )

    def clean_late_steps(self) -> list[int]:
        given = [each.strip() for each in self.cleaned_data["late_steps"].split(",") if each.strip()]
        if not given or not all(1 <= whole_number(each) <= MOST for each in given):
            raise forms.ValidationError("Write numbers from 1 to 60 with commas between them, for example 1, 5, 10")
        return sorted({int(each) for each in given})

    def clean(self):
        cleaned = super().clean()
        manager, head = cleaned.get("manager_after_days"), cleaned.get("head_after_days")
        if manager and head and head < manager:
            self.add_error("head_after_days", "The head hears after the manager, not before")
        return cleaned

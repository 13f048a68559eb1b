from django import forms

from govuk_forms.fields import WholeNumberField
from govuk_forms.layout import BodyHelper, Field, Fieldset
from peps.models import PlanSettings
from peps.targets.targets import MOST_TARGETS

NUMBERS = (
    ("targets_wanted", "In years 1 to 11"),
    ("targets_wanted_after_16", "After 16"),
    ("targets_wanted_early_years", "In Early Years"),
    ("targets_wanted_at_first", "In a first or interim plan"),
    ("targets_wanted_off_roll", "Off roll, or in custody"),
)
WHICH = (
    ("academic_targets_wanted", "Of several targets, how many are about learning?"),
    ("personal_targets_wanted", "And how many about the child as a person?"),
)
HIGHEST_TOTAL = 40


class TargetSettingsForm(forms.ModelForm):
    class Meta:
        model = PlanSettings
        fields = (*(name for name, _ in NUMBERS), *(name for name, _ in WHICH), "sdq_threshold")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in (*NUMBERS, *WHICH):
            self.fields[name] = WholeNumberField(label=label, min_value=0, max_value=MOST_TARGETS)
        self.fields["sdq_threshold"] = WholeNumberField(
            label="From which total of the teacher's questionnaire is a wellbeing target asked for?",
            help_text="17 is the usual figure, though it comes from the carers' form: a teacher's score is called high from 16.",
            min_value=0,
            max_value=HIGHEST_TOTAL,
        )
        self.helper = BodyHelper(
            Fieldset("How many targets does a plan need at least?", *(Field(name, width=2) for name, _ in NUMBERS)),
            *(Field(name, width=2) for name, _ in WHICH),
            Field("sdq_threshold", width=2),
        )

    def clean(self):
        cleaned = super().clean()
        which = sum(cleaned.get(name) or 0 for name, _ in WHICH)
        if (
            which > min(cleaned.get("targets_wanted") or 0, cleaned.get("targets_wanted_after_16") or 0)
            and not self.errors
        ):
            self.add_error("personal_targets_wanted", "Together these are more targets than a plan needs")
        return cleaned

    def what_changed(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.changed_data}

"""Forms of rows that have a page of their own."""

from django import forms

from accounts import clock
from govuk_forms.fields import MoneyField
from govuk_forms.layout import BodyHelper, Field
from peps.enums import CostSource, Intervention, TargetArea
from peps.models import BankTarget, CostLine, PersonalEducationPlan
from peps.questions.forms.date_fields import TypedDateField

MOST_HOURS = 60


class Lasting(forms.ModelForm):
    """From a day until a last day."""

    from_date = TypedDateField(label="From", required=False)
    until_date = TypedDateField(label="Last day", required=False, help_text="Leave empty if it is not known yet")

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_date"), cleaned.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", "The last day cannot be before the first")
        return cleaned


class CostForm(Lasting):
    intervention = forms.ChoiceField(
        label="What does it pay for?", choices=[("", "Choose what it pays for"), *Intervention.choices],
        error_messages={"required": "Choose what it pays for"},
    )  # fmt: skip
    asked_pence = MoneyField(label="How much does it cost?", error_messages={"required": "Write how much it costs"})
    source = forms.ChoiceField(
        label="Who is asked to pay?", choices=CostSource.choices, widget=forms.RadioSelect,
        error_messages={"required": "Select who is asked to pay"},
    )  # fmt: skip

    class Meta:
        model = CostLine
        fields = ("intervention", "provider", "asked_pence", "source", "from_date", "until_date", "provision")
        labels = {"provider": "Who provides it?", "provision": "Is it in the provision map?"}
        help_texts = {"provision": "What is left empty above is taken from there."}

    def __init__(self, *args, pep: PersonalEducationPlan, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.initial.pop("source", None)  # the column's own default is nobody's answer
        provisions = pep.provisions.filter(taken_out_at=None)
        self.fields["provision"].queryset = provisions
        self.fields["provision"].empty_label = "No"
        self.fields["provision"].label_from_instance = lambda row: row.what
        fields = ["intervention", "provider", Field("asked_pence", width=5, prefix="£"), "source",
                  Field("from_date", width=10), Field("until_date", width=10)]  # fmt: skip
        if provisions:
            fields.append("provision")
            self.fields["intervention"].required = self.fields["asked_pence"].required = False
        else:
            del self.fields["provision"]
        self.helper = BodyHelper(*fields)

    def clean(self):
        """What is empty is fed from the line of the provision map that was chosen."""
        cleaned = super().clean()
        if row := cleaned.get("provision"):
            known = {"intervention": row.kind, "asked_pence": row.cost_pence, "provider": row.by_whom,
                     "from_date": row.from_date, "until_date": row.until_date}  # fmt: skip
            cleaned |= {name: value for name, value in known.items() if not cleaned.get(name)}
        if not cleaned.get("intervention") and "intervention" not in self.errors:
            self.add_error("intervention", "Choose what it pays for")
        if not cleaned.get("asked_pence") and "asked_pence" not in self.errors:
            self.add_error("asked_pence", "Write how much it costs")
        return cleaned


class ProgressForm(forms.Form):
    """`about`: a target's reference, or nothing for what was agreed at the meeting."""

    about = forms.ChoiceField(
        label="What is it about?", widget=forms.RadioSelect, error_messages={"required": "Choose what it is about"}
    )
    noted_date = TypedDateField(label="On which day?", error_messages={"required": "Write the day, like 27/11/2026"})
    text = forms.CharField(
        label="How is it going?", widget=forms.Textarea, help_text="What was done, and what shows it. The child may read this.",
        error_messages={"required": "Write how it is going"},
    )  # fmt: skip

    def __init__(self, *args, abouts: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = abouts
        self.helper = BodyHelper("about", Field("noted_date", width=10), Field("text", rows=4))

    def clean_noted_date(self):
        day = self.cleaned_data["noted_date"]
        if day > clock.today():
            raise forms.ValidationError("This day is still to come. Write down what has happened.")
        return day


class GuideForm(forms.Form):
    """Three short questions, for whoever does not know how to begin a target."""

    need = forms.CharField(label="What does the child need, or what could they build on?", widget=forms.Textarea)
    support = forms.CharField(label="What would help?", widget=forms.Textarea, required=False)
    measure = forms.CharField(label="How would we know that it helped?", widget=forms.Textarea, required=False)
    helper = BodyHelper(Field("need", rows=3), Field("support", rows=3), Field("measure", rows=3))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["need"].error_messages["required"] = "Write what the child needs, or start with an empty target"


class BankSearchForm(forms.Form):
    words = forms.CharField(label="Words to look for", required=False, max_length=100)
    area = forms.ChoiceField(
        label="What it is about", choices=[("", "Everything"), *TargetArea.choices], required=False
    )
    phase = forms.ChoiceField(label="Age", required=False)

    def __init__(self, *args, phases: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = [("", "Every age"), *phases]
        self.helper = BodyHelper("words", "area", "phase")


class BankTargetForm(forms.ModelForm):
    class Meta:
        model = BankTarget
        fields = ("area", "phase", "subject", "outcome", "measure", "support")
        labels = {
            "area": "What is it about?",
            "subject": "Which subject, if any?",
            "outcome": "What will be different?",
            "measure": "How will everybody see that it is reached?",
            "support": "What will be done?",
        }
        help_texts = {
            "outcome": "Write {name} where the child's name stands, and {they}, {them}, {their} or {themselves} for "
            "the child. Name no real child."
        }
        widgets = dict.fromkeys(("outcome", "measure", "support"), forms.Textarea)

    phase = forms.ChoiceField(label="For which age?", required=False)

    def __init__(self, *args, phases: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = [("", "Every age"), *phases]
        self.fields["area"].choices = [("", "Choose what it is about"), *TargetArea.choices]
        self.helper = BodyHelper(
            "area", "phase", "subject", Field("outcome", rows=3), Field("measure", rows=3), Field("support", rows=3)
        )

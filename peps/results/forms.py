"""Forms of the attainment and attendance tables of a plan."""

from django import forms
from django.utils.functional import cached_property

from accounts import clock
from govuk_forms.fields import WholeNumberField
from govuk_forms.layout import BodyHelper, Field, FieldRow
from peps.answers.forms import OneRow
from peps.models import PersonalEducationPlan, PlanAttendance, SubjectResult
from peps.questions.answer_values import written
from peps.questions.forms.date_fields import TypedDateField
from peps.results.progress_picture import picture_of
from peps.results.results import means, note_until, problem_with_value, record_otherwise

GOAL = (("", "Not judged yet"), ("1", "Emerging"), ("2", "Expected"))
OLD_GOAL = (*GOAL, ("3", "Exceeding"))
HINTS = {
    "KS1": "PK1 to PK4, WTS, EXS or GDS",
    "KS2": "PK1 to PK6, WTS, EXS or GDS; or a scaled score from 80 to 120",
    "KS3": "WTS, EXS or GDS; or a grade from 9 to 1",
    "KS4": "A grade from 9 to 1, U, or a vocational one such as L2P",
    "POST16": "A grade from 9 to 1, A* to E, or P, M, D",
    "PHONICS": "Marks of 40; 32 or more meet the standard",
    "MTC": "Marks of 25",
    "OWN": "As the school writes it",
}
WITH_PREDICTION = frozenset({"KS4", "POST16"})
MOST_SESSIONS = 420


class SubjectForm(forms.ModelForm):
    """Last time stands beside, and cannot be changed here. Where the record says otherwise of now, it asks why."""

    class Meta:
        model = SubjectResult
        fields = ("now_value", "target_value", "predicted_value", "now_reason")
        labels = {"now_value": "Now", "target_value": "Aim", "predicted_value": "Expected"}

    def __init__(self, *args, says_scale: bool = True, otherwise: str = "", **kwargs):
        """`otherwise`: what the record says instead, with its day; '' where it says the same, or nothing."""
        super().__init__(*args, **kwargs)
        row = self.instance
        if otherwise:
            self.fields["now_reason"].label = f"The record says {otherwise}. If it is {row.now_value} now, why?"
        else:
            del self.fields["now_reason"]
        if row.stage not in WITH_PREDICTION:
            del self.fields["predicted_value"]
        if row.stage == "EYFS":
            del self.fields["target_value"]
            choices = OLD_GOAL if "3" in (row.last_value, row.now_value) else GOAL
            self.fields["now_value"] = forms.ChoiceField(label="Now", choices=choices, required=False)
        names = [
            Field(name, width=5) for name in ("now_value", "target_value", "predicted_value") if name in self.fields
        ]
        note = HINTS.get(row.stage, "") if says_scale else ""
        why = [Field("now_reason", rows=2)] if otherwise else []
        self.helper = BodyHelper(
            FieldRow(row.subject, *names, said=_last_time(row), note=note, picture=picture_of(row) if row.pk else None),
            *why,
        )

    def save(self, commit=True):
        """What is written of now was judged on that day."""
        if "now_value" in self.changed_data:
            self.instance.now_date = clock.today() if self.instance.now_value.strip() else None
            self.instance.now_reason = self.cleaned_data.get("now_reason", "")
        return super().save(commit)

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            return cleaned  # a row of another plan: it is not saved either
        for name in self.fields:
            if name not in ("id", "now_reason") and (
                problem := problem_with_value(self.instance, cleaned.get(name) or "", clock.today())
            ):
                self.add_error(name, f"{self.instance.subject}: {problem}")
        return cleaned


class _Subjects(forms.BaseModelFormSet):
    pep: PersonalEducationPlan

    def get_form_kwargs(self, index):
        """How values are written is said once for each scale."""
        rows = list(self.get_queryset())
        stages = [row.stage for row in rows]
        place = index or 0
        is_said = 0 < place < len(stages) and stages[place] == stages[place - 1]
        there = self.otherwise.get(rows[place].pk) if place < len(rows) else None
        otherwise = f"{there.value} on {written(there.assessed_date)}" if there else ""
        return {**super().get_form_kwargs(index), "says_scale": not is_said, "otherwise": otherwise}

    @cached_property
    def otherwise(self):
        rows = list(self.get_queryset())
        return record_otherwise(rows, self.pep)

    def save_all(self, pep: PersonalEducationPlan) -> None:
        self.save_existing_objects()


def attainment(pep: PersonalEducationPlan, data=None) -> _Subjects:
    made = forms.modelformset_factory(SubjectResult, form=SubjectForm, formset=_Subjects, extra=0)
    made.pep = pep
    return made(data, queryset=pep.subject_results.all(), prefix="subjects")


class AttendanceForm(OneRow):
    until_date = TypedDateField(
        label="Counted up to and including which day?",
        required=False,
        help_text="If it is left empty, today is kept with figures that you write.",
    )

    class Meta:
        model = PlanAttendance
        fields = ("possible", "authorised", "unauthorised", "suspended", "until_date", "corrected_reason")
        labels = {"corrected_reason": "If this is not what the registers say, why?"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = (
            ("possible", "Half-day sessions that were possible this academic year"),
            ("authorised", "Of these, authorised absences"),
            ("unauthorised", "Unauthorised absences"),
            ("suspended", "Sessions lost to suspension"),
        )
        for name, label in labels:
            self.fields[name] = WholeNumberField(label=label, required=False, min_value=0, max_value=MOST_SESSIONS)
        shown = [Field(name, width=4) for name, _ in labels]
        shown += [Field("until_date", width=10), Field("corrected_reason", rows=3)]
        self.helper = BodyHelper(*shown)

    def clean(self):
        cleaned = super().clean()
        possible, away = cleaned.get("possible"), (cleaned.get("authorised") or 0) + (cleaned.get("unauthorised") or 0)
        if possible is not None and away > possible:
            self.add_error("possible", f"{away} absences are more than {possible} sessions. Look at the numbers again")
        if cleaned.get("until_date") and cleaned["until_date"] > clock.today():
            self.add_error("until_date", "This day is still to come. Write the last day that was counted")
        return cleaned

    def save_all(self, pep: PersonalEducationPlan) -> None:
        note_until(self.instance, clock.today())
        super().save_all(pep)


def attendance(pep: PersonalEducationPlan, data=None) -> AttendanceForm:
    row = PlanAttendance.objects.filter(pep=pep).first()
    return AttendanceForm(data, instance=row, prefix="attendance")


class AddSubjectForm(forms.ModelForm):
    class Meta:
        model = SubjectResult
        fields = ("subject", "stage")
        labels = {"subject": "Which subject or course?", "stage": "In which scale are its results written?"}
        error_messages = {"subject": {"required": "Write the subject or course"}}

    def __init__(self, *args, stages: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(
            label=self.fields["stage"].label,
            choices=stages,
            widget=forms.RadioSelect,
            error_messages={"required": "Select the scale in which the results are written"},
        )
        self.helper = BodyHelper("subject", "stage")

    def clean(self):
        given = super().clean()
        there = self.instance.pep.subject_results.filter(
            stage=given.get("stage"), subject__iexact=given.get("subject", "")
        )
        if there.exists():
            self.add_error("subject", "This subject is in the plan already")
        return given


def _last_time(row: SubjectResult) -> str:
    if not row.last_value:
        return "Nothing is known of last time."
    meaning = means(row, row.last_value, row.last_date or clock.today())
    when = f" on {written(row.last_date)}" if row.last_date else ""
    return f"Last time: {row.last_value}{f' ({meaning})' if meaning else ''}{when}."

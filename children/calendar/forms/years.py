import datetime as dt

from django import forms

from accounts.models import School
from accounts.plausible_days import require_plausible
from children.calendar.terms import DATES
from children.calendar.year_calendar import Year, problems_of
from children.enums import TermName
from govuk_forms.layout import BodyHelper, Field, Fieldset

LABELS = {
    "first_day": "First day of term",
    "half_term_from_date": "Half term, first day off",
    "half_term_last_date": "Half term, last day off",
    "last_day": "Last day of term",
    "delegation_date": "Plans are handed out on",
    "pep_deadline_date": "Plans are due by",
}
SHAPES = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")


class YearForm(forms.Form):
    """Three terms of six days each; every day that is entered is included."""

    def __init__(self, data=None, *, year: Year | None = None):
        super().__init__(data)
        for name in TermName.values:
            for field in DATES:
                self.fields[f"{name}-{field}"] = forms.DateField(
                    label=LABELS[field],
                    input_formats=SHAPES,
                    validators=[require_plausible],
                    initial=(year or {}).get(name, {}).get(field),
                    widget=forms.DateInput(format="%d/%m/%Y"),
                    error_messages={
                        "required": f"{TermName(name).label} term: write a day, like 02/09/2026",
                        "invalid": f"{TermName(name).label} term: write a real day, like 02/09/2026",
                    },
                )
        self.helper = BodyHelper(
            *(
                Fieldset(f"{TermName(name).label} term", *(Field(f"{name}-{field}", width=10) for field in DATES))
                for name in TermName.values
            )
        )

    def clean(self):
        given = super().clean()
        for name, problem in problems_of(self._year(given)):
            self.add_error(f"{name}-{problem.field}", f"{TermName(name).label} term: {problem.text}")
        return given

    def year(self) -> Year:
        return self._year(self.cleaned_data)

    @staticmethod
    def _year(given: dict) -> Year:
        return {
            name: {field: given[f"{name}-{field}"] for field in DATES if given.get(f"{name}-{field}")}
            for name in TermName.values
        }


class TermDatesFileForm(forms.Form):
    file = forms.FileField(
        label="A calendar (.ics) or a table (.csv) of term dates",
        help_text="Nothing is kept yet: you look at the days first.",
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,.csv"}),
        error_messages={"required": "Choose a file", "empty": "This file is empty"},
    )
    helper = BodyHelper("file")


def _day(label: str, required: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=SHAPES,
        validators=[require_plausible],
        widget=forms.DateInput(format="%d/%m/%Y"),
        error_messages={"required": required, "invalid": "Write a real day, like 02/09/2026"},
    )


class DaysOffForm(forms.Form):
    school = forms.ModelChoiceField(
        label="Which school?", queryset=School.objects.all(), required=False, empty_label="All schools of the authority"
    )
    days = forms.CharField(
        label="On which days is there no school?",
        widget=forms.Textarea,
        help_text="One on each line, like 23/10/2026. Inset days, and other single days inside a term.",
        error_messages={"required": "Write at least one day"},
    )
    helper = BodyHelper("school", Field("days", rows=5))

    def clean_days(self) -> list[dt.date]:
        lines = [line.strip() for line in self.cleaned_data["days"].splitlines() if line.strip()]
        reads = forms.DateField(input_formats=SHAPES, validators=[require_plausible])
        found = []
        for line in lines:
            try:
                found.append(reads.clean(line))
            except forms.ValidationError:
                raise forms.ValidationError(f"“{line}” is not a day. Write it like 23/10/2026") from None
        return found


class OwnTermForm(forms.Form):
    school = forms.ModelChoiceField(
        label="Which school?", queryset=School.objects.all(), error_messages={"required": "Choose the school"}
    )
    first_day = _day("First day of term", "Write the first day of term")
    half_term_from_date = _day("Half term, first day off", "Write the first day of half term")
    half_term_last_date = _day("Half term, last day off", "Write the last day of half term")
    last_day = _day("Last day of term", "Write the last day of term")
    helper = BodyHelper(
        "school",
        *(Field(name, width=10) for name in ("first_day", "half_term_from_date", "half_term_last_date", "last_day")),
    )

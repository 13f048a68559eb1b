from django import forms

from children.enums import TermName
from children.terms import DATES
from children.year_calendar import Year, problems_of
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

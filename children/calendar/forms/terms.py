from django import forms

from children.calendar.terms import DATES, clash_of, problems_with
from children.enums import TermName
from children.models import Term
from children.year_groups import academic_year
from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper, Fieldset


class TermForm(forms.Form):
    """A term of the authority; every day that is entered is included."""

    name = forms.ChoiceField(
        label="Which term?",
        choices=TermName.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which term it is"},
    )
    first_day = DateField(label="First day of term", help_text="For example, 2 9 2026")
    half_term_from_date = DateField(label="First day of half term")
    half_term_last_date = DateField(label="Last day of half term")
    last_day = DateField(label="Last day of term")
    delegation_date = DateField(
        label="Day of delegation", help_text="The day on which the plans of the term are opened and handed out"
    )
    pep_deadline_date = DateField(
        label="Deadline of plans", help_text="The last day on which a plan of this term is in time"
    )
    helper = BodyHelper(
        "name",
        Fieldset("School days", *DATES[:4]),
        Fieldset("Plans of this term", *DATES[4:]),
    )

    def __init__(self, *args, term: Term, **kwargs):
        self.term = term
        initial = {name: getattr(term, name) for name in ("name", *DATES)} if term.pk else {}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self):
        given = super().clean()
        for problem in problems_with({name: given[name] for name in DATES if given.get(name)}):
            self.add_error(problem.field, problem.text)
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and first <= last:
            self._refuse_clash(first, last)
        if first and given.get("name"):
            self._refuse_second_of_its_name(academic_year(first), given["name"])
        return given

    def _refuse_clash(self, first, last) -> None:
        clash = clash_of(first_day=first, last_day=last, but=self.term)
        if clash:
            days = f"{clash.first_day:%-d %B %Y} to {clash.last_day:%-d %B %Y}"
            self.add_error("first_day", f"These days overlap with the {str(clash).lower()}, {days}")

    def _refuse_second_of_its_name(self, year: str, name: str) -> None:
        there = Term.objects.filter(academic_year=year, name=name).exclude(pk=self.term.pk).first()
        if there:
            self.add_error("name", f"The {str(there).lower()} is entered already. Change that one instead")

    def filled(self) -> Term:
        """The term as it was typed, not yet kept."""
        for name in ("name", *DATES):
            setattr(self.term, name, self.cleaned_data[name])
        return self.term

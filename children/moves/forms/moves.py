import datetime as dt

from django import forms

from children.enums import MoveKind
from children.moves.forms.changes import SchoolField
from children.moves.moves import PARTIES
from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper, Field, Fieldset


class ProposeMoveForm(forms.Form):
    kind = forms.ChoiceField(label="What is planned?", choices=MoveKind.choices, widget=forms.RadioSelect)
    to_school = SchoolField(label="New school, if it is known", required=False)
    planned_date = DateField(label="First day at the new school", help_text="For example, 5 1 2027")
    why = forms.CharField(label="Why should the child move?", widget=forms.Textarea)
    helper = BodyHelper("kind", "to_school", "planned_date", Field("why", rows=4))


class ConsultedForm(forms.Form):
    """For each who should be asked: on which day, and what they said. Both stay empty until then."""

    def __init__(self, data=None, *, move):
        super().__init__(data)
        for party in PARTIES:
            told = move.consulted.get(party, {})
            day = dt.date.fromisoformat(told["date"]) if told.get("date") else None
            self.fields[f"{party}_date"] = DateField(label="Asked on", required=False, initial=day)
            self.fields[f"{party}_text"] = forms.CharField(
                label="What they said", required=False, widget=forms.Textarea, initial=told.get("text", "")
            )
        self.helper = BodyHelper(
            *(
                Fieldset(name, f"{party}_date", Field(f"{party}_text", rows=2), legend_size="s")
                for party, name in PARTIES.items()
            )
        )

    def clean(self):
        given = super().clean()
        for party in PARTIES:
            day, text = given.get(f"{party}_date"), given.get(f"{party}_text")
            if text and not day and f"{party}_date" not in self.errors:
                self.add_error(f"{party}_date", "Enter the day on which they were asked")
        return given

    def said(self) -> dict[str, dict[str, str]]:
        given = self.cleaned_data
        return {
            party: {"date": given[f"{party}_date"].isoformat(), "text": given[f"{party}_text"]}
            for party in PARTIES
            if given[f"{party}_date"]
        }


class ApproveMoveForm(forms.Form):
    officer = forms.CharField(label="Nominated officer: name and post", max_length=140)
    approved_date = DateField(label="Day of the approval")
    helper = BodyHelper("officer", "approved_date")


class WithdrawMoveForm(forms.Form):
    reason = forms.CharField(label="Why is it withdrawn?", max_length=300)
    helper = BodyHelper("reason")


class NoQuestions(forms.Form):
    """Only a button to press."""

    helper = BodyHelper()

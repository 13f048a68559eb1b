"""The form of each kind of row, made from its model, so that a column is described once."""

import datetime as dt
from typing import Any

from django import forms
from django.db import models

from accounts.access import Level
from children.care_codes import SEN_NEEDS
from children.editing.kinds import Kind
from children.enums import Readiness
from children.identity.search import find
from children.models import Child
from govuk_forms.fields import DateField, WholeNumberField, YesNoField
from govuk_forms.layout import BodyHelper, Field

EXAMPLE = "For example, 27 11 2026"
LONG = {"reason": 4, "note": 4, "text": 6, "arrangements": 4, "open_targets": 5}
FEW = 6  # choices that stand as radios; more of them are a list to choose from


class SiblingField(forms.CharField):
    """A child by reference, social care number or name, among those the person reaches; cleaned to the Child."""

    def __init__(self, *, person: Any, **kwargs):
        self.person = person
        super().__init__(max_length=100, help_text="Reference, social care number or name", **kwargs)

    def clean(self, value):
        text = super().clean(value)
        found = find(text, Child.objects.visible_to(self.person, level=Level.RECORD))
        if len(found) != 1:
            many = "More than one child fits. Enter the reference." if found else "No child of yours fits."
            raise forms.ValidationError(many)
        return found[0]


def record_form(kind: Kind, *, person: Any, child: Child, may_be_confidential: bool, data: Any = None) -> forms.Form:
    """`filled()` gives the row, not saved."""
    names = [name for name in kind.asked if name != "is_confidential" or may_be_confidential]
    form = RecordForm(data)
    form.kind, form.child = kind, child
    for name in names:
        column = kind.model._meta.get_field(name)
        form.fields[name] = SiblingField(person=person, label="Which child?") if name == "sibling" else _asks(column)
    if kind.slug == "name":
        form.fields["from_date"].required = False
        form.fields["from_date"].help_text = f"{EXAMPLE}. Leave it empty for a name since birth, or if no one knows."
    form.helper = BodyHelper(*(_laid_out(name) for name in names))
    return form


class RecordForm(forms.Form):
    kind: Kind
    child: Child

    def filled(self) -> models.Model:
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if self.kind.slug == "name":
            given.setdefault("from_date", self.child.date_of_birth)
        return self.kind.model(child=self.child, **given)

    def clean(self):
        given = super().clean()
        begins, ends = given.get("from_date"), given.get("planned_end_date")
        if begins and ends and ends < begins:
            self.add_error("planned_end_date", "This is before the first day")
        if given.get("sibling") == self.child:
            self.add_error("sibling", "Nobody is their own brother or sister")
        if self.kind.slug == "name":
            refuse_without_a_word(self)
        return given


def refuse_without_a_word(form: forms.Form) -> None:
    given = form.cleaned_data
    if not (given.get("given_name") or given.get("family_name")):
        form.add_error("given_name", "Enter a first name or a family name. One is enough.")


def _laid_out(name: str):
    return Field(name, rows=LONG[name]) if name in LONG else name


def _asks(column: models.Field) -> forms.Field:
    label, needed = _label(column), not column.blank
    if column.name == "readiness":
        return forms.MultipleChoiceField(
            label=label, choices=Readiness.choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    if column.name == "primary_need":
        return forms.ChoiceField(label=label, choices=[("", "Not known"), *SEN_NEEDS.items()], required=False)
    if column.choices:
        return _choice(column, label, needed)
    if isinstance(column, models.DateField):
        return DateField(label=label, help_text=EXAMPLE, required=needed)
    if isinstance(column, models.BooleanField):
        return YesNoField(label=label, required=not column.null)  # no answer is chosen for anybody
    if isinstance(column, models.DecimalField):
        return forms.DecimalField(label=label, min_value=0, max_value=60, decimal_places=1, required=needed)
    if isinstance(column, models.IntegerField):
        return WholeNumberField(label=label, min_value=0, max_value=1000, required=needed)
    widget = forms.Textarea if column.name in LONG else forms.TextInput
    return forms.CharField(label=label, max_length=column.max_length, required=needed, widget=widget)


def _choice(column: models.Field, label: str, needed: bool) -> forms.ChoiceField:
    choices = list(column.choices)
    if len(choices) > FEW:
        return forms.ChoiceField(label=label, choices=[("", "Choose"), *choices], required=needed)
    return forms.ChoiceField(
        label=label, choices=choices, required=needed, widget=forms.RadioSelect,
        error_messages={"required": f"Select an answer to “{label}”"},
    )  # fmt: skip


LABELS = {
    "from_date": "From which day",
    "is_in_area": "Is it in the council's own area?",
    "has_parental_responsibility": "Do they have parental responsibility?",
    "may_have_contact": "May the child have contact with them? (leave empty if not known)",
    "may_collect": "May they collect the child from school? (leave empty if not known)",
    "are_placed_together": "Do they live together?",
    "is_confidential": "Is it for social care and the virtual school only?",
    "happened_date": "On which day",
    "hours_a_week": "Hours a week",
}


def _label(column: models.Field) -> str:
    words = LABELS.get(column.name) or str(column.verbose_name)
    return words[:1].upper() + words[1:]


class EndForm(forms.Form):
    last_date = DateField(label="Last day on which it holds", help_text=EXAMPLE)
    helper = BodyHelper("last_date")

    def until(self) -> dt.date:
        return self.cleaned_data["last_date"] + dt.timedelta(days=1)


class CorrectNameForm(forms.Form):
    given_name = forms.CharField(label="First names", max_length=80, required=False)
    family_name = forms.CharField(label="Family name", max_length=80, required=False)
    reason = forms.CharField(
        label="Why was the name wrong?", max_length=300,
        help_text="For example, a typing mistake. The wrong name no longer finds the child.",
    )  # fmt: skip
    helper = BodyHelper("given_name", "family_name", "reason")

    def clean(self):
        given = super().clean()
        refuse_without_a_word(self)
        return given


class ErrorForm(forms.Form):
    reason = forms.CharField(
        label="Why is it wrong?", max_length=300, widget=forms.Textarea,
        help_text="The row stays readable under “History”, marked, with your name and this reason.",
    )  # fmt: skip
    helper = BodyHelper(Field("reason", rows=3))

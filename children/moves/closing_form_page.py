"""Filling in a closing form: saved as often as one likes, sent in once."""

from typing import Any

from django import forms
from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.models import ClosingForm
from govuk_forms.fields import DateField, MoneyField
from govuk_forms.layout import BodyHelper, Field

ASKED = ("spent_pence", "spent_on", "impact", "records_sent_date", "records_sent_to")


class CannotFill(PortalRefusal):
    """The form was sent in already, or something is missing; the text says what."""


class ClosingFormForm(forms.Form):
    spent_pence = MoneyField(label="Pupil premium spent for this child since the last plan", required=False)
    spent_on = forms.CharField(label="What was it spent on?", required=False, widget=forms.Textarea)
    impact = forms.CharField(label="What did it change for the child?", required=False, widget=forms.Textarea)
    records_sent_date = DateField(label="When were the school records sent?", required=False)
    records_sent_to = forms.CharField(label="To whom?", required=False, max_length=160)
    helper = BodyHelper(
        "spent_pence", Field("spent_on", rows=3), Field("impact", rows=4), "records_sent_date",
        Field("records_sent_to", width=20),
    )  # fmt: skip


@transaction.atomic
def fill(form: ClosingForm, *, given: dict[str, Any], is_sent_in: bool, by: Any) -> None:
    """Saves what was given, complete or not. Raises CannotFill for a form sent in before, or sent in without the sum."""
    access.require(by, Action.FILL_CLOSING_FORM)
    held = ClosingForm.objects.visible_to(by).select_for_update(of=("self",)).get(pk=form.pk)
    if held.submitted_at:
        raise CannotFill("This form was sent in already. Ask the virtual school if something has to be put right.")
    if is_sent_in and given["spent_pence"] is None:
        raise CannotFill("Say how much was spent before you send it in. If it was nothing, enter 0.")
    for name in ASKED:
        setattr(held, name, given[name])
    if is_sent_in:
        held.submitted_at, held.submitted_by = clock.now(), by
        audit.record("closing_form.sent_in", by=by, subject=held, child=held.child)
    held.save()

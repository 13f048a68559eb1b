"""Restricting a record to named people, changing who they are, and ending it."""

from django import forms
from django.http import Http404

from accounts import clock
from accounts.access import Action
from accounts.models import User
from children.protection import restricting
from children.protection.views.protection import OfProtection
from children.views.child_scoped import ChildForm
from govuk_forms.layout import BodyHelper, Field


class RestrictForm(forms.Form):
    people = forms.ModelMultipleChoiceField(
        label="Who can see this child's record?", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="You keep your access. Select at least one other person.",
        error_messages={"required": "Select at least one other person"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why is the record restricted?", max_length=300, widget=forms.Textarea,
        help_text="For example, someone who works here is family. This is kept with your name.",
        error_messages={"required": "Enter why the record is restricted"},
    )  # fmt: skip
    helper = BodyHelper("people", Field("reason", rows=3))


class LiftForm(forms.Form):
    reason = forms.CharField(
        label="Why can the restriction end?", max_length=300, widget=forms.Textarea,
        error_messages={"required": "Enter why the restriction can end"},
    )  # fmt: skip
    helper = BodyHelper(Field("reason", rows=3))


class Restrict(ChildForm, OfProtection):
    """Nobody is selected beforehand but those who are named already."""

    action = Action.REMOVE_PROTECTION
    submit_text = "Restrict the record"
    said = "Only the people you selected can see this record now, and you."

    def page_title(self) -> str:
        return "Change who can see the record" if self.child.is_restricted else "Restrict the record to named people"

    def intro(self) -> str:
        return "No one else will see this child, in any list, email or figure with names, whatever their role."

    def form(self, data=None):
        today, person = clock.today(), self.request.user
        named = {row.person_id for row in restricting.named_on(self.child, today)}
        form = RestrictForm(data, initial={"people": sorted(named - {person.pk})})
        form.fields["people"].queryset = restricting.may_be_named(self.child, today).exclude(pk=person.pk)
        return form

    def act(self, given: dict) -> None:
        restricting.restrict(child=self.child, by=self.request.user, on=clock.today(), **given)

    def done_url(self) -> str:
        return self.refused_url()


class LiftRestriction(ChildForm, OfProtection):
    action = Action.REMOVE_PROTECTION
    submit_text = "End the restriction"
    said = "The restriction has ended. Your reason is kept with the child's record."

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not self.child.is_restricted:
            raise Http404

    def page_title(self) -> str:
        return "End the restriction?"

    def intro(self) -> str:
        return "Everyone whose role reaches this child will see the record again."

    def form(self, data=None):
        return LiftForm(data)

    def act(self, given: dict) -> None:
        restricting.lift(child=self.child, by=self.request.user, on=clock.today(), **given)

    def done_url(self) -> str:
        return self.refused_url()

"""Warnings that protect a child: what there is, putting one up, keeping it, removing it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.views import ActionView
from children.models import Contact
from children.protection import protective_facts, questions, restricting
from children.protection.confidentiality import sees_confidential
from children.protection.protective_facts import NO_COLLECTING, NO_CONTACT, KnownContact
from children.views.child_scoped import ChildForm, ChildScoped
from govuk_forms.layout import BodyHelper, Field


class OfProtection(ChildScoped):
    """For those to whom the child's care is open: not found for school staff and others."""

    action = Action.KEEP_CARE_RECORD
    names_people = True

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not sees_confidential(self.request.user, self.child):
            raise Http404

    def refused_url(self) -> str:
        return reverse("children:protection", args=[self.child.reference])

    def done_url(self) -> str:
        return self.refused_url()


class Protection(OfProtection):
    """Every warning about the child, what files say against it, and what was decided before."""

    def get(self, request, *args, **kwargs):
        audit.record("protection.looked_at", by=request.user, subject=self.child, child=self.child)
        context = {
            "page_title": "Warnings that protect the child",
            "child": self.child,
            "lines": questions.lines_of(self.child, clock.today()),
            "decisions": self.child.protection_decisions.select_related("decided_by")[:50],
            "may_remove": access.may(request.user, Action.REMOVE_PROTECTION),
            "named": restricting.named_on(self.child, clock.today()),
            "is_address_protected": protective_facts.protection_of(self.child).address,
        }
        return TemplateResponse(request, "children/protection/protection.html", context)


class PutUpAddress(OfProtection):
    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Protect the address?",
            "explanation": "Everyone who sees where the child lives, or the carer, will see a warning that the address "
            "must not become known. It is removed only by a person, with a reason.",
            "confirm_text": "Protect the address",
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        protective_facts.put_up_address(child=self.child, by=request.user)
        messages.success(request, "The address is protected.")
        return redirect(self.done_url())


class PersonForm(forms.Form):
    contact = forms.ChoiceField(
        label="Who is it?", widget=forms.RadioSelect, error_messages={"required": "Select who it is"}
    )
    helper = BodyHelper("contact")

    def __init__(self, *args, people: list[KnownContact], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [(str(each.row.pk), each.described) for each in people]
        self.people = {str(each.row.pk): each.row for each in people}

    def clean_contact(self) -> Contact:
        return self.people[self.cleaned_data["contact"]]


class PutUpOfPerson(ChildForm, OfProtection):
    """On one of the people in the child's record for whom the mark is not up yet."""

    mark = NO_CONTACT
    submit_text = "Put up the warning"
    said = "The warning is up."

    def page_title(self) -> str:
        return "Who must not collect the child?" if self.mark == NO_COLLECTING else "Who must have no contact?"

    def intro(self) -> str:
        return (
            "Everyone who sees the child's home, family or carer will see the warning. It is removed only by a person, "
            "with a reason. If the person is not listed, add them under Family first."
        )

    def form(self, data=None):
        protection = protective_facts.protection_of(self.child)
        known = protective_facts.known_contacts(self.child, clock.today())
        return PersonForm(data, people=[each for each in known if not protection.has(self.mark, each.name)])

    def act(self, given: dict) -> None:
        protective_facts.put_up_of_person(
            child=self.child, mark=self.mark, contact=given["contact"], by=self.request.user
        )

    def done_url(self) -> str:
        return self.refused_url()


class PutUpCollecting(PutUpOfPerson):
    mark = NO_COLLECTING


class OfMark(OfProtection):
    """Loads `self.mark`, and `self.contact` where it is about a person."""

    action = Action.REMOVE_PROTECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        named = questions.named_by(kwargs["mark"], self.child)
        if named is None:
            raise Http404
        self.mark, self.contact = named

    def what(self) -> str:
        return questions.said_of(self.mark, self.contact)


class Keep(OfMark):
    http_method_names = ("post", "options")

    def post(self, request, *args, **kwargs):
        protective_facts.keep(child=self.child, mark=self.mark, contact=self.contact, by=request.user)
        messages.success(request, "The warning stays.")
        return redirect(self.done_url())


class Settle(OfProtection):
    """What a file asked and nobody could place: somebody looked."""

    action = Action.REMOVE_PROTECTION
    http_method_names = ("post", "options")

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        lines = questions.lines_of(self.child, clock.today())
        self.question = next((line.asked for line in lines if line.asked and line.asked.pk == kwargs["pk"]), None)
        if self.question is None:
            raise Http404

    def post(self, request, *args, **kwargs):
        questions.settle(self.question, by=request.user)
        messages.success(request, "Marked as checked.")
        return redirect(self.done_url())


class RemoveForm(forms.Form):
    reason = forms.CharField(
        label="Why can the warning be removed?", max_length=300, widget=forms.Textarea,
        help_text="For example, the court order has ended. This is kept with your name.",
        error_messages={"required": "Enter why the warning can be removed"},
    )  # fmt: skip
    helper = BodyHelper(Field("reason", rows=3))


class CheckedForm(RemoveForm):
    """The same on the page that asks again: the reason is repeated out of sight."""

    helper = BodyHelper("reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget = forms.HiddenInput()


class Remove(ChildForm, OfMark):
    """Asks for the reason, then shows what will happen before it does."""

    submit_text = "Continue"
    form_class = RemoveForm
    said = "The warning is removed. Your reason is kept with the child's record."

    def page_title(self) -> str:
        return f"Remove the warning “{self.what()}”?"

    def intro(self) -> str:
        return "People who see this child's carer, home or family will no longer be warned."

    def post(self, request, *args, **kwargs):
        if "checked" in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.form(request.POST)
        return self._check(form) if form.is_valid() else self.page(form, status=422)

    def _check(self, form: Any):
        context = {
            "page_title": f"Check before you remove “{self.what()}”",
            "form": CheckedForm(self.request.POST),
            "reason": form.cleaned_data["reason"],
            "what": self.what(),
            "child": self.child,
            "confirm_text": "Remove the warning",
            "is_warning": True,
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(self.request, "children/protection/remove_protection.html", context)

    def act(self, given: dict) -> None:
        protective_facts.remove(
            child=self.child, mark=self.mark, contact=self.contact, reason=given["reason"], by=self.request.user
        )

    def done_url(self) -> str:
        return self.refused_url()


class ToSettle(ActionView):
    """Warnings that somebody has to decide about: of the children whom this person reaches."""

    action = Action.REMOVE_PROTECTION

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Warnings to check",
            "children": questions.to_settle(request.user, clock.today()),
        }
        return TemplateResponse(request, "children/protection/protection_to_settle.html", context)

"""Taking back what a wrong file of figures added, after a look at how much that is."""

from django import forms
from django.http import Http404
from django.urls import reverse

from accounts.access import Action
from children.views.child_scoped import AsksInChildren
from govuk_forms.layout import BodyHelper
from imports.models import ImportRun
from imports.running import taking_back

MOST_NAMED = 50


class WhatWasWrong(forms.Form):
    reason = forms.CharField(
        label="What was wrong with the file?",
        max_length=200,
        help_text="For example, the dates were a year early. It stands beside each row in the child's history.",
    )
    helper = BodyHelper("reason")


class TakeBack(AsksInChildren):
    action = Action.BRING_FILES_IN
    template = "imports/take_back.html"
    form_class = WhatWasWrong
    submit_text = "Take back"

    def load(self, **kwargs) -> None:
        self.run = ImportRun.objects.filter(pk=kwargs["pk"]).first()
        if self.run is None or not (taking_back.is_offered(self.run) or taking_back.said_of(self.run)):
            raise Http404

    def page_title(self) -> str:
        return "Take back what this file added"

    def caption(self) -> str:
        return str(self.run)

    def more(self) -> dict:
        if taking_back.said_of(self.run):
            return {"is_done": True}
        found = taking_back.what_it_left(self.run)
        kept = taking_back.shown_to(self.request.user, found.kept[:MOST_NAMED])
        return {"found": found, "kept": kept, "not_named": found.number_kept - len(kept)}

    def act(self, given: dict) -> None:
        taking_back.take_back(run=self.run, reason=given["reason"], by=self.request.user)
        self.said = "Taken back. Bring the right file in now."

    def done_url(self) -> str:
        return reverse("imports:import", args=[self.run.pk])

    refused_url = done_url

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action, Level
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from children.models import Child
from children.protection import protective_facts
from children.protection.adulthood import is_adult
from govuk_forms.layout import BodyHelper
from peps.documents.pdf import render_paper
from workspace import summaries
from workspace.enums import SummaryAudience
from workspace.models import EducationSummary


class SummaryForm(forms.Form):
    audience = forms.ChoiceField(
        label="What is it for?",
        choices=SummaryAudience.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is for"},
    )
    made_for = forms.CharField(
        label="Who is it for?", max_length=160, help_text="A person or an office, so that it can be seen later who was given it.",
        error_messages={"required": "Say who it is for"},
    )  # fmt: skip
    is_agreed = forms.BooleanField(
        label="They have agreed to this being shared",
        error_messages={"required": "Ask the young person first. From 18 they decide who sees this"},
    )
    helper = BodyHelper("audience", "made_for", "is_agreed")

    def __init__(self, *args, child: Child, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not is_adult(child, clock.today()):
            del self.fields["is_agreed"]
            self.helper = BodyHelper("audience", "made_for")

    def given(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("audience", "made_for")}


class Summaries(ActionView):
    """The summaries made so far, and a new one: looked at first, then kept."""

    action = Action.MAKE_SUMMARY

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user, level=Level.PLAN)
        self.child = get_object_or_404(children, reference=kwargs["reference"])

    def get(self, request, *args, **kwargs):
        return self._page(SummaryForm(child=self.child))

    def post(self, request, *args, **kwargs):
        form = SummaryForm(request.POST, child=self.child)
        if not form.is_valid():
            return self._page(form, status=422)
        if "keep" not in request.POST:
            preview = summaries.draft(child=self.child, on=clock.today(), **form.given())
            return self._page(form, preview=preview)
        try:
            made = summaries.make(child=self.child, by=request.user, on=clock.today(), **form.given())
        except PortalRefusal as refusal:
            form.add_error(None, str(refusal))
            return self._page(form, status=422)
        messages.success(request, "The summary is made. It stays as it was given out.")
        return redirect("workspace:summary", made.reference)

    def _page(self, form, preview=None, status: int = 200):
        context = {
            "page_title": "Education summary",
            "child": self.child,
            "form": form,
            "preview": preview,
            "made": EducationSummary.objects.visible_to(self.request.user)
            .filter(child=self.child)
            .select_related("made_by")[:50],
            "back_url": reverse("workspace:child", args=[self.child.reference]),
        }
        return TemplateResponse(self.request, "workspace/summaries.html", context, status=status)


class Summary(ActionView):
    """One page, as it was given out. Each look is noted."""

    action = Action.MAKE_SUMMARY

    def load(self, **kwargs) -> None:
        made = EducationSummary.objects.visible_to(self.request.user).select_related("child", "made_by")
        self.summary = get_object_or_404(made, reference=kwargs["summary_ref"])

    def get(self, request, *args, **kwargs):
        audit.record("summary.opened", by=request.user, subject=self.summary, child=self.summary.child)
        context = {
            "page_title": f"Education summary of {self.summary.child.called or self.summary.child.reference}",
            "summary": self.summary,
            "body": self.summary.body,
            "back_url": reverse("workspace:summaries", args=[self.summary.child.reference]),
        }
        return TemplateResponse(request, "workspace/summary.html", context)


class SummaryPaper(Summary):
    """The same as a PDF, named by its reference."""

    def get(self, request, *args, **kwargs):
        body = self.summary.body
        if body["schema"] != summaries.SCHEMA:
            raise Http404
        audit.record("summary.downloaded", by=request.user, subject=self.summary, child=self.summary.child)
        shown = {"body": body, "warnings": protective_facts.on_paper(self.summary.child)}
        paper = render_paper("documents/summary.html", shown, brand_colour=body["authority"]["brand_colour"])
        response = HttpResponse(paper, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="education-summary-{self.summary.reference}.pdf"'
        return response

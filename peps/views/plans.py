from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from peps.completeness import missing
from peps.disclosure import sent_pages
from peps.enums import PartName, PepStatus
from peps.extensions import extend
from peps.following_facts import why_due
from peps.forms.lateness import ExtensionForm, LateReasonForm
from peps.forms.life import CloseForm, ResponseForm
from peps.lateness import say_why_late
from peps.models import PersonalEducationPlan, Section
from peps.plan_form import blueprint_of
from peps.reading import audiences_of
from peps.responding import may_respond, respond
from peps.task_list import next_step, parts_of
from peps.typed import written
from peps.views.scoped import PepScoped
from peps.what_changed import what_changed
from peps.workflow import make_move, moves_open_to


class TaskList(PepScoped):
    """One page for each plan: who does what, what is missing, and the one next step."""

    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        audit.record("pep.looked_at", by=request.user, subject=self.pep)
        today = clock.today()
        parts = parts_of(self.pep, request.user, today)
        reads_all = audiences_of(request.user, self.pep).reads_all
        writes_in_it = access.may(request.user, Action.HAND_OVER_PAGE) and reads_all
        context = {
            "pep": self.pep,
            "parts": parts,
            "next_step": next_step(self.pep, parts, request.user),
            "why_due": why_due(self.pep) if self.pep.is_under_way else [],
            "may_extend": access.may(request.user, Action.GRANT_EXTENSION) and self.pep.is_under_way,
            "days_left": (self.pep.due_date - today).days,
            "moves": moves_open_to(request.user, self.pep),
            "may_restore": self.pep.status == PepStatus.CLOSED and access.may(request.user, Action.CLOSE_PEP),
            "events": self.pep.events.all()[:30],
            "late_reason": self.pep.lateness_reasons.first(),
            "is_late": self.pep.is_under_way and self.pep.due_date < today,
            "may_say_why_late": access.may(request.user, Action.RECORD_LATE_REASON),
            "may_copy": access.may(request.user, Action.MAKE_COPIES),
            "writes_in_it": writes_in_it,
            "sent_pages": sent_pages(self.pep) if writes_in_it else [],
            "may_read_sent": access.may(request.user, Action.READ_PRIVATE_WORDS),
            "may_audit": access.may(request.user, Action.AUDIT_PEP),
            "targets_are_read": any(row.key == "targets" for part in parts for row in part.rows),
            "may_answer_points": access.may(request.user, Action.ANSWER_POINT),
            "meeting": self.pep.meetings.filter(cancelled_at=None).first(),
        }
        return TemplateResponse(request, "peps/task_list.html", context)


class Respond(PepScoped):
    """The social worker, once the school part is in."""

    action = Action.RESPOND_TO_SCHOOL_PART

    def get(self, request, *args, **kwargs):
        if not may_respond(self.pep, request.user):
            return redirect("peps:task_list", self.pep.reference)
        return self._page(ResponseForm())

    def post(self, request, *args, **kwargs):
        form = ResponseForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        given = form.cleaned_data
        respond(pep=self.pep, is_agreed=given["answer"] == "yes", text=given["text"], by=request.user, at=clock.now())
        messages.success(request, "Thank you. What you said stands in the history of the plan.")
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        seen = Section.objects.visible_to(self.request.user).filter(pep=self.pep, part__name=PartName.SCHOOL)
        blueprint = blueprint_of(self.pep)
        context = {
            "page_title": "The school part is in",
            "pep": self.pep,
            "form": form,
            "sections": [
                {
                    "title": blueprint.section(key).title,
                    "href": reverse("peps:read_section", args=[self.pep.reference, key]),
                }
                for key in seen.order_by("position").values_list("key", flat=True)
            ],
            "cancel_url": reverse("peps:task_list", args=[self.pep.reference]),
            "submit_text": "Send",
        }
        return TemplateResponse(self.request, "peps/respond.html", context, status=status)


class WhatChanged(PepScoped):
    """Answers that differ from those of the last plan."""

    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        audit.record("pep.looked_at", by=request.user, subject=self.pep)
        context = {
            "page_title": "What changed since the last plan",
            "pep": self.pep,
            "sections": what_changed(self.pep, request.user),
        }
        return TemplateResponse(request, "peps/what_changed.html", context)


class SubmitPart1(PepScoped):
    """What is still missing, by name, or the question whether to submit."""

    action = Action.SUBMIT_PART_1

    def get(self, request, *args, **kwargs):
        context = {"pep": self.pep, "missing": missing(self.pep, PartName.PART_1)}
        return TemplateResponse(request, "peps/submit_part_1.html", context)

    def post(self, request, *args, **kwargs):
        make_move("submit_part_1", pep=self.pep, by=request.user, at=clock.now())
        messages.success(request, "Part 1 is submitted. Thank you. The school can read it now.")
        return redirect("peps:task_list", self.pep.reference)

    def refused_url(self) -> str:
        return reverse("peps:submit_part_1", args=[self.pep.reference])


class ClosePep(PepScoped):
    """Without sign-off, and for good: asked twice."""

    action = Action.CLOSE_PEP

    def get(self, request, *args, **kwargs):
        return self._page(CloseForm())

    def post(self, request, *args, **kwargs):
        form = CloseForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        given = form.cleaned_data
        make_move(
            "close",
            pep=self.pep,
            by=request.user,
            at=clock.now(),
            note=given["note"],
            close_reason=given["close_reason"],
        )
        messages.success(request, "The plan is closed. What was written stays readable.")
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        return TemplateResponse(self.request, "peps/close.html", {"pep": self.pep, "form": form}, status=status)


class SayWhyLate(ActionView):
    """Asked of whoever sees the plan in a list: a service manager says why without reading the plan, or the name."""

    action = Action.RECORD_LATE_REASON

    def load(self, **kwargs) -> None:
        listed = PersonalEducationPlan.objects.listed_to(self.request.user)
        self.pep = get_object_or_404(listed.select_related("child", "fills_term"), reference=kwargs["pep_ref"])
        self.reads_plan = PersonalEducationPlan.objects.visible_to(self.request.user).filter(pk=self.pep.pk).exists()

    def get(self, request, *args, **kwargs):
        return self._page(LateReasonForm())

    def post(self, request, *args, **kwargs):
        form = LateReasonForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        say_why_late(pep=self.pep, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "The reason is kept with the plan.")
        return redirect(self._back())

    def _page(self, form, status=200):
        context = {"pep": self.pep, "form": form, "reads_plan": self.reads_plan, "back_href": self._back()}
        return TemplateResponse(self.request, "peps/say_why_late.html", context, status=status)

    def _back(self) -> str:
        if self.reads_plan:
            return reverse("peps:task_list", args=[self.pep.reference])
        return reverse("reports:dashboard")


class GiveMoreTime(FormPage, PepScoped):
    action = Action.GRANT_EXTENSION
    said = "The new day stands on the plan's page, with the old one and the reason."
    submit_text = "Give more time"
    refused_field = "until"

    def page_title(self) -> str:
        return "Give more time"

    def intro(self) -> str:
        return f"The plan is due on {written(self.pep.due_date)}. Until the new day it is not late, and reminders begin anew."

    def form(self, data=None):
        return ExtensionForm(data)

    def act(self, given) -> None:
        extend(pep=self.pep, by=self.request.user, at=clock.now(), **given)

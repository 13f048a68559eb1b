from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from peps.enums import PartName
from peps.life.forms import CloseForm, ResponseForm
from peps.life.responding import may_respond, respond
from peps.life.workflow import is_in, make_move
from peps.models import Section
from peps.questions.plan_form import blueprint_of
from peps.sections.completeness import missing
from peps.views.scoped import PepScoped


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
        return TemplateResponse(self.request, "peps/life/respond.html", context, status=status)


class SubmitPart1(PepScoped):
    """What is still missing, by name, or the question whether to submit. Whoever comes back to it afterwards is led on."""

    action = Action.SUBMIT_PART_1

    def get(self, request, *args, **kwargs):
        if is_in(self.pep, PartName.PART_1):
            return redirect("peps:task_list", self.pep.reference)
        context = {"pep": self.pep, "missing": missing(self.pep, PartName.PART_1)}
        return TemplateResponse(request, "peps/life/submit_part_1.html", context)

    def post(self, request, *args, **kwargs):
        if is_in(self.pep, PartName.PART_1):
            messages.info(request, "Part 1 is submitted already. You need not do it again.")
            return redirect("peps:task_list", self.pep.reference)
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
        return TemplateResponse(self.request, "peps/life/close.html", {"pep": self.pep, "form": form}, status=status)

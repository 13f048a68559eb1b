from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.views import ActionView
from accounts.views.form_page import FormPage
from peps.deadlines.extensions import extend
from peps.deadlines.forms.lateness import ExtensionForm, LateReasonForm
from peps.deadlines.lateness import say_why_late
from peps.models import PersonalEducationPlan
from peps.questions.answer_values import written
from peps.views.scoped import PepScoped


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
        return TemplateResponse(self.request, "peps/deadlines/say_why_late.html", context, status=status)

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

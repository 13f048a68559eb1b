from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.access import Action, Level
from accounts.refusals import PortalRefusal
from accounts.views import ActionView
from children.models import Child
from govuk_forms.fields import DateField
from govuk_forms.layout import BodyHelper
from peps.legacy_plans.legacy_plans import MOST_BYTES, bring_in_paper
from peps.models import EarlierPlan
from peps.views.sending import send


class EarlierPaperForm(forms.Form):
    file = forms.FileField(label="The plan as PDF", error_messages={"required": "Choose the plan as PDF"})
    plan_date = DateField(label="The day of the plan", help_text="For example, 3 7 2026")
    grade = forms.CharField(label="Its grade, if it had one", max_length=40, required=False)
    helper = BodyHelper("file", "plan_date", "grade")


class BringPaperIn(ActionView):
    """A plan that was made before the portal, for one child."""

    action = Action.BRING_PLAN_IN

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user, level=Level.PLAN)
        self.child = get_object_or_404(children, reference=kwargs["reference"])

    def get(self, request, *args, **kwargs):
        return self._page(EarlierPaperForm())

    def post(self, request, *args, **kwargs):
        form = EarlierPaperForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        given = form.cleaned_data
        try:
            bring_in_paper(
                child=self.child,
                content=given["file"].read(MOST_BYTES + 1),
                plan_date=given["plan_date"],
                grade=given["grade"],
                by=request.user,
                at=clock.now(),
            )
        except PortalRefusal as refusal:
            form.add_error("plan_date" if "still to come" in str(refusal) else "file", str(refusal))
            return self._page(form, status=422)
        messages.success(request, "The plan is kept with the child's plans.")
        return redirect(self.refused_url())

    def _page(self, form, status=200):
        context = {
            "page_title": f"Bring in an earlier plan of {self.child.called}",
            "form": form,
            "intro": "A plan that was made before this portal. Whoever reads the child's plans reads it too.",
            "submit_text": "Bring it in",
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(self.request, "layouts/form.html", context, status=status)

    def refused_url(self) -> str:
        return reverse("workspace:child_tab", args=[self.child.reference, "plans"])


class EarlierPaper(ActionView):
    """The paper, as a file: never shown inside a page."""

    action = Action.READ_PEP

    def load(self, **kwargs) -> None:
        plans = EarlierPlan.objects.visible_to(self.request.user).exclude(stored_name="")
        self.plan = get_object_or_404(plans.select_related("child"), reference=kwargs["reference"])

    def get(self, request, *args, **kwargs):
        name = f"earlier-plan-{self.plan.plan_date:%Y-%m-%d}-{self.plan.reference}.pdf"
        response = send(self.plan.stored_name, content_type="application/pdf", file_name=name)
        audit.record("earlier_plan.downloaded", by=request.user, subject=self.plan)
        return response

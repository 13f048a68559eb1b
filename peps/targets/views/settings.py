"""What the authority decides about targets: how many a plan needs, and examples of its own in the bank."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import audit, clock
from accounts.said_once import A_WHILE, said_before
from accounts.views.form_page import FormPage
from children.enums import Phase
from children.year_groups import academic_year
from peps.models import BankTarget, PlanSettings
from peps.questions.views.council_form import ShapesForm
from peps.targets.forms.rows import BankTargetForm
from peps.targets.forms.settings import TargetSettingsForm

A_PAGE = 20


class TargetSettings(ShapesForm):
    title = "Targets, and the threshold of the questionnaire"
    intro = "It holds for plans that are due from this academic year on."

    def get(self, request, *args, **kwargs):
        rules = self._rules()
        changed = f" Last set by {rules.changed_by_name} on {rules.changed_at:%-d %B %Y}." if rules.changed_at else ""
        return self.ask(TargetSettingsForm(instance=rules), self.title, intro=f"{self.intro}{changed}")

    def post(self, request, *args, **kwargs):
        form = TargetSettingsForm(request.POST, instance=self._rules())
        if not form.is_valid():
            return self.ask(form, self.title, intro=self.intro, status=422)
        rules = form.save(commit=False)
        rules.changed_by_name, rules.changed_at = str(request.user), clock.now()
        rules.save()
        audit.record("plan_settings.changed", by=request.user, subject=rules, **form.what_changed())
        messages.success(request, f"Saved, from {rules.academic_year} on.")
        return redirect("peps:form")

    def _rules(self) -> PlanSettings:
        """This year's; a copy of what holds where this year has none of its own yet."""
        rules = PlanSettings.objects.on(clock.today())
        year = academic_year(clock.today())
        if rules.academic_year != year:
            rules.pk, rules.academic_year = None, year
            rules._state.adding = True
        return rules


class OwnBank(ShapesForm):
    def get(self, request, *args, **kwargs):
        page = Paginator(BankTarget.objects.select_related("added_by"), A_PAGE).get_page(request.GET.get("page"))
        return TemplateResponse(
            request, "peps/targets/own_bank.html", {"page_title": "Your own examples of targets", "page": page}
        )


class OfExamples(ShapesForm):
    """Loads `self.row`: the one that the address names, else a new one."""

    def load(self, **kwargs) -> None:
        self.row = get_object_or_404(BankTarget, pk=kwargs["pk"]) if "pk" in kwargs else BankTarget()


class OwnExample(FormPage, OfExamples):
    """Added, or changed."""

    said = "The example is in the bank."

    def page_title(self) -> str:
        return "An example of your own"

    def form(self, data=None):
        return BankTargetForm(data, instance=self.row, phases=[(phase.value, phase.label) for phase in Phase])

    def act(self, given) -> None:
        at = clock.now()
        self.row.added_by, self.row.added_at = self.request.user, at
        if self.row.pk is None and said_before(self.row, since=at - A_WHILE, moment="added_at"):
            return
        self.row.save()
        audit.record("bank_target.kept", by=self.request.user, subject=self.row)

    def done_url(self) -> str:
        return reverse("peps:own_bank")


class RemoveOwnExample(OfExamples):
    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Take this example out of the bank?",
            "explanation": self.row.outcome,
            "confirm_text": "Take it out",
            "is_warning": True,
            "cancel_url": reverse("peps:own_bank"),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        audit.record("bank_target.taken_out", by=request.user, subject=self.row)
        self.row.delete()
        messages.success(request, "The example is out of the bank. Targets that began with it stay as they are.")
        return redirect("peps:own_bank")

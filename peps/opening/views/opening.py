"""Opening one plan for one child: a person's act."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action, Level
from accounts.views import ActionView
from children.models import Child, Term
from peps.enums import PepKind
from peps.opening.convert_to_change_plan import turn_into_change
from peps.opening.forms import OpenPlanForm
from peps.opening.opening import open_pep


class OpenPlan(ActionView):
    """A person's act: a first plan, one after a change, or an interim one, for one child."""

    action = Action.OPEN_PEP

    def load(self, **kwargs) -> None:
        children = Child.objects.visible_to(self.request.user, level=Level.PLAN)
        self.child = get_object_or_404(children, reference=kwargs["reference"])

    def get(self, request, *args, **kwargs):
        return self._page(OpenPlanForm())

    def post(self, request, *args, **kwargs):
        form = OpenPlanForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        kind, by, at = PepKind(form.cleaned_data["kind"]), request.user, clock.now()
        under_way = self.child.peps.under_way().first()
        if kind == PepKind.CHANGE and under_way:
            pep = turn_into_change(pep=under_way, by=by, at=at)
            messages.success(request, "The plan that was under way is the plan after the change now.")
        else:
            pep = open_pep(child=self.child, kind=kind, term=_term_to_fill(self.child), by=by, at=at)
            messages.success(request, "The plan is open, and everybody who is asked sees it in their work.")
        return redirect("peps:task_list", pep.reference)

    def _page(self, form, status=200):
        context = {
            "page_title": f"Open a plan for {self.child.called}",
            "child": self.child,
            "form": form,
            "under_way": self.child.peps.under_way().select_related("fills_term").first(),
        }
        return TemplateResponse(self.request, "peps/opening/open_plan.html", context, status=status)

    def refused_url(self) -> str:
        return reverse("workspace:child", args=[self.child.reference])


def _term_to_fill(child: Child) -> Term | None:
    """This term, where the child has no plan for it yet; a plan after sign-off stands beside it."""
    term = Term.objects.current(clock.today())
    if term is None or child.peps.filling(term).exists():
        return None
    return term

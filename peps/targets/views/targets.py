"""Targets of a plan: begun from a guide or the bank, taken out, put back, and what there is to advise."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from children.enums import Phase
from peps.models import Target
from peps.targets.advice_context import advice_on_target, around
from peps.targets.bank import example, search
from peps.targets.forms.rows import BankSearchForm, GuideForm
from peps.targets.targets import add_target, put_back, take_out
from peps.views.scoped import SectionScoped

SECTION = "targets"
A_PAGE = 10


class OfTargets(SectionScoped):
    """Loads the targets section; 404 for those who are not asked to write in it."""

    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs, key=SECTION)
        self.require_asked()

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, SECTION])


class OneTarget(OfTargets):
    """Loads `self.target` and its number in the plan."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.load_target(kwargs["target_ref"])

    def load_target(self, reference: str) -> None:
        standing = list(self.pep.targets.for_page())
        found = [(number, each) for number, each in enumerate(standing, start=1) if each.reference == reference]
        if not found:
            raise Http404
        self.number, self.target = found[0]
        self.target.pep = self.pep


class TargetAdvice(OneTarget):
    """The advice on what is saved, for the page that is open: asked by static/js/draft_page.js after a save."""

    def get(self, request, *args, **kwargs):
        known = around(self.pep, person=request.user, on=clock.today())
        context = {"advice": advice_on_target(self.target, self.section, known)}
        return TemplateResponse(request, "peps/targets/advice.html", context)


class AddTarget(OfTargets):
    """With the guide, from the bank, or empty."""

    def get(self, request, *args, **kwargs):
        return self._page(GuideForm())

    def post(self, request, *args, **kwargs):
        if "empty" in request.POST:
            return self.begin({})
        if key := request.POST.get("example"):
            chosen = example(key)
            if chosen is None:
                raise Http404
            return self.begin(chosen.texts(self.pep))
        form = GuideForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        return self.begin(form.cleaned_data)

    def begin(self, texts):
        try:
            target = add_target(section=self.section, by=self.request.user, at=clock.now(), texts=texts)
        except PortalRefusal as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.refused_url())
        return redirect("peps:target", self.pep.reference, target.reference)

    def _page(self, form, status=200):
        context = {"page_title": "Add a target", "pep": self.pep, "form": form, "back_href": self.refused_url()}
        return TemplateResponse(self.request, "peps/targets/add_target.html", context, status=status)


class BankOfTargets(OfTargets):
    """Examples to begin from, as they would read for this child."""

    def get(self, request, *args, **kwargs):
        phases = [(phase.value, phase.label) for phase in Phase]
        form = BankSearchForm(request.GET or {"phase": self.pep.phase}, phases=phases)
        given = form.cleaned_data if form.is_valid() else {}
        found = Paginator(search(**given), A_PAGE).get_page(request.GET.get("page"))
        context = {
            "page_title": "Examples of targets",
            "pep": self.pep,
            "form": form,
            "page": found,
            "examples": [{"about": each, "texts": each.texts(self.pep)} for each in found],
            "back_href": reverse("peps:add_target", args=[self.pep.reference]),
        }
        return TemplateResponse(request, "peps/targets/bank_of_targets.html", context)


class TakeOutTarget(OneTarget):
    def get(self, request, *args, **kwargs):
        context = {
            "page_title": f"Take target {self.number} out?",
            "explanation": "It leaves the plan. Its words are kept, and you can put it back while the section is open.",
            "confirm_text": "Take it out",
            "is_warning": True,
            "cancel_url": self.refused_url(),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        take_out(target=self.target, section=self.section, by=request.user, at=clock.now())
        messages.success(request, "The target is taken out. You can put it back below.")
        return redirect(self.refused_url())


class PutTargetBack(OfTargets):
    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        gone = Target.with_taken_out.filter(pep=self.pep, taken_out_at__isnull=False)
        self.target = get_object_or_404(gone, reference=kwargs["target_ref"])

    def post(self, request, *args, **kwargs):
        put_back(target=self.target, section=self.section, by=request.user, at=clock.now())
        messages.success(request, "The target is in the plan again.")
        return redirect(self.refused_url())

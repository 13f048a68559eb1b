from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from charts.scores import chart_of
from peps.enums import SectionTable
from peps.models import PlanSettings
from peps.questions.plan_form import blueprint_of
from peps.sdq.entry import CARERS, OWN, TEACHER, enter_items, scores_over_time, wording
from peps.sdq.forms import PREFIX, ItemsForm
from peps.sdq.scores import HIGHEST_TOTAL
from peps.views.scoped import SectionScoped

SECTION = "wellbeing"
MARKS = {TEACHER: "circle", CARERS: "square", OWN: "triangle"}


class OfSdq(SectionScoped):
    """Loads the section in which the questionnaire stands; 404 where the form has none."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs, key=SECTION)
        if blueprint_of(self.pep).section(SECTION).table != SectionTable.SDQ:
            raise Http404

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, SECTION])


class SdqItems(OfSdq):
    """The answers by number, as they stand on the paper; the portal adds them up."""

    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.require_asked()

    def get(self, request, *args, **kwargs):
        kept = getattr(self.pep, "sdq", None)
        answers = kept.items if kept else {}
        initial = {f"{PREFIX}{item}": str(box) for item, box in answers.items() if box is not None}
        return self._page(ItemsForm(initial=initial, wording=wording()))

    def post(self, request, *args, **kwargs):
        form = ItemsForm(request.POST, wording=wording())
        if not form.is_valid():
            return self._page(form, status=422)
        scores = enter_items(section=self.section, answers=form.answers(), by=request.user, at=clock.now())
        if scores.total is None:
            messages.error(
                request,
                "Too few items of one scale are answered, so it has no score yet. Three of its five are enough.",
            )
        else:
            messages.success(request, f"The scores are worked out: total difficulties {scores.total} of 40.")
        return redirect(self.refused_url())

    def _page(self, form, status=200):
        context = {
            "page_title": "The answers by item number",
            "pep": self.pep,
            "form": form,
            "has_words": bool(wording()),
            "back_href": self.refused_url(),
        }
        return TemplateResponse(self.request, "peps/sdq/sdq_items.html", context, status=status)


class SdqChart(OfSdq):
    """Teacher's, carers' and own scores side by side over the terms: not for who was handed this section alone."""

    action = Action.READ_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        if not self.sees_plan():
            raise Http404

    def get(self, request, *args, **kwargs):
        self.note_the_look()
        given = scores_over_time(self.pep)
        threshold = PlanSettings.objects.on(self.pep.due_date).sdq_threshold
        context = {
            "page_title": "The scores over the terms",
            "pep": self.pep,
            "chart": chart_of(given, marks=MARKS, highest=HIGHEST_TOTAL, threshold=threshold),
            "threshold": threshold,
            "given": given,
            "back_href": self.refused_url()
            if self.is_editable
            else reverse("peps:read_section", args=[self.pep.reference, SECTION]),
        }
        return TemplateResponse(request, "peps/sdq/sdq_chart.html", context)

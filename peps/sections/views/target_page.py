"""One target, written as a section is and by the same page, with advice beside it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts import clock
from peps.answers.target_answers import answers_of, spec_of
from peps.questions.plan_form import blueprint_of
from peps.sections.row_lists import cost_cards
from peps.sections.views.drafts import SaveDraft
from peps.sections.views.sections import SectionPage
from peps.targets.advice_context import advice_on_target, around
from peps.targets.views.targets import SECTION, OneTarget


class TargetPage(OneTarget, SectionPage):
    """Written as a section is, by the same page; its questions are those of a target."""

    template = "peps/sections/target.html"

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.section.answers = answers_of(self.target, self.section)

    def _spec(self):
        return spec_of(self.target, self.number, blueprint_of(self.pep).section(SECTION))

    def _table(self, data=None):
        return None

    def _back(self, *, sees_plan: bool | None = None) -> str:
        return reverse("peps:section", args=[self.pep.reference, SECTION])

    def _more(self) -> dict:
        known = around(self.pep, person=self.request.user, on=clock.today())
        return {
            "target": self.target,
            "advice": advice_on_target(self.target, self.section, known),
            "costs": cost_cards(self.target, self.pep),
        }


class SaveTargetDraft(SaveDraft):
    """As typed, and what there is to advise now."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs, key=SECTION)
        self.target_ref = kwargs["target_ref"]

    def spec(self):
        pep = self.section.pep
        self.target = get_object_or_404(pep.targets, reference=self.target_ref)
        self.target.pep = pep
        return spec_of(self.target, 0, blueprint_of(pep).section(SECTION))

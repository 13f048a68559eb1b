"""Pages of single rows of a section: a cost of a target, a line of the provision map."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from peps.answers.views.rows import RemovePage, RowPage
from peps.models import CostLine
from peps.targets.forms.rows import CostForm
from peps.targets.targets import remove_cost
from peps.targets.views.targets import OneTarget


class OfCosts(OneTarget):
    """Loads `self.row`: the one that the address names, else a new one."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        self.row = CostLine(target=self.target)
        if "pk" in kwargs:
            self.row = get_object_or_404(CostLine, target=self.target, pk=kwargs["pk"])

    def refused_url(self) -> str:
        return f"{reverse('peps:target', args=[self.pep.reference, self.target.reference])}#costs"


class CostPage(RowPage, OfCosts):
    said = "The cost is saved with the target."

    def page_title(self) -> str:
        return f"What target {self.number} costs"

    def form(self, data=None):
        return CostForm(data, instance=self.row, pep=self.pep)


class RemoveCost(RemovePage, OfCosts):
    explanation = "What stands in the target stays."

    def title(self) -> str:
        return f"Remove “{self.row}” from what target {self.number} costs?"

    def remove(self, *, by, at) -> None:
        remove_cost(self.row, section=self.section, by=by, at=at)

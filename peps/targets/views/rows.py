"""Pages of single rows of a section: a cost of a target, a line of the provision map."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import Action
from peps.answers.rows import end_provision, remove_cost
from peps.answers.views.rows import RemovePage, RowPage
from peps.models import CostLine, Provision
from peps.targets.forms.rows import CostForm, ProvisionForm
from peps.targets.views.targets import OneTarget
from peps.views.scoped import SectionScoped


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


class OfProvisions(SectionScoped):
    """Loads `self.row`: the one that the address names, else a new one."""

    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        super().load(**kwargs, key="provision")
        self.require_asked()
        self.row = Provision(pep=self.pep)
        if "row_ref" in kwargs:
            there = self.pep.provisions.filter(taken_out_at=None)
            self.row = get_object_or_404(there, reference=kwargs["row_ref"])

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, "provision"])


class ProvisionPage(RowPage, OfProvisions):
    said = "Saved in the provision map."

    def page_title(self) -> str:
        return "Something extra that the child gets"

    def form(self, data=None):
        return ProvisionForm(data, instance=self.row)

    def act(self, given) -> None:
        self.row.is_carried = False
        super().act(given)


class EndProvision(RemovePage, OfProvisions):
    explanation = "It leaves the provision map of this plan, and is not carried to the next. What it cost so far stays with its targets."

    def title(self) -> str:
        return f"Take “{self.row.what}” out of the provision map?"

    def remove(self, *, by, at) -> None:
        end_provision(self.row, section=self.section, by=by, at=at)

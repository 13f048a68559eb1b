from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.access import Action
from peps.answers.views.rows import RemovePage, RowPage
from peps.models import Provision
from peps.provision.forms import ProvisionForm
from peps.provision.provisions import end_provision
from peps.views.scoped import SectionScoped


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

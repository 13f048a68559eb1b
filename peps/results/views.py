from django.urls import reverse

from accounts.access import Action
from children.attainment.attainment_scales import STAGES
from peps.answers.views.rows import RowPage
from peps.models import SubjectResult
from peps.results.forms import AddSubjectForm
from peps.results.results import stage_of
from peps.views.scoped import SectionScoped

OWN_SCALE = "OWN"


class AddSubject(RowPage, SectionScoped):
    """A subject or course besides those that every plan of the age has."""

    action = Action.EDIT_SECTION
    said = "The subject is added below."

    def load(self, **kwargs) -> None:
        super().load(**kwargs, key="learning")
        self.require_asked()
        self.row = SubjectResult(pep=self.pep, position=self.pep.subject_results.count())

    def page_title(self) -> str:
        return "Add a subject or course"

    def form(self, data=None):
        stages = [(code, STAGES[code]) for code in (stage_of(self.pep), OWN_SCALE)]
        return AddSubjectForm(data, instance=self.row, stages=stages)

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, "learning"])

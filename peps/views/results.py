from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse

from accounts import clock
from accounts.access import Action
from children.attainment_scales import STAGES
from peps.forms.results import AddSubjectForm
from peps.results import stage_of
from peps.rows import save_row
from peps.views.rows import RowPage
from peps.views.scoped import SectionScoped

OWN_SCALE = "OWN"


class AddSubject(RowPage, SectionScoped):
    """A subject or course besides those that every plan of the age has."""

    action = Action.EDIT_SECTION
    title = "Add a subject or course"
    said = "The subject is added below."

    def load(self, **kwargs) -> None:
        super().load(**kwargs, key="learning")
        self.require_asked()

    def form(self, data=None):
        stages = [(code, STAGES[code]) for code in (stage_of(self.pep), OWN_SCALE)]
        return AddSubjectForm(data, stages=stages)

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if form.is_valid():
            row = form.save(commit=False)
            row.pep, row.position = self.pep, self.pep.subject_results.count()
            if self.pep.subject_results.filter(stage=row.stage, subject__iexact=row.subject).exists():
                form.add_error("subject", "This subject is in the plan already")
            else:
                save_row(row, section=self.section, by=request.user, at=clock.now())
                messages.success(request, self.said)
                return redirect(self.refused_url())
        return self.page(form, status=422)

    def refused_url(self) -> str:
        return reverse("peps:section", args=[self.pep.reference, "learning"])

from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.views.form_page import FormPage
from peps.models import Section
from peps.targets.forms.rows import ProgressForm
from peps.targets.progress import how_it_goes, note_progress
from peps.views.scoped import PepScoped


class ReadsTargets(PepScoped):
    """For those who read the plan's targets, which a draft of the school part shows to its writers only."""

    def load(self, **kwargs) -> None:
        super().load(**kwargs)
        get_object_or_404(Section.objects.visible_to(self.request.user), pep=self.pep, key="targets")


class Progress(ReadsTargets):
    action = Action.READ_PEP

    def get(self, request, *args, **kwargs):
        audit.record("progress.looked_at", by=request.user, subject=self.pep, child=self.pep.child)
        context = {
            "page_title": "How the targets are going",
            "pep": self.pep,
            "going": how_it_goes(self.pep),
            "may_note": access.may(request.user, Action.NOTE_PROGRESS) and not self.pep.close_reason,
        }
        return TemplateResponse(request, "peps/targets/progress.html", context)


class NoteProgress(FormPage, ReadsTargets):
    action = Action.NOTE_PROGRESS
    said = "Your note stands with the target now."
    refused_field = "about"

    def page_title(self) -> str:
        return "Note how it is going"

    def form(self, data=None):
        abouts = [(each.about, f"{each.title}. {each.text[:120]}") for each in how_it_goes(self.pep)]
        begun = {"noted_date": clock.today(), "about": self.request.GET.get("about", "")}
        return ProgressForm(data, abouts=abouts, initial=begun)

    def act(self, given) -> None:
        note_progress(pep=self.pep, by=self.request.user, at=clock.now(), **given)

    def done_url(self) -> str:
        return reverse("peps:progress", args=[self.pep.reference])

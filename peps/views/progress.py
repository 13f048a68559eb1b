from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from peps.forms.rows import ProgressForm
from peps.models import Section
from peps.progress import how_it_goes, note_progress
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
        return TemplateResponse(request, "peps/progress.html", context)


class NoteProgress(ReadsTargets):
    action = Action.NOTE_PROGRESS

    def get(self, request, *args, **kwargs):
        about = request.GET.get("about", "")
        return self._page(self._form(initial={"noted_date": clock.today(), "about": about}))

    def post(self, request, *args, **kwargs):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            note_progress(pep=self.pep, by=request.user, at=clock.now(), **form.cleaned_data)
        except PortalRefusal as refusal:
            form.add_error("about", str(refusal))
            return self._page(form, status=422)
        messages.success(request, "Your note stands with the target now.")
        return redirect("peps:progress", self.pep.reference)

    def _form(self, *args, **kwargs):
        abouts = [(each.about, f"{each.title}. {each.text[:120]}") for each in how_it_goes(self.pep)]
        return ProgressForm(*args, abouts=abouts, **kwargs)

    def _page(self, form, status=200):
        context = {
            "page_title": "Note how it is going",
            "form": form,
            "cancel_url": reverse("peps:progress", args=[self.pep.reference]),
        }
        return TemplateResponse(self.request, "layouts/form.html", context, status=status)

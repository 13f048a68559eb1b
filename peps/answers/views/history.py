from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from accounts import clock
from accounts.access import Action
from accounts.whole_numbers import whole_number
from peps.answers.merging import Posted
from peps.answers.saving import refuse_their_words, save_answers
from peps.answers.section_history import history_of
from peps.answers.target_answers import with_targets
from peps.models import Revision
from peps.questions.plan_form import blueprint_of
from peps.views.scoped import SectionScoped


class SectionHistory(SectionScoped):
    """Earlier texts of a section, for those who write in it; each can be put back while the section is open."""

    action = Action.EDIT_SECTION

    def load(self, **kwargs) -> None:
        """An earlier text may be one that was taken back: only those who are asked for the section read it."""
        super().load(**kwargs)
        self.require_asked()

    def get(self, request, *args, **kwargs):
        self.note_the_look()
        spec = with_targets(blueprint_of(self.pep).section(self.section.key), self.pep)
        context = {
            "page_title": f"What was written: {spec.title}",
            "pep": self.pep,
            "section": self.section,
            "rows": history_of(self.section, spec),
            "editable": self.is_editable,
        }
        return TemplateResponse(request, "peps/answers/section_history.html", context)

    def post(self, request, *args, **kwargs):
        text = request.POST.get("restore", "")
        rows = Revision.objects.filter(section=self.section)
        row = get_object_or_404(rows, pk=whole_number(text))
        there = self.section.answers.get(row.question_key, {})
        refuse_their_words(there)
        saved = save_answers(
            section=self.section,
            posted={row.question_key: Posted(row.old_text, there.get("n", 0))},
            by=request.user,
            at=clock.now(),
        )
        if saved.conflicts:
            messages.error(request, "Somebody else changed this answer just now. Both texts are kept; choose one.")
        else:
            messages.success(request, "The earlier text stands there again. What it replaced is kept here.")
        return redirect("peps:section", self.pep.reference, self.section.key)

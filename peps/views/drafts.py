"""What static/js/drafts.js asks while a section is being written: save this draft; who else is here?"""

from django.http import JsonResponse
from django.template.loader import render_to_string

from accounts import clock
from accounts.access import Action, ActNotAllowed
from peps.completeness import blueprint_of
from peps.forms.answers import posted_answers, revisions_posted
from peps.section_choices import conflicts_of
from peps.together import newer_than, others_there, tell_presence
from peps.views.scoped import SectionScoped
from peps.writing import save_answers


class AsksForJson(SectionScoped):
    action = Action.EDIT_SECTION

    def post(self, request, *args, **kwargs):
        """Whoever typed must be whoever is signed in: somebody else may have signed in in another tab meanwhile."""
        if request.POST.get("person") != str(request.user.pk):
            return JsonResponse({"somebody_else": True}, status=409)
        try:
            return self.answer()
        except ActNotAllowed as refusal:
            return JsonResponse({"refused": str(refusal)}, status=403)


class SaveDraft(AsksForJson):
    """Answers only, as typed; complete is another question, and so are the rows of a table."""

    def answer(self):
        at = clock.now()
        spec = blueprint_of(self.pep).section(self.section.key)
        posted = posted_answers(spec, self.request.POST)
        saved = save_answers(section=self.section, posted=posted, by=self.request.user, at=at)
        told = {
            "saved_at": f"{clock.local(at):%H:%M}",
            "n": {key: saved.section.answers.get(key, {}).get("n", 0) for key in posted},
        }
        if saved.conflicts:
            told["conflicts"] = render_to_string(
                "peps/conflicts.html", {"conflicts": conflicts_of(saved.section, self.request.user, spec)}
            )
            told["met"] = [conflict.question_key for conflict in saved.conflicts]
        return JsonResponse(told)


class Here(AsksForJson):
    """This page is open: who else has it open, and which answers have been changed since it was drawn."""

    def answer(self):
        at, person = clock.now(), self.request.user
        tell_presence(section=self.section, by=person, at=at)
        return JsonResponse(
            {
                "others": others_there(self.section, person, at),
                "newer": newer_than(self.section, revisions_posted(self.request.POST)) if self.editable() else {},
            }
        )

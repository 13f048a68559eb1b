"""What static/js/draft_page.js asks while a section is being written: save this draft; who else is here?"""

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string

from accounts import access, clock
from accounts.access import Action, ActNotAllowed
from peps.answer_length import length_problem, too_long
from peps.answers.saving import locked_section, save_in
from peps.models import Section
from peps.questions.plan_form import blueprint_of
from peps.sections.forms.answers import posted_answers, revisions_posted
from peps.sections.forms.tables import FORMS, SAVED_BY_THEMSELVES, STAMP, save_rows, stamp_of
from peps.sections.presence import newer_than, others_there, tell_presence
from peps.sections.section_choices import conflicts_of
from peps.views.scoped import SectionScoped


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
    """Answers as typed, and the rows of a table where each has its place already; complete is another question.

    What is too long is refused by name (422), and the rest is saved.

    It is asked for at every pause in typing: found, locked and allowed by one query.
    """

    def load(self, **kwargs) -> None:
        self.named = {"pep__reference": kwargs["pep_ref"], "key": kwargs["key"]}
        if not access.may(self.request.user, self.action):
            get_object_or_404(Section.objects.visible_to(self.request.user), **self.named)

    @transaction.atomic
    def answer(self):
        at, person = clock.now(), self.request.user
        self.section = locked_section(person, **self.named)
        if self.section is None:
            get_object_or_404(Section.objects.visible_to(person), **self.named)
            raise ActNotAllowed("This section is no longer open to you.")
        spec = self.spec()
        posted = posted_answers(spec, self.request.POST)
        refused = too_long(posted, self.section.answers)
        fitting = {key: new for key, new in posted.items() if key not in refused}
        saved = save_in(self.section, posted=fitting, by=person, at=at)
        told = {
            "saved_at": f"{clock.local(at):%H:%M}",
            "n": {key: saved.section.answers.get(key, {}).get("n", 0) for key in posted},
        }
        if STAMP in self.request.POST and spec.table in SAVED_BY_THEMSELVES:
            told["rows"], told["stamp"] = self._save_rows(spec.table, at)
        if saved.conflicts:
            told["conflicts"] = render_to_string(
                "peps/sections/conflicts.html", {"conflicts": conflicts_of(saved.section, person, spec)}
            )
            told["met"] = [conflict.question_key for conflict in saved.conflicts]
        if refused:
            told["refused"] = " ".join(
                f"“{spec.question(key).label}”: {length_problem(refused[key])}" for key in refused
            )
        return JsonResponse(told, status=422 if refused else 200)

    def spec(self):
        return blueprint_of(self.section.pep).section(self.section.key)

    def _save_rows(self, table, at) -> tuple[str, str]:
        """'saved' and the new stamp; 'wrong' for what cannot be read yet, 'overtaken' where somebody else was there."""
        drawn, pep = self.request.POST[STAMP], self.section.pep
        form = FORMS[table](pep, self.request.POST)
        if not form.is_valid():
            return "wrong", drawn
        if not save_rows(form, section=self.section, table=table, drawn=drawn, by=self.request.user, at=at):
            return "overtaken", drawn
        return "saved", stamp_of(pep, table)


class Here(AsksForJson):
    """This page is open: who else has it open, and which answers have been changed since it was drawn."""

    renews_session = False  # an open page asks by itself, also with nobody there

    def answer(self):
        at, person = clock.now(), self.request.user
        tell_presence(section=self.section, by=person, at=at)
        return JsonResponse(
            {
                "others": others_there(self.section, person, at),
                "newer": newer_than(self.section, revisions_posted(self.request.POST)) if self.is_editable else {},
            }
        )

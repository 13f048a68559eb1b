from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from peps.completeness import blueprint_of
from peps.forms.answers import AnswersForm
from peps.forms.plans import HandOnForm
from peps.forms.tables import FORMS, stamp_of
from peps.handing_on import hand_on_section, take_back_section
from peps.models import Conflict
from peps.section_notes import notes_beside
from peps.section_read import rows_read
from peps.views.scoped import SectionScoped
from peps.writing import confirm_section, open_section, save_answers, settle_conflict, touch_table

STAMP = "table__drawn"


class SectionPage(SectionScoped):
    """Every section of every phase is written on this page; sections that are tables bring a form of rows."""

    action = Action.EDIT_SECTION

    def get(self, request, *args, **kwargs):
        if not self.editable():
            return redirect("peps:read_section", self.pep.reference, self.section.key)
        self.note_the_look()
        return self._page(AnswersForm(spec=self._spec(), section=self.section), self._table(add=self._adding()))

    def post(self, request, *args, **kwargs):
        then = request.POST.get("then", "later")
        answers = AnswersForm(request.POST, spec=self._spec(), section=self.section)
        table = self._table(request.POST)
        saved = save_answers(section=self.section, posted=answers.posted(), by=request.user, at=clock.now())
        self.section = saved.section
        if table is not None and not table.is_valid():
            answers = AnswersForm(spec=self._spec(), section=self.section)
            return self._page(answers, table, status=422, drawn=request.POST.get(STAMP))
        if not self._save_table(table):
            self.load(**kwargs)
            answers = AnswersForm(spec=self._spec(), section=self.section)
            return self._page(answers, table, status=409, overtaken=True)
        if saved.conflicts:
            messages.error(
                request, "Somebody else changed an answer while you were writing. Both texts are kept below."
            )
            return redirect(request.path)
        return self._go_on(then)

    def _go_on(self, then: str):
        if then == "add":
            messages.success(self.request, "Saved. There is room for another target below.")
            return redirect(f"{self.request.path}?add=1#targets-more")
        if then != "complete":
            messages.success(self.request, f"“{self._spec().title}” is saved. You can go on whenever you like.")
            return redirect(self._back())
        lacking = confirm_section(section=self.section, by=self.request.user, at=clock.now())
        if not lacking:
            messages.success(self.request, f"“{self._spec().title}” is complete.")
            return redirect(self._back())
        answers = AnswersForm(self._as_data(), spec=self._spec(), section=self.section)
        answers.note_missing({each.question_key: each.text for each in lacking if each.question_key})
        return self._page(answers, self._table(), lacking=[each for each in lacking if not each.question_key])

    def _page(self, answers, table, *, lacking=(), status=200, drawn=None, overtaken=False):
        spec = self._spec()
        context = {
            "pep": self.pep,
            "spec": spec,
            "answers_form": answers,
            "table_form": table,
            "table_drawn": drawn or (stamp_of(self.pep, spec.table) if spec.table else ""),
            "stands_now": self._rows_read() if overtaken else (),
            "overtaken": overtaken,
            "lacking": lacking,
            "conflicts": _with_questions(self.section, self.request.user, spec),
            "notes": notes_beside(self.pep, spec),
            "back_href": self._back(),
            "can_add": spec.table == "TARGETS",
            "reopened": self.section.reopened_at,
            "may_hand_on": access.may(self.request.user, Action.HAND_ON_SECTION) and self.sees_plan(),
        }
        return TemplateResponse(self.request, "peps/section.html", context, status=status)

    def _spec(self):
        return blueprint_of(self.pep).section(self.section.key)

    def _table(self, data=None, *, add: int = 0):
        table = self._spec().table
        return FORMS[table](self.pep, data, add=add) if table else None

    @transaction.atomic
    def _save_table(self, table) -> bool:
        """False, and nothing saved, when somebody else changed the rows since this page was drawn."""
        if table is None or not table.has_changed():
            return True
        open_section(self.section, by=self.request.user)
        drawn = self.request.POST.get(STAMP)
        if drawn and drawn != stamp_of(self.pep, self._spec().table):
            return False
        touch_table(section=self.section, by=self.request.user, at=clock.now())
        table.save_all(self.pep)
        return True

    def _rows_read(self) -> list[dict]:
        return rows_read(pep=self.pep, section_key=self.section.key, person=self.request.user)

    def _adding(self) -> int:
        return 1 if self.request.GET.get("add") else 0

    def _as_data(self) -> dict:
        data = {key: answer.get("text", "") for key, answer in self.section.answers.items()}
        return data | {f"n__{key}": str(answer.get("n", 0)) for key, answer in self.section.answers.items()}

    def _back(self) -> str:
        if self.sees_plan():
            return reverse("peps:task_list", args=[self.pep.reference])
        return reverse("workspace:my_work")

    def refused_url(self) -> str:
        return self._back()


class ReadSection(SectionScoped):
    """The answers of a section, as far as this person may read them."""

    action = Action.EDIT_SECTION

    def get(self, request, *args, **kwargs):
        self.note_the_look()
        spec = blueprint_of(self.pep).section(self.section.key)
        context = {
            "pep": self.pep,
            "spec": spec,
            "answers": rows_read(pep=self.pep, section_key=self.section.key, person=request.user),
            "notes": notes_beside(self.pep, spec),
            "editable": self.editable(),
            "section": self.section,
        }
        return TemplateResponse(request, "peps/read_section.html", context)


class SettleConflict(SectionScoped):
    """The writer of a text that met a newer one chooses which stands; both are kept."""

    action = Action.EDIT_SECTION

    def post(self, request, *args, **kwargs):
        waiting = Conflict.objects.filter(section=self.section, by=request.user, settled_at=None)
        conflict = get_object_or_404(waiting, pk=kwargs["conflict_id"])
        settle_conflict(conflict=conflict, use_it="mine" in request.POST, by=request.user, at=clock.now())
        messages.success(request, "Thank you. The other text is kept in the history of this section.")
        return redirect("peps:section", self.pep.reference, self.section.key)


class HandOn(SectionScoped):
    """To a colleague by e-mail address, or back again."""

    action = Action.HAND_ON_SECTION

    def get(self, request, *args, **kwargs):
        return self._page(HandOnForm())

    def post(self, request, *args, **kwargs):
        if "back" in request.POST:
            take_back_section(section=self.section, by=request.user)
            messages.success(request, "The section is yours again. What your colleague wrote is kept.")
            return redirect("peps:task_list", self.pep.reference)
        form = HandOnForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        handed = hand_on_section(
            section=self.section, email=form.cleaned_data["email"], by=request.user, on=clock.today()
        )
        messages.success(request, f"{handed.handed_to} can fill in this section now. You stay answerable for it.")
        return redirect("peps:task_list", self.pep.reference)

    def _page(self, form, status=200):
        title = f"Hand “{blueprint_of(self.pep).section(self.section.key).title}” to a colleague"
        context = {"page_title": title, "pep": self.pep, "section": self.section, "form": form}
        return TemplateResponse(self.request, "peps/hand_on.html", context, status=status)

    def refused_url(self) -> str:
        return self.request.path


def _with_questions(section, person, spec) -> list[dict]:
    labels = {question.key: question.label for question in spec.questions}
    waiting = section.conflicts.filter(by=person, settled_at=None)
    return [
        {
            "label": labels.get(conflict.question_key, ""),
            "mine": conflict.text,
            "theirs": section.text(conflict.question_key),
            "href": reverse("peps:settle_conflict", args=[section.pep.reference, section.key, conflict.pk]),
        }
        for conflict in waiting
    ]

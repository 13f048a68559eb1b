from collections.abc import Mapping
from types import MappingProxyType

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.whole_numbers import whole_number
from peps.answer_length import TooLong, length_problem, too_long
from peps.answers.authorship import holds_words
from peps.answers.saving import choose_answer, confirm_answer, save_answers, settle_conflict
from peps.attachments.attachments import attachments_for
from peps.audiences.audiences import READS_ALL, audiences_of, audiences_of_answer, is_for, lines_beside
from peps.documents.section_read import rows_read
from peps.enums import SectionTable
from peps.models import Conflict
from peps.questions.plan_form import blueprint_of
from peps.sections.agenda import agenda_for
from peps.sections.completeness import READ_IT_THROUGH, missing_in
from peps.sections.confirming import confirm_section
from peps.sections.forms.answers import AnswersForm, posted_answers
from peps.sections.forms.tables import FORMS, SAVED_BY_THEMSELVES, STAMP, save_rows, stamp_of
from peps.sections.presence import others_there
from peps.sections.row_lists import beside as links_beside
from peps.sections.row_lists import row_list
from peps.sections.section_choices import conflicts_of, differences_of, to_confirm, was_filled_in
from peps.sections.section_notes import notes_beside
from peps.views.scoped import SectionScoped
from peps.voice.notes_beside import add_note, beside, may_note, notes_of

BETWEEN_SOURCES = frozenset({"record", "last"})
ROWS_FIRST = frozenset(
    {SectionTable.ATTAINMENT, SectionTable.ATTENDANCE, SectionTable.TARGET_REVIEWS, SectionTable.PROVISION}
)
"""Numbers and last targets before what is said of them; where a child speaks, they speak first."""
CHOICES = BETWEEN_SOURCES | {"mine", "theirs", "both", "note"}


class SectionPage(SectionScoped):
    """Every section of every phase is written on this page; sections that are tables bring a form of rows."""

    action = Action.EDIT_SECTION
    template = "peps/sections/section.html"
    too_long: Mapping[str, str] = MappingProxyType({})
    """What was posted and is not saved: it stands on the page again, with what to do."""
    joined: Mapping[int, str] = MappingProxyType({})
    """The same of two texts that were joined, by conflict."""

    def get(self, request, *args, **kwargs):
        if not self.is_editable:
            return redirect("peps:read_section", self.pep.reference, self.section.key)
        self.note_the_look()
        return self._page(self._answers_form(), self._table())

    def post(self, request, *args, **kwargs):
        at, spec = clock.now(), self._spec()
        table = self._table(request.POST)
        posted = posted_answers(spec, request.POST)
        self.too_long = too_long(posted, self.section.answers)
        fitting = {key: new for key, new in posted.items() if key not in self.too_long}
        saved = save_answers(section=self.section, posted=fitting, by=request.user, at=at)
        self.section = saved.section
        if table is not None and not table.is_valid():
            answers = self._answers_form()
            return self._page(answers, table, status=422, drawn=request.POST.get(STAMP))
        drawn = request.POST.get(STAMP) or None
        if table is not None and not save_rows(
            table, section=self.section, table=spec.table, drawn=drawn, by=request.user, at=at
        ):
            self.load(**kwargs)
            answers = self._answers_form()
            return self._page(answers, table, status=409, overtaken=True)
        if self.too_long:
            return self._page(self._answers_form(), self._table(), status=422)
        then = request.POST.get("then", "later")
        if saved.conflicts and then.partition(":")[0] not in CHOICES:
            messages.error(
                request, "Somebody else changed an answer while you were writing. Both texts are kept below."
            )
            return redirect(request.path)
        return self._go_on(then)

    def _go_on(self, then: str):
        act, _, about = then.partition(":")
        if act in CHOICES:
            return self._choose(act, about)
        if act == "confirm":
            confirm_answer(section=self.section, key=about, by=self.request.user, at=clock.now())
            messages.success(self.request, "Confirmed.")
            return redirect(self.request.path)
        if act == "stay":
            messages.success(self.request, f"“{self._spec().title}” is saved.")
            return redirect(self.request.path)
        if act != "complete":
            messages.success(self.request, f"“{self._spec().title}” is saved. You can go on whenever you like.")
            return redirect(self._back())
        lacking = confirm_section(section=self.section, by=self.request.user, at=clock.now())
        if not lacking:
            messages.success(self.request, f"“{self._spec().title}” is complete.")
            return redirect(self._back())
        answers = self._answers_form(self._as_data())
        answers.note_missing({each.question_key: each.text for each in lacking if each.question_key})
        return self._page(answers, self._table(), lacking=[each for each in lacking if not each.question_key])

    def _choose(self, act: str, about: str):
        """Between record and last plan, or between two writers. Whatever else was on the page is saved by now."""
        at, by = clock.now(), self.request.user
        if act in BETWEEN_SOURCES:
            choose_answer(section=self.section, key=about, use_other=act == "last", by=by, at=at)
            messages.success(self.request, "Chosen. The other text is kept in the history of this section.")
        else:
            waiting = Conflict.objects.filter(section=self.section, by=by, settled_at=None)
            conflict = get_object_or_404(waiting, pk=whole_number(about))
            joined = self.request.POST.get(f"joined__{conflict.pk}", conflict.text).replace("\r\n", "\n")
            text = {"mine": conflict.text, "theirs": None, "both": joined, "note": None}[act]
            if act == "note":
                add_note(section=self.section, key=conflict.question_key, text=conflict.text, by=by, at=at)
            try:
                settle_conflict(conflict=conflict, text=text, by=by, at=at)
            except TooLong as refusal:
                messages.error(self.request, str(refusal))
                self.joined = {conflict.pk: joined}
                return self._page(self._answers_form(), self._table(), status=422)
            messages.success(self.request, "Thank you. The other text is kept in the history of this section.")
        return redirect(self.request.path)

    def _page(self, answers, table, *, lacking=(), status=200, drawn=None, overtaken=False):
        spec, person = self._spec(), self.request.user
        sees_plan = self.sees_plan()
        context = {
            "pep": self.pep,
            "spec": spec,
            "section": self.section,
            "answers_form": answers,
            "table_form": table,
            "table_drawn": drawn or (stamp_of(self.pep, spec.table) if spec.table in FORMS else ""),
            "stands_now": self._rows_read() if overtaken else (),
            "overtaken": overtaken,
            "lacking": lacking,
            "conflicts": conflicts_of(self.section, person, spec, joined=self.joined),
            "differences": differences_of(self.section, spec),
            "to_confirm": to_confirm(self.section, spec),
            "others": others_there(self.section, person, clock.now()),
            "only_to_confirm": self._is_only_to_confirm(spec),
            "attachments": attachments_for(self.section, person, is_asked=True),
            "notes": notes_beside(self.pep, spec),
            "back_href": self._back(sees_plan=sees_plan),
            "saves_rows": spec.table in SAVED_BY_THEMSELVES,
            "row_list": row_list(self.section, spec.table, person=person),
            "rows_first": spec.table in ROWS_FIRST,
            "agenda": agenda_for(self.pep, person) if spec.table == SectionTable.MEETING else (),
            "beside": links_beside(self.pep, spec.table, sees_plan=sees_plan),
            "reopened": self.section.reopened_at,
            "may_hand_on": access.may(person, Action.HAND_ON_SECTION) and sees_plan,
            **self._more(),
        }
        return TemplateResponse(self.request, self.template, context, status=status)

    def _more(self) -> dict:
        """What a page of this kind shows besides."""
        return {}

    def _is_only_to_confirm(self, spec) -> bool:
        """Everything was filled in from elsewhere, and nobody has said yet that it is still right."""
        if spec.table or self.section.confirmed_at or not was_filled_in(self.section):
            return False
        if self.section.reopened_at:
            return False  # it was returned for something, and is read again as a whole
        if any(holds_words(answer) for answer in self.section.answers.values()):
            return False  # nobody can say in their place that it is still right
        return [each.text for each in missing_in(self.pep, self.section, spec)] == [READ_IT_THROUGH]

    def _answers_form(self, data=None) -> AnswersForm:
        spec, notes = self._spec(), notes_of(self.pep)
        below = {
            question.key: lines_beside(beside(answer, notes.get(question.key, [])), READS_ALL)
            for question in spec.questions
            if holds_words(answer := self.section.answers.get(question.key, {}))
        }
        if self.too_long:
            data = self._as_data() | self.too_long
        form = AnswersForm(data, spec=spec, section=self.section, below=below)
        form.note_missing({key: length_problem(text) for key, text in self.too_long.items()})
        return form

    def _spec(self):
        return blueprint_of(self.pep).section(self.section.key)

    def _table(self, data=None):
        table = self._spec().table
        return FORMS[table](self.pep, data) if table in FORMS else None

    def _rows_read(self) -> list[dict]:
        return rows_read(pep=self.pep, section_key=self.section.key, person=self.request.user)

    def _as_data(self) -> dict:
        data = {key: answer.get("text", "") for key, answer in self.section.answers.items()}
        return data | {f"n__{key}": str(answer.get("n", 0)) for key, answer in self.section.answers.items()}

    def _back(self, *, sees_plan: bool | None = None) -> str:
        if self.sees_plan() if sees_plan is None else sees_plan:
            return reverse("peps:task_list", args=[self.pep.reference])
        return reverse("workspace:my_work")

    def refused_url(self) -> str:
        return self._back()


class ReadSection(SectionScoped):
    """The answers of a section, as far as this person may read them."""

    action = Action.READ_SECTION

    def get(self, request, *args, **kwargs):
        self.note_the_look()
        spec = blueprint_of(self.pep).section(self.section.key)
        context = {
            "pep": self.pep,
            "spec": spec,
            "answers": rows_read(pep=self.pep, section_key=self.section.key, person=request.user),
            "notes": notes_beside(self.pep, spec),
            "editable": self.is_editable,
            "section": self.section,
            "sees_plan": self.sees_plan(),
            "attachments": attachments_for(self.section, request.user, is_asked=self.is_asked()),
            "own_words": self._own_words(spec),
        }
        return TemplateResponse(request, "peps/sections/read_section.html", context)

    def _own_words(self, spec) -> list[dict]:
        """Beside which answers this person may write a note."""
        found = [question for question in spec.questions if holds_words(self.section.answers.get(question.key, {}))]
        if not found or not may_note(self.request.user, self.section):
            return []
        reader = audiences_of(self.request.user, self.pep)
        return [
            {
                "label": question.label,
                "href": reverse("peps:note_beside", args=[self.pep.reference, self.section.key, question.key]),
            }
            for question in found
            if self.is_editable or is_for(audiences_of_answer(question, self.section.answers[question.key]), reader)
        ]

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.access import Action
from accounts.views import ActionView
from children.enums import Phase
from peps.enums import PartName, PepKind
from peps.models import LocalQuestion, VoiceWording
from peps.models.form import MOST_LOCAL_QUESTIONS
from peps.questions import council_form
from peps.questions.blueprint import blueprint_for
from peps.questions.blueprint.editions import FormShape
from peps.questions.blueprint.spec import SectionSpec
from peps.questions.forms.council_form import (
    LocalPartForm,
    LocalQuestionForm,
    OptionalSectionsForm,
    VoiceWordingForm,
    WordsForChildrenForm,
)
from peps.questions.words_for_children import words_now, write_words


class ShapesForm(ActionView):
    """A page of the authority's own decisions about its forms. No child stands on it."""

    action = Action.SHAPE_FORM

    def refused_url(self) -> str:
        return reverse("peps:form")

    def done(self, said: str):
        messages.success(self.request, f"{said} Plans that are open already keep the form that they have.")
        return redirect("peps:form")

    def ask(self, form, title: str, *, intro: str = "", status: int = 200):
        context = {"page_title": title, "form": form, "intro": intro, "cancel_url": reverse("peps:form")}
        return TemplateResponse(self.request, "peps/questions/form_setting.html", context, status=status)


class FormOverview(ShapesForm):
    def get(self, request, *args, **kwargs):
        shape = council_form.shape_now()
        worded = {phase: sum(row[0] == phase for row in shape.words) for phase in Phase}
        local = list(LocalQuestion.objects.all())
        context = {
            "page_title": "The form of your plans",
            "optional": [_asked_or_not(section, shape) for section in council_form.optional_sections()],
            "age_groups": [{"phase": phase, "worded": worded[phase]} for phase in Phase],
            "local": local,
            "local_part": PartName(council_form.local_part()).label,
            "is_full": len(local) >= MOST_LOCAL_QUESTIONS,
        }
        return TemplateResponse(request, "peps/questions/form_overview.html", context)


def _asked_or_not(section: SectionSpec, shape: FormShape) -> dict[str, str]:
    if section.key not in shape.switched_off:
        return {"key": section.title, "value": "Asked"}
    always = _always_asked(section)
    return {"key": section.title, "value": f"Not asked ({always})" if always else "Not asked"}


def _always_asked(section: SectionSpec) -> str:
    """Ages at which law or guidance want the section, in words; '' where it may be left out at every age."""
    kept = council_form.phases_that_keep(section.key)
    return f"always asked in plans for {', '.join(phase.label for phase in kept)}" if kept else ""


class SwitchSections(ShapesForm):
    title = "Sections that you may leave out"

    def get(self, request, *args, **kwargs):
        off = council_form.shape_now().switched_off
        asked = [section.key for section in council_form.optional_sections() if section.key not in off]
        return self.ask(self._form(initial={"asked": asked}), self.title)

    def post(self, request, *args, **kwargs):
        form = self._form(request.POST)
        if not form.is_valid():
            return self.ask(form, self.title, status=422)
        council_form.switch_sections(off=form.switched_off(), by=request.user)
        return self.done("The sections are chosen.")

    def _form(self, *args, **kwargs):
        sections = council_form.optional_sections()
        always = {section.key: _always_asked(section) for section in sections}
        return OptionalSectionsForm(*args, sections=sections, always=always, **kwargs)


class OfPhase(ShapesForm):
    def load(self, **kwargs) -> None:
        if kwargs["phase"].upper() not in Phase.values:
            raise Http404
        self.phase = Phase(kwargs["phase"].upper())


class WordVoice(OfPhase):
    def get(self, request, *args, **kwargs):
        return self._page(self._form())

    def post(self, request, *args, **kwargs):
        form = self._form(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        council_form.word_voice_questions(phase=self.phase, words=form.cleaned_data, by=request.user)
        return self.done("The questions are worded.")

    def _form(self, *args):
        words = dict(VoiceWording.objects.filter(phase=self.phase).values_list("question_key", "label"))
        return VoiceWordingForm(*args, questions=council_form.voice_questions(self.phase), words=words)

    def _page(self, form, status=200):
        intro = "Above each box stands what is asked now, as it comes with the portal. Write your own words, or leave the box empty."
        return self.ask(form, f"What children are asked: {self.phase.label}", intro=intro, status=status)


class PreviewForm(OfPhase):
    """The form as a plan opened now would have it."""

    def get(self, request, *args, **kwargs):
        form = blueprint_for(self.phase, kind=PepKind.TERMLY, shape=council_form.shape_now())
        context = {"page_title": f"The form: {self.phase.label}", "form_of_phase": form}
        return TemplateResponse(request, "peps/questions/form_preview.html", context)


class AddLocalQuestion(ShapesForm):
    title = "Ask a question of your own"

    def load(self, **kwargs) -> None:
        self.question = LocalQuestion()

    def get(self, request, *args, **kwargs):
        return self.ask(LocalQuestionForm(instance=self.question), self.title)

    def post(self, request, *args, **kwargs):
        form = LocalQuestionForm(request.POST, instance=self.question)
        if not form.is_valid():
            return self.ask(form, self.title, status=422)
        council_form.keep_local_question(question=form.instance, by=request.user)
        return self.done("The question is kept.")


class ChangeLocalQuestion(AddLocalQuestion):
    title = "Change this question"

    def load(self, **kwargs) -> None:
        self.question = get_object_or_404(LocalQuestion, pk=kwargs["pk"])


class RemoveLocalQuestion(ShapesForm):
    def load(self, **kwargs) -> None:
        self.question = get_object_or_404(LocalQuestion, pk=kwargs["pk"])

    def get(self, request, *args, **kwargs):
        context = {
            "page_title": "Take this question out?",
            "explanation": f"“{self.question}” is not asked in plans opened from now on. Answers given so far stay.",
            "confirm_text": "Take it out",
            "is_warning": True,
            "cancel_url": reverse("peps:form"),
        }
        return TemplateResponse(request, "layouts/confirm.html", context)

    def post(self, request, *args, **kwargs):
        council_form.remove_local_question(question=self.question, by=request.user)
        return self.done("The question is taken out.")


class ChooseLocalPart(ShapesForm):
    title = "Who answers your own questions?"

    def get(self, request, *args, **kwargs):
        return self.ask(LocalPartForm(initial={"part": council_form.local_part()}), self.title)

    def post(self, request, *args, **kwargs):
        form = LocalPartForm(request.POST)
        if not form.is_valid():
            return self.ask(form, self.title, status=422)
        council_form.ask_local_questions_in(part=form.cleaned_data["part"], by=request.user)
        return self.done("It is chosen who is asked.")


class WordsForChildrenPage(ShapesForm):
    """What stands at the end of a child's own copy, and whom a child rings now."""

    title = "What a child in care is entitled to, and who to tell"
    intro = (
        "It stands at the end of every child's own copy, also of plans that are signed already. "
        "Phone numbers and help are shown on every child's own page. Write it to the child."
    )

    def get(self, request, *args, **kwargs):
        return self.ask(WordsForChildrenForm(instance=words_now()), self.title, intro=self.intro)

    def post(self, request, *args, **kwargs):
        form = WordsForChildrenForm(request.POST)
        if not form.is_valid():
            return self.ask(form, self.title, intro=self.intro, status=422)
        write_words(**form.cleaned_data, by=request.user)
        messages.success(request, "Saved. Every child's own page and copy shows it from now on.")
        return redirect("peps:form")

"""A form made from the questions of one section, as its edition asks them. It takes every text and refuses none."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template.loader import render_to_string

from govuk_forms.layout import BodyHelper, Field, LayoutObject
from peps.answers.authorship import holds_words, is_theirs
from peps.answers.merging import Posted
from peps.enums import Kind
from peps.models import Section
from peps.questions.answer_values import YES_NO, as_read
from peps.questions.blueprint.spec import Question, SectionSpec

REVISION = "n__"
ROWS_OF_A_TEXT = 4
LONGEST_NUMBER = 9
LONGEST_PAGE = 36
MOST_LARGE_CHOICES = 5
NOTHING: Mapping[str, list[str]] = MappingProxyType({})


class TheirWords(LayoutObject):
    """What came through an own page: read, and not written."""

    def __init__(self, question: Question, section: Section, below: Iterable[str]) -> None:
        answer = section.answers[question.key]
        changed = answer.get("changed", {})
        self.shown = {
            "key": question.key,
            "label": question.label,
            "text": as_read(question, answer["text"]),
            "said": answer.get("said") or changed.get("said", ""),
            "reason": changed.get("reason", ""),
            "below": list(below),
            "holds_words": holds_words(answer),
            "plan": section.pep.reference,
            "section": section.key,
        }

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string("peps/sections/their_words.html", self.shown)


class AnswersForm(forms.Form):
    """One field for each question; a hidden number beside them says which revision each was drawn with.

    What came through an own page is no field. `below` are the lines that stand beneath it, by question.
    """

    def __init__(self, *args, spec: SectionSpec, section: Section, below: Mapping[str, list[str]] = NOTHING, **kwargs):
        super().__init__(*args, **kwargs)
        self.spec, self.section, self.below = spec, section, below
        self.theirs = {q.key for q in spec.questions if is_theirs(section.answers.get(q.key, {}))}
        self.asked = [question for question in spec.questions if self._is_asked(question)]
        for question in self.asked:
            self.fields[question.key] = _field(question, section.answers.get(question.key, {}))
        self.helper = BodyHelper(*self._layout())

    def _is_asked(self, question: Question) -> bool:
        """What only another answer than theirs leads to is not asked."""
        gate, value = question.shown_when or ("", "")
        return question.key not in self.theirs and (gate not in self.theirs or self.section.text(gate) == value)

    def _layout(self) -> list:
        revealed: dict[str, dict[str, list[str]]] = {}
        for question in self.asked:
            if question.shown_when:
                key, value = question.shown_when
                revealed.setdefault(key, {}).setdefault(value, []).append(question.key)
        return [
            _placed(question, revealed.get(question.key, {}))
            if question.key in self.fields
            else TheirWords(question, self.section, self.below.get(question.key, ()))
            for question in self.spec.questions
            if question.key in self.theirs
            or (question.key in self.fields and (question.shown_when is None or question.shown_when[0] in self.theirs))
        ]

    def revisions(self) -> list[tuple[str, int]]:
        """Name and value of the hidden numbers; as posted where the page is drawn again."""
        return [
            (name, _whole(self.data[name]) if name in self.data else self.section.answers.get(key, {}).get("n", 0))
            for key, name in ((question.key, REVISION + question.key) for question in self.asked)
        ]

    def note_missing(self, problems: Mapping[str, str]) -> None:
        """Shows beside the questions what is still missing, after everything was saved."""
        self.is_valid()
        for key, text in problems.items():
            if key in self.fields:
                self.add_error(key, text)


def posted_answers(spec: SectionSpec, data: Mapping) -> dict[str, Posted]:
    """What was typed. A question that was not on the page posted is left alone."""
    page, seq = data.get("page", "")[:LONGEST_PAGE], _whole(data.get("seq"))
    return {
        question.key: Posted(_typed(data, question.key), _whole(data.get(REVISION + question.key)), page, seq)
        for question in spec.questions
        if question.key in data or REVISION + question.key in data
    }


def revisions_posted(data: Mapping) -> dict[str, int]:
    """Which revision of each answer a page holds."""
    return {name.removeprefix(REVISION): _whole(data.get(name)) for name in data if name.startswith(REVISION)}


def _placed(question: Question, reveals: dict[str, list[str]]) -> Field:
    options: dict[str, int | bool] = {"rows": ROWS_OF_A_TEXT} if question.kind == Kind.TEXT else {}
    if question.kind == Kind.CHOICE and len(question.choices) > MOST_LARGE_CHOICES:
        options["small"] = True
    if question.kind in (Kind.DATE, Kind.NUMBER):
        options["width"] = 10
    return Field(question.key, reveals={value: tuple(keys) for value, keys in reveals.items()}, **options)


def _field(question: Question, answer: Mapping) -> forms.Field:
    hint = question.hint
    if source := answer.get("source"):
        hint = f"{hint} Filled in {source}.".strip()
    shared = {"label": question.label, "help_text": hint, "required": False, "initial": answer.get("text", "")}
    if question.kind == Kind.CHOICE:
        return _OpenChoice(choices=question.choices, widget=forms.RadioSelect, **shared)
    if question.kind == Kind.YES_NO:
        return _OpenChoice(choices=YES_NO, widget=forms.RadioSelect, **shared)
    if question.kind == Kind.TEXT:
        return forms.CharField(widget=forms.Textarea, **shared)
    if question.kind == Kind.DATE:
        shared["help_text"] = shared["help_text"] or "For example, 27/11/2026"
    return forms.CharField(**shared)


class _OpenChoice(forms.ChoiceField):
    """Keeps whatever was posted: an answer that the list does not know counts as missing, and is not lost."""

    def validate(self, value):
        return None


def _typed(data: Mapping, key: str) -> str:
    """As typed, with one kind of line end: browsers send two characters for it."""
    return data.get(key, "").replace("\r\n", "\n")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0

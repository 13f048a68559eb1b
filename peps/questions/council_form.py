"""What an authority decides about its forms, without code. Plans under way keep the form that they were opened with."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.refusals import PortalRefusal
from accounts.said_once import the_same
from children.enums import Phase
from peps.enums import PartName, PepKind
from peps.models import LocalQuestion, LocalSection, SwitchedOffSection, VoiceWording
from peps.models.form import MOST_LOCAL_QUESTIONS
from peps.questions.blueprint import blueprint_for
from peps.questions.blueprint.editions import FormShape
from peps.questions.blueprint.spec import Question, SectionSpec


class ShapeNotAllowed(PortalRefusal):
    """The form cannot be changed in this way; the text says why."""


def shape_now() -> FormShape:
    """For plans that are opened now. Three or four queries."""
    local = tuple(_as_question(row) for row in LocalQuestion.objects.all())
    return FormShape(
        switched_off=frozenset(SwitchedOffSection.objects.values_list("key", flat=True)) & optional_keys(),
        words=frozenset(VoiceWording.objects.values_list("phase", "question_key", "label")),
        local=local,
        local_part=local_part() if local else PartName.SCHOOL,
    )


def local_part() -> str:
    row = LocalSection.objects.first()
    return row.part if row else PartName.SCHOOL


def optional_sections() -> list[SectionSpec]:
    """Those that may be switched off at one age at least, each once, in the order of the form."""
    found: dict[str, SectionSpec] = {}
    for phase in Phase:
        for section in blueprint_for(phase, kind=PepKind.TERMLY).sections:
            if section.is_optional:
                found.setdefault(section.key, section)
    return list(found.values())


def phases_that_keep(key: str) -> list[Phase]:
    """Where the section is asked although it is switched off, because it is not optional there."""
    forms = {phase: blueprint_for(phase, kind=PepKind.TERMLY).sections for phase in Phase}
    return [phase for phase, form in forms.items() if any(s.key == key and not s.is_optional for s in form)]


def optional_keys() -> frozenset[str]:
    return frozenset(section.key for section in optional_sections())


def voice_questions(phase: Phase) -> list[Question]:
    """What children of this age group are asked, in the words that the portal ships."""
    return [q for section in _asked(phase) for q in section.questions if q.in_their_words]


@transaction.atomic
def switch_sections(*, off: Iterable[str], by: Any) -> None:
    """Exactly these optional sections are not asked from now on. Raises ShapeNotAllowed for one that is needed."""
    access.require(by, Action.SHAPE_FORM)
    keys = set(off)
    if keys - optional_keys():
        raise ShapeNotAllowed("Law or guidance want this section in every plan. It cannot be switched off.")
    SwitchedOffSection.objects.exclude(key__in=keys).delete()
    SwitchedOffSection.objects.bulk_create([SwitchedOffSection(key=key) for key in keys], ignore_conflicts=True)
    audit.record("form.sections_switched", by=by, off=sorted(keys))


@transaction.atomic
def word_voice_questions(*, phase: Phase, words: Mapping[str, str], by: Any) -> None:
    """Exactly these questions of the age group are asked in other words; an empty or shipped wording is the shipped one."""
    access.require(by, Action.SHAPE_FORM)
    shipped = {question.key: question.label for question in voice_questions(phase)}
    wanted = {
        key: text.strip() for key, text in words.items() if key in shipped and text.strip() not in ("", shipped[key])
    }
    VoiceWording.objects.filter(phase=phase).delete()
    VoiceWording.objects.bulk_create(
        VoiceWording(phase=phase, question_key=key, label=label) for key, label in wanted.items()
    )
    audit.record("form.voice_worded", by=by, phase=phase, questions=sorted(wanted))


@transaction.atomic
def keep_local_question(*, question: LocalQuestion, by: Any) -> LocalQuestion:
    """Adds it, at the end, or changes it; the same question is asked once. Raises ShapeNotAllowed beyond ten."""
    access.require(by, Action.SHAPE_FORM)
    if question.pk is None:
        there = LocalQuestion.objects.count()
        if there >= MOST_LOCAL_QUESTIONS:
            raise ShapeNotAllowed("There are ten local questions already. Take one out first.")
        if the_same(question, but=("position",)).exists():
            return question
        question.position = there
    question.save()
    audit.record("form.local_question_kept", by=by, subject=question)
    return question


@transaction.atomic
def remove_local_question(*, question: LocalQuestion, by: Any) -> None:
    """Plans under way and signed ones keep the question, and what was answered."""
    access.require(by, Action.SHAPE_FORM)
    audit.record("form.local_question_removed", by=by, subject=question)
    question.delete()


@transaction.atomic
def ask_local_questions_in(*, part: str, by: Any) -> None:
    access.require(by, Action.SHAPE_FORM)
    LocalSection.objects.all().delete()
    LocalSection.objects.create(part=PartName(part))
    audit.record("form.local_part_chosen", by=by, part=part)


def _asked(phase: Phase) -> Iterable[SectionSpec]:
    yield from blueprint_for(phase, kind=PepKind.TERMLY).sections
    if phase != Phase.POST_16:
        off_roll = blueprint_for(phase, kind=PepKind.TERMLY, on_roll=False)
        yield off_roll.section("school")


def _as_question(row: LocalQuestion) -> Question:
    return Question(
        row.key,
        row.label,
        kind=row.kind,
        hint=row.hint,
        choices=row.choice_rows,
        is_required=row.is_required,
        audiences=row.readers,
    )

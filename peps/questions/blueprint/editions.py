"""Which form a plan is opened with. Plans under way keep the edition that they have."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from accounts.enums import Role
from children.enums import Phase
from peps.enums import PartName, PepKind, SectionTable
from peps.questions.blueprint import early_years, not_on_roll, part_1, post_16, primary, secondary
from peps.questions.blueprint.spec import Blueprint, Question, SectionSpec

_NEWEST = {
    Phase.EARLY_YEARS: early_years.blueprint,
    Phase.PRIMARY: primary.blueprint,
    Phase.SECONDARY: secondary.blueprint,
    Phase.POST_16: post_16.blueprint,
}
ASKS_BACK_TO_THE_LAST_PLAN = ("since_last_plan", "promises_kept", "premium_spent", "premium_difference")
ONLY_A_SCHOOL_KNOWS = frozenset({"attendance", "learning", "strengths", "sen", "wellbeing", "premium"})
LOCAL = "local"


@dataclass(frozen=True)
class FormShape:
    """What an authority decided about its forms: hashable, so that a form of one shape is made once."""

    switched_off: frozenset[str] = frozenset()
    """Keys of sections, left out at the ages at which they are optional."""
    words: frozenset[tuple[str, str, str]] = frozenset()
    """(phase, question key, label) of questions asked of the child."""
    local: tuple[Question, ...] = ()
    local_part: str = PartName.SCHOOL


AS_SHIPPED = FormShape()


def blueprint_for(
    phase: Phase,
    *,
    kind: PepKind,
    looks_back: bool | None = None,
    on_roll: bool = True,
    shape: FormShape = AS_SHIPPED,
) -> Blueprint:
    """The newest form of a phase.

    Without an earlier plan (`looks_back` False; by default that of a first plan) nothing is asked about one. After 16
    a young person without a place has a branch of the form instead of another form.
    """
    back = kind != PepKind.FIRST if looks_back is None else looks_back
    return _made(phase, kind, back, on_roll or phase == Phase.POST_16, shape)


@lru_cache(maxsize=64)
def body_for(
    phase: Phase, *, kind: PepKind, looks_back: bool, on_roll: bool = True, shape: FormShape = AS_SHIPPED
) -> dict[str, Any]:
    """Its plain values, worked out once: a term opens hundreds of plans with the same form. Not to be changed."""
    return blueprint_for(phase, kind=kind, looks_back=looks_back, on_roll=on_roll, shape=shape).as_body()


@lru_cache(maxsize=64)
def _made(phase: Phase, kind: PepKind, looks_back: bool, on_roll: bool, shape: FormShape) -> Blueprint:
    form = _NEWEST[phase]()
    if not on_roll:
        form = not_on_roll.blueprint(form)
    if kind == PepKind.CHANGE:
        form = _with_what_changed(form)
    if kind == PepKind.INTERIM:
        form = _without_the_school(form)
    if not looks_back:
        form = _without_looking_back(form)
    return _shaped(form, shape)


def _without_looking_back(form: Blueprint) -> Blueprint:
    kept = (section for section in form.sections if section.table != SectionTable.TARGET_REVIEWS)
    return replace(
        form,
        sections=tuple(_without(section, ASKS_BACK_TO_THE_LAST_PLAN) for section in kept),
    )


def _without(section: SectionSpec, keys: Collection[str]) -> SectionSpec:
    return replace(section, questions=tuple(q for q in section.questions if q.key not in keys))


def _with_what_changed(form: Blueprint) -> Blueprint:
    about_me, *rest = form.sections
    who = "the young person" if form.phase in (Phase.SECONDARY, Phase.POST_16) else "the child"
    return replace(form, sections=(about_me, part_1.change(who), *rest))


def _without_the_school(form: Blueprint) -> Blueprint:
    """An interim plan is made while the school is closed: what only it knows may wait for the next plan."""
    return replace(
        form,
        sections=tuple(
            replace(section, questions=tuple(replace(q, is_required=False) for q in section.questions))
            if section.key in ONLY_A_SCHOOL_KNOWS
            else section
            for section in form.sections
            if section.table != SectionTable.TARGET_REVIEWS
        ),
    )


def _shaped(form: Blueprint, shape: FormShape) -> Blueprint:
    """A section that law or guidance want at this age stays, whatever was switched off for other ages."""
    words = {key: label for phase, key, label in shape.words if phase == form.phase}
    asked = (section for section in form.sections if not (section.is_optional and section.key in shape.switched_off))
    sections = tuple(_worded(section, words) for section in asked)
    if not shape.local:
        return replace(form, sections=sections)
    local = _local_section(shape)
    own = [section for section in sections if section.part == local.part]
    before = sections.index(own[-1])  # the meeting, and what is coming, stay last
    return replace(form, sections=(*sections[:before], local, *sections[before:]))


def _worded(section: SectionSpec, words: dict[str, str]) -> SectionSpec:
    return replace(
        section,
        questions=tuple(
            replace(q, label=words[q.key]) if q.in_their_words and q.key in words else q for q in section.questions
        ),
    )


def _local_section(shape: FormShape) -> SectionSpec:
    part = PartName(shape.local_part)
    owner = Role.SOCIAL_WORKER if part == PartName.PART_1 else Role.DESIGNATED_TEACHER
    return SectionSpec(
        LOCAL, "Questions of our council", part, owner, shape.local, guide="Asked by this council besides the rest."
    )

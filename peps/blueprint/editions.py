"""Which form a plan is opened with. Plans under way keep the edition that they have."""

from dataclasses import replace
from functools import cache
from typing import Any

from children.enums import Phase
from peps.blueprint import early_years, post_16, primary, secondary
from peps.blueprint.spec import Blueprint
from peps.enums import PepKind, SectionTable

_NEWEST = {
    Phase.EARLY_YEARS: early_years.blueprint,
    Phase.PRIMARY: primary.blueprint,
    Phase.SECONDARY: secondary.blueprint,
    Phase.POST_16: post_16.blueprint,
}
ASKS_BACK_TO_THE_LAST_PLAN = ("since_last_plan", "premium_spent", "premium_difference")


@cache
def blueprint_for(phase: Phase, *, kind: PepKind) -> Blueprint:
    """The newest form of a phase. A first plan asks nothing about a plan before it."""
    newest = _NEWEST[phase]()
    return _without_looking_back(newest) if kind == PepKind.FIRST else newest


@cache
def body_for(phase: Phase, *, kind: PepKind) -> dict[str, Any]:
    """Its plain values, worked out once: a term opens hundreds of plans with the same form. Not to be changed."""
    return blueprint_for(phase, kind=kind).as_body()


def _without_looking_back(blueprint: Blueprint) -> Blueprint:
    kept = [section for section in blueprint.sections if section.table != SectionTable.TARGET_REVIEWS]
    return replace(
        blueprint,
        sections=tuple(
            replace(section, questions=tuple(q for q in section.questions if q.key not in ASKS_BACK_TO_THE_LAST_PLAN))
            for section in kept
        ),
    )

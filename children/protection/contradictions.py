"""What files say against the marks that protect a child: asked of a person, once for the same words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from children.enums import ProtectiveMark
from children.models import ProtectionQuestion
from children.protection.protective_facts import PROTECTIVE, Guard, about_row


@dataclass(frozen=True)
class Contradiction:
    """What a file says against a mark: of whom, and its words."""

    mark: ProtectiveMark
    about: str
    said: str


def guards_of(model: type[models.Model]) -> tuple[Guard, ...]:
    return PROTECTIVE.get(model, ())


def contradiction(guard: Guard, values: Mapping[str, Any], said: str) -> Contradiction:
    return Contradiction(guard.mark, about_row(values), said)


def ask(contradictions: Mapping[int, Iterable[Contradiction]]) -> None:
    """Child -> what a file said. Asked once for the same words, whoever reads the file how often."""
    rows = [
        ProtectionQuestion(child_id=child, mark=each.mark, about=each.about, said=each.said[:300])
        for child, said in contradictions.items()
        for each in said
    ]
    ProtectionQuestion.objects.bulk_create(rows, ignore_conflicts=True)

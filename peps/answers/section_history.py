"""What was written in a section, by whom and when; any earlier text can be read back."""

import datetime as dt
from dataclasses import dataclass

from peps.answers.authorship import is_theirs
from peps.models import Section
from peps.questions.answer_values import as_read
from peps.questions.blueprint.spec import SectionSpec

MOST_SHOWN = 200
OWN_PAGE = "Written on a page of their own"


@dataclass(frozen=True)
class Written:
    """One replaced text: `old` stood there before, `new` is what its writer made of it in that sitting.

    `is_aside`: `old` never stood there; it came late, or was given up in a choice between two.
    """

    pk: int
    label: str
    by: str
    at: dt.datetime
    old: str
    new: str
    is_aside: bool
    can_be_restored: bool
    reason: str = ""
    """Why words of an own page were changed."""


def history_of(section: Section, spec: SectionSpec) -> list[Written]:
    """The newest first, at most two hundred. One query."""
    questions = {question.key: question for question in spec.questions}
    ended_with: dict[str, str] = {}  # what a sitting ended with is what the next one found
    found = []
    for row in section.revisions.select_related("by").order_by("-at", "-pk")[:MOST_SHOWN]:
        question, now = questions.get(row.question_key), section.text(row.question_key)
        new = row.new_text
        if not row.is_aside:
            new = ended_with.get(row.question_key, now)
            ended_with[row.question_key] = row.old_text
        found.append(
            Written(
                pk=row.pk,
                label=question.label if question else "",
                by=str(row.by) if row.by else OWN_PAGE,
                at=row.at,
                old=as_read(question, row.old_text) if question else row.old_text,
                new=as_read(question, new) if question else new,
                is_aside=row.is_aside,
                can_be_restored=question is not None
                and bool(row.old_text.strip())
                and row.old_text != now
                and not is_theirs(section.answers.get(row.question_key, {})),
                reason=row.reason,
            )
        )
    return found

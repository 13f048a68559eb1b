"""Suspensions and exclusions that are likely or were made, as things to do on My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from peps.exclusions import likely as exclusions
from workspace.errand import Errand

MOST_AT_ONCE = 10


def likely(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query: for the school that said it, and for those who may do something about it."""
    for each in exclusions.to_answer(person)[:MOST_AT_ONCE]:
        is_mine = each.said_by_id == person.pk
        waits = f"An answer helps until {each.answer_by:%-d %B %Y}"
        answered = "There is an answer. Record what came of it"
        yield Errand(
            title=f"{each.get_category_display()} likely: {each.child.name}",
            about=answered if each.answer else "Record what came of it" if is_mine and each.answer_by < on else waits,
            href=exclusions.path_of(each),
            button="Open" if is_mine or each.answer else "Read and answer",
            due_date=each.answer_by,
            is_alarm=not each.answer and not is_mine,
        )


def reviews_after_suspensions(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who open plans."""
    for row in exclusions.to_review(person, on)[:MOST_AT_ONCE]:
        href = (
            reverse("peps:meeting", args=[row.plan]) if row.plan else reverse("peps:open", args=[row.child.reference])
        )
        yield Errand(
            title=f"Consider a review of the PEP: {row.child.name}",
            about=f"{row.get_category_display()} from {row.start_date:%-d %B %Y}",
            href=href,
            button="Arrange the PEP meeting" if row.plan else "Open a plan",
        )

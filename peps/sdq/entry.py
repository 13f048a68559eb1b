"""Scores that people enter: from the numbers of the items, beside the carers' and the young person's own."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import clock
from peps.answers.saving import open_section, touch_table
from peps.models import PersonalEducationPlan, SdqReturn, SdqWording, Section
from peps.questions.answer_values import written
from peps.sdq import scores as sdq

TEACHER, CARERS, OWN = "Teacher", "Carers, for the yearly return", "Own"


@dataclass(frozen=True)
class Given:
    """One total of one informant. Series of different informants are never mixed: each has its own scale of worry."""

    informant: str
    day: dt.date
    total: int
    band: str = ""

    @property
    def when(self) -> str:
        return written(self.day)


@transaction.atomic
def enter_items(*, section: Section, answers: Mapping[int, int | None], by: Any, at: dt.datetime) -> sdq.Scores:
    """Scores the items and keeps both. Raises ActNotAllowed, and ValueError for answers that are none."""
    scores = sdq.score(answers)
    locked = open_section(section, by=by)
    row, _ = SdqReturn.objects.get_or_create(pep=locked.pep)
    row.items = {str(item): answer for item, answer in answers.items()}
    for scale in sdq.SCALES:
        setattr(row, scale, getattr(scores, scale))
    note_day(row, clock.day_of(at))
    row.save()
    touch_table(locked, by=by, at=at)
    return scores


def wording() -> dict[int, str]:
    """The words of the items, where the authority loaded them under its licence; else nothing."""
    return dict(SdqWording.objects.values_list("number", "text"))


def note_day(row: SdqReturn, on: dt.date) -> None:
    """Scores that are entered without a day were filled in on that day. The caller saves the row."""
    scored = any(getattr(row, scale) is not None for scale in sdq.SCALES)
    if scored and row.filled_date is None:
        row.filled_date = on


def _day_of(plan: PersonalEducationPlan, row: SdqReturn, on: dt.date) -> dt.date:
    """Its own day. Of rows that have none the day on which the plan came in: never a deadline that is to come."""
    came_in = plan.submitted_at or plan.signed_off_at
    return row.filled_date or min(plan.due_date, clock.day_of(came_in) if came_in else on)


def scores_over_time(pep: PersonalEducationPlan) -> list[Given]:
    """Of all plans of the child up to this one, and of the yearly returns; oldest first. Three queries at most."""
    plans = pep.child.peps.filter(opened_at__lte=pep.opened_at).select_related("sdq").order_by("opened_at")
    found: list[Given] = []
    on = clock.today()
    for plan in plans:
        row = getattr(plan, "sdq", None)
        if row is None:
            continue
        total = None if row.is_known_too_short else sdq.total(row.emotional, row.conduct, row.hyperactivity, row.peer)
        if total is not None:
            found.append(Given(TEACHER, _day_of(plan, row, on), total, sdq.band("total", total)))
        if row.own_total is not None:
            found.append(Given(OWN, row.own_date or _day_of(plan, row, on), row.own_total))
    yearly = pep.child.yearly_outcomes.filter(sdq_score__isnull=False)
    found += [Given(CARERS, row.year_end_date, row.sdq_score) for row in yearly]
    return sorted(found, key=lambda given: given.day)

"""What a person has to do besides writing in plans: one small module for each kind, gathered here for My work."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from workspace import (
    exclusion_errands,
    import_errands,
    mail_errands,
    move_errands,
    people_errands,
    plan_errands,
    protection_errands,
    register,
    school_errands,
    undone_work,
)
from workspace.errand import Errand

Provider = Callable[[Any, dt.date], Iterable[Errand]]
PROVIDERS: tuple[Provider, ...] = (
    undone_work.alarms,
    mail_errands.alarms,
    import_errands.alarms,
    import_errands.rows_to_check,
    protection_errands.warnings_to_check,
    exclusion_errands.likely,
    move_errands.closing_forms,
    move_errands.news,
    people_errands.posts_to_approve,
    people_errands.people_to_invite,
    plan_errands.sent_from_own_pages,
    plan_errands.links_to_renew,
    plan_errands.school_parts_to_read,
    plan_errands.carers_without_a_copy,
    plan_errands.plans_not_filed,
    plan_errands.people_to_ask,
    plan_errands.plans_at_reviews,
    plan_errands.plans_to_begin,
    exclusion_errands.reviews_after_suspensions,
    plan_errands.plans_to_close,
    plan_errands.plans_closed_by_the_portal,
    plan_errands.education_to_find,
    plan_errands.sections_for_outsiders,
    register.past_their_end,
    school_errands.attendance_of_last_week,
    school_errands.confirm_people,
    school_errands.rounds,
)
"""Each costs the same few queries however many children there are, and none for whom it cannot concern."""


def errands_of(person: Any, on: dt.date) -> list[Errand]:
    """Alarms first, then what is due soonest."""
    found = [errand for provide in PROVIDERS for errand in provide(person, on)]
    return sorted(found, key=lambda errand: (not errand.is_alarm, errand.due_date or dt.date.max, errand.title))

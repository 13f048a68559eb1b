"""Days that differ from the authority's calendar: inset days, of one school or of all, and a school's own terms."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import School
from accounts.refusals import PortalRefusal
from children.models import DayOff, OwnTerm


class DaysNotKept(PortalRefusal):
    """The days do not go together, or stand there already."""


@transaction.atomic
def add_days_off(*, school: School | None, days: Iterable[dt.date], by: Any) -> int:
    """Of all schools where none is given. Returns how many are new; the same day twice is one."""
    access.require(by, Action.MANAGE_TERMS)
    new = [DayOff.objects.get_or_create(school=school, day=day)[1] for day in dict.fromkeys(days)]
    audit.record("terms.days_off_added", by=by, subject=school, days=sum(new))
    return sum(new)


@transaction.atomic
def add_own_term(*, school: School, dates: Mapping[str, dt.date], by: Any) -> OwnTerm:
    """Raises DaysNotKept for days out of order, or that overlap with another term of the school."""
    access.require(by, Action.MANAGE_TERMS)
    first, half, half_last, last = (
        dates[name] for name in ("first_day", "half_term_from_date", "half_term_last_date", "last_day")
    )
    if not first < half <= half_last < last:
        raise DaysNotKept("The days must follow each other: first day, half term, last day.")
    if school.own_terms.filter(first_day__lte=last, last_day__gte=first).exists():
        raise DaysNotKept("These days overlap with another term of this school.")
    term = OwnTerm.objects.create(school=school, **dates)
    audit.record("terms.own_term_added", by=by, subject=school, first_day=first.isoformat())
    return term


@transaction.atomic
def remove(row: DayOff | OwnTerm, *, by: Any) -> None:
    """A calendar is no record of a child: what was wrong goes."""
    access.require(by, Action.MANAGE_TERMS)
    audit.record("terms.own_days_removed", by=by, subject=row.school, what=str(row))
    row.delete()

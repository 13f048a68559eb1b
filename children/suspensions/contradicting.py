"""Two rows of a child that can hardly both be right: suspensions that run at once, or one event told twice.

Who is suspended cannot be suspended again until they are back. A wrong day or kind in a file leaves such a pair, for no
later file has a row for it.
"""

import datetime as dt
from collections.abc import Callable, Iterable

from children.calendar.clocks import Calendar
from children.calendar.school_calendar import school_days_after
from children.enums import SuspensionCategory
from children.models import Suspension

RUNNING = frozenset({SuspensionCategory.SUSPENSION, SuspensionCategory.NOT_STATED})
"""At home all day: not at lunch alone, and not for good."""
CalendarOf = Callable[[int | None], Calendar]


def contradicted(new: Iterable[Suspension], calendar_of: CalendarOf) -> dict[int, Suspension]:
    """Of rows just written those that another standing row of the child contradicts, each with that one. One query.

    Of two new ones the later is named.
    """
    rows = {row.pk: row for row in new}
    if not rows:
        return {}
    found: dict[int, Suspension] = {}
    by_child: dict[int, list[Suspension]] = {}
    children = {row.child_id for row in rows.values()}
    for row in Suspension.objects.standing().filter(child__in=children).order_by("start_date", "pk"):
        earlier = by_child.setdefault(row.child_id, [])
        for other in earlier:
            newest = row if row.pk in rows else other
            if newest.pk in rows and newest.pk not in found and _contradict(other, row, calendar_of):
                found[newest.pk] = row if newest is other else other
        earlier.append(row)
    return found


def _contradict(first: Suspension, second: Suspension, calendar_of: CalendarOf) -> bool:
    is_one_day = first.start_date == second.start_date
    is_alike = (first.sessions, first.reasons) == (second.sessions, second.reasons)
    if is_one_day and first.category != second.category:
        return is_alike
    if not {first.category, second.category} <= RUNNING:
        return False
    if is_one_day:  # one of a single session may be of the morning, and the other of the afternoon
        return min(first.sessions or 1, second.sessions or 1) > 1
    if (second.start_date - first.start_date).days == 1 and is_alike and (first.sessions or 0) > 1:
        return True
    return second.start_date <= _last_whole_day(first, calendar_of)


def _last_whole_day(row: Suspension, calendar_of: CalendarOf) -> dt.date:
    """The last day of which the suspension takes both sessions, were it begun in the morning."""
    days = (row.sessions or 0) // 2
    return school_days_after(row.start_date, days - 1, calendar_of(row.school_id)) if days > 1 else row.start_date


def in_words(row: Suspension) -> str:
    sessions = f", {row.sessions} sessions" if row.sessions else ""
    return f"{row.get_category_display().lower()} from {row.start_date:%d/%m/%Y}{sessions}"

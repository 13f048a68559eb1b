"""A move is news: what changed for a child is noticed once, by whatever way it comes in, and told from there.

The rows of the record are read before and after an act; what is new among those that hold today or later is written
down as RecordChange. History that is only filled in, and the first rows of a child new to the portal, are no news.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from accounts import clock
from children.care_codes import PLACEMENTS
from children.enums import AllocationKind, ChangeKind, EnrolmentKind
from children.models import Allocation, CarePeriod, Child, Enrolment, Placement, RecordChange
from children.moves import closing_forms

RECENT = dt.timedelta(days=28)
Track = tuple[int, ChangeKind, str]  # child, what it is about, and a name where several of them run side by side


@dataclass(frozen=True)
class Spell:
    """What held for a time: `what` tells whether two spells say the same, `label` is for people."""

    what: tuple
    label: str
    from_date: dt.date
    until: dt.date | None
    school_id: int | None = None

    @property
    def key(self) -> tuple:
        return (self.what, self.from_date)


@contextmanager
def noticed(children: Collection[int], *, by: Any, origin: str) -> Iterator[None]:
    """Around whatever changes the record of these children (primary keys). Eight queries, whatever their number."""
    before = _spells(children)
    yield
    at = clock.now()
    on = clock.day_of(at)
    changes = list(_changes(before, _spells(children), on))
    for change in changes:
        change.noticed_at, change.by_name, change.origin = at, str(by), origin
    RecordChange.objects.bulk_create(changes, batch_size=500)
    if any(change.kind == ChangeKind.SCHOOL for change in changes):
        closing_forms.make_due(on, children=children)


def last_move(child: Child, on: dt.date) -> dt.date | None:
    """The first day of the child's latest change of school or placement of the last 28 days, if there was one."""
    return latest(moves_of([child.pk]).get(child.pk, ()), on)


def moves_of(children: Collection[int]) -> dict[int, list[dt.date]]:
    """The first days of all their changes of school or placement. One query."""
    found: dict[int, list[dt.date]] = {}
    moved = RecordChange.objects.filter(child__in=children, kind__in=(ChangeKind.SCHOOL, ChangeKind.PLACEMENT))
    for child, day in moved.values_list("child", "changed_date"):
        found.setdefault(child, []).append(day)
    return found


def latest(moves: Iterable[dt.date], on: dt.date) -> dt.date | None:
    """Of the 28 days up to `on`, that day included."""
    return max((day for day in moves if on - RECENT < day <= on), default=None)


def _spells(children: Collection[int]) -> dict[Track, list[Spell]]:
    found: dict[Track, list[Spell]] = defaultdict(list)
    for care in CarePeriod.objects.standing().filter(child__in=children, is_short_break=False):
        found[care.child_id, ChangeKind.CARE_BEGAN, ""].append(Spell((), "Looked after", care.from_date, care.until))
    for row in Enrolment.objects.standing().filter(child__in=children).select_related("school"):
        aside = "" if row.kind == EnrolmentKind.MAIN else row.get_kind_display()
        label = f"{row.school}, {aside[:1].lower()}{aside[1:]}" if aside else str(row.school)
        found[row.child_id, ChangeKind.SCHOOL, aside and f"{row.kind} {row.school_id}"].append(
            Spell((row.school_id,), label, row.from_date, row.until, row.school_id)
        )
    for place in Placement.objects.standing().filter(child__in=children):
        found[place.child_id, ChangeKind.PLACEMENT, ""].append(
            Spell((place.kind, place.carer_name), PLACEMENTS.get(place.kind, place.kind), place.from_date, place.until)
        )
    workers = Allocation.objects.standing().filter(child__in=children, kind=AllocationKind.SOCIAL_WORKER)
    for held in workers.select_related("person", "team"):
        label = str(held.person or held.team or "Nobody yet")
        found[held.child_id, ChangeKind.WORKER, ""].append(Spell((held.person_id,), label, held.from_date, held.until))
    for spells in found.values():
        spells.sort(key=lambda spell: spell.from_date)
    return found


def _changes(before: dict[Track, list[Spell]], after: dict[Track, list[Spell]], on: dt.date) -> Iterator[RecordChange]:
    for track in {**before, **after}:
        yield from _changes_of(track, before.get(track, []), after.get(track, []), on)


def _changes_of(track: Track, before: list[Spell], after: list[Spell], on: dt.date) -> Iterator[RecordChange]:
    child, kind, aside = track
    known, stands = {spell.key for spell in before}, {spell.key for spell in after}
    gone = [spell for spell in before if spell.key not in stands]
    for place, spell in enumerate(after):
        if spell.key in known or not _holds_from(spell, on):
            continue
        if any(old.label == spell.label and old.from_date == spell.from_date for old in gone):
            continue  # a word about it was put right: a carer's name, where none was known
        earlier = after[place - 1] if place else None
        replaced = next((old for old in gone if old.what == spell.what or old.from_date == spell.from_date), None)
        was = replaced if replaced and replaced.what != spell.what else earlier
        is_first = not before and (earlier is None or spell.from_date < on - RECENT)
        if is_first and not _is_news_by_itself(kind, aside, spell, on):
            continue
        yield _change(child, kind, spell.from_date, was, spell, is_correction=replaced is not None)
    yield from _endings(track, before, after)


def _holds_from(spell: Spell, on: dt.date) -> bool:
    """Today, or later: what was over before today is history."""
    return spell.until is None or spell.until > on


def _is_news_by_itself(kind: ChangeKind, aside: str, spell: Spell, on: dt.date) -> bool:
    """The first rows of a child come with the child; that the child came into care is news."""
    return (kind == ChangeKind.CARE_BEGAN or bool(aside)) and spell.from_date >= on - RECENT


def _endings(track: Track, before: list[Spell], after: list[Spell]) -> Iterator[RecordChange]:
    """What was to go on, and now ends on a day on which nothing of its kind begins."""
    child, kind, _ = track
    ends = {spell.key: spell.until for spell in before}
    begins = {spell.from_date for spell in after}
    for spell in after:
        if spell.until and spell.key in ends and ends[spell.key] != spell.until and spell.until not in begins:
            if any(other.from_date < spell.until and _holds_from(other, spell.until) for other in after):
                continue
            ended = ChangeKind.CARE_ENDED if kind == ChangeKind.CARE_BEGAN else kind
            yield _change(child, ended, spell.until, spell, None, is_correction=bool(ends[spell.key]))


def _change(
    child: int, kind: ChangeKind, day: dt.date, was: Spell | None, now: Spell | None, *, is_correction: bool
) -> RecordChange:
    return RecordChange(
        child_id=child,
        kind=kind,
        changed_date=day,
        was=was.label[:200] if was else "",
        now=now.label[:200] if now else "",
        was_school_id=was.school_id if was else None,
        now_school_id=now.school_id if now else None,
        is_correction=is_correction,
    )

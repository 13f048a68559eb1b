"""Whom to tell of a child on a day: who is allocated and still in post; of a restricted child those named on it alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Set
from functools import cached_property

from accounts.dated import holds
from accounts.models import Post
from children.enums import AllocationKind
from children.models import Allocation, Child, NamedPerson


def in_post(day: dt.date, role: str):
    """Posts in that role of people whose account works."""
    return Post.objects.filter(holds(day), role=role, user__is_active=True)


def allocated(children: Set[int], day: dt.date, kind: str, role: str) -> dict[int, list[int]]:
    """Child -> people. Whoever has left, and holds no post in that role any more, is not asked. One query."""
    people = in_post(day, role).values("user")
    rows = Allocation.objects.filter(holds(day), kind=kind, child__in=children, person__in=people)
    return gathered(rows.values_list("child", "person"))


def teams_of(children: Set[int], day: dt.date) -> dict[int, int]:
    """Child -> the team that answers for them. One query."""
    rows = Allocation.objects.filter(holds(day), kind=AllocationKind.SOCIAL_WORKER, child__in=children)
    return dict(rows.filter(team__isnull=False).values_list("child", "team"))


def stand_ins(day: dt.date) -> dict[int, list[int]]:
    """Person -> who covers for them. One query."""
    posts = Post.objects.filter(holds(day), stands_in_for__isnull=False, user__is_active=True)
    return gathered(posts.values_list("stands_in_for", "user"))


def gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """Nobody, as an empty list, for a key that has no pair."""
    found: dict[int, list[int]] = defaultdict(list)
    for key, person in pairs:
        found[key].append(person)
    return found


class Named:
    """Who is named on which of these children that day. One query, however many children, and none before it is asked."""

    def __init__(self, children: Set[int], day: dt.date) -> None:
        self.children, self.day = children, day

    @cached_property
    def _pairs(self) -> set[tuple[int, int]]:
        rows = NamedPerson.objects.filter(holds(self.day), child__in=self.children)
        return set(rows.values_list("child", "person"))

    def people(self, child: Child) -> list[int]:
        return sorted(person for named, person in self._pairs if named == child.pk)

    def may_hear(self, child: Child, person: int) -> bool:
        return not child.is_restricted or (child.pk, person) in self._pairs

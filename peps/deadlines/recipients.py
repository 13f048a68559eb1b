"""Who hears about a part on a day: those who are asked, those who stand in for them, and those above them."""

import datetime as dt
from collections.abc import Iterable
from functools import cached_property

from accounts.enums import Role
from children.enums import AllocationKind
from children.protection.recipients import Named, allocated, gathered, in_post, stand_ins, teams_of
from peps.models import Part

Person = tuple[int, str]
"""Primary key, and the role in which they hear."""


class Reminded:
    """For many parts at once: ten queries at most, however many there are, and none before somebody is to hear."""

    def __init__(self, parts: Iterable[Part], day: dt.date) -> None:
        parts = list(parts)
        self.day = day
        self.children = {part.pep.child_id for part in parts}
        self.schools = {part.pep.school_id for part in parts} - {None}
        self.named = Named(self.children, day)

    @cached_property
    def workers(self) -> dict[int, list[int]]:
        return allocated(self.children, self.day, AllocationKind.SOCIAL_WORKER, Role.SOCIAL_WORKER)

    @cached_property
    def officers(self) -> dict[int, list[int]]:
        return allocated(self.children, self.day, AllocationKind.VS_OFFICER, Role.VS_OFFICER)

    @cached_property
    def teams(self) -> dict[int, int]:
        return teams_of(self.children, self.day)

    @cached_property
    def managers(self) -> dict[int, list[int]]:
        return self._by("team", Role.TEAM_MANAGER, {*self.teams.values()})

    @cached_property
    def teachers(self) -> dict[int, list[int]]:
        return self._by("school", Role.DESIGNATED_TEACHER, self.schools)

    @cached_property
    def headteachers(self) -> dict[int, list[int]]:
        return self._by("school", Role.HEADTEACHER, self.schools)

    @cached_property
    def all_officers(self) -> list[int]:
        return list(in_post(self.day, Role.VS_OFFICER).values_list("user", flat=True).distinct())

    @cached_property
    def heads(self) -> list[int]:
        return list(in_post(self.day, Role.VIRTUAL_SCHOOL_HEAD).values_list("user", flat=True).distinct())

    @cached_property
    def stand_ins(self) -> dict[int, list[int]]:
        return stand_ins(self.day)

    def people(self, part: Part, rung: str) -> list[Person]:
        """Of a restricted child the people named on it alone, whatever the rung."""
        child = part.pep.child
        found = {"owner": self._owners, "manager": self._managers, "head": self._heads}[rung](part)
        everybody = dict.fromkeys(found)
        for person, role in found:
            everybody |= dict.fromkeys((stand_in, role) for stand_in in self.stand_ins[person])
        return [each for each in everybody if self.named.may_hear(child, each[0])]

    def _owners(self, part: Part) -> list[Person]:
        match part.owner_role:
            case Role.SOCIAL_WORKER:
                return [(person, Role.SOCIAL_WORKER) for person in self.workers[part.pep.child_id]]
            case Role.DESIGNATED_TEACHER:
                return [(person, Role.DESIGNATED_TEACHER) for person in self.teachers[part.pep.school_id]]
        officers = self.officers[part.pep.child_id] or self.all_officers
        return [(person, Role.VS_OFFICER) for person in officers]

    def _managers(self, part: Part) -> list[Person]:
        """The virtual school's own parts have no rung between it and its head."""
        if part.owner_role == Role.SOCIAL_WORKER:
            team = self.teams.get(part.pep.child_id)
            return [(person, Role.TEAM_MANAGER) for person in self.managers[team]] if team else []
        if part.owner_role == Role.DESIGNATED_TEACHER:
            return [(person, Role.HEADTEACHER) for person in self.headteachers[part.pep.school_id]]
        return []

    def _heads(self, part: Part) -> list[Person]:
        return [(person, Role.VIRTUAL_SCHOOL_HEAD) for person in self.heads]

    def _by(self, place: str, role: str, places: set[int | None]) -> dict[int, list[int]]:
        rows = in_post(self.day, role).filter(**{f"{place}__in": places})
        return gathered(rows.values_list(place, "user"))

"""Who hears about a part on a day: those who are asked, those who stand in for them, and those above them."""

import datetime as dt
from collections.abc import Iterable

from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post
from children.enums import AllocationKind
from children.models import Allocation
from children.whom_to_tell import Named, allocated, gathered, in_post
from peps.models import Part

Person = tuple[int, str]
"""Primary key, and the role in which they hear."""


class Reminded:
    """Read once for many parts: the same ten queries, however many there are."""

    def __init__(self, parts: Iterable[Part], day: dt.date) -> None:
        parts = list(parts)
        self.day = day
        children = {part.pep.child_id for part in parts}
        schools = {part.pep.school_id for part in parts} - {None}
        self.workers = allocated(children, day, AllocationKind.SOCIAL_WORKER, Role.SOCIAL_WORKER)
        self.officers = allocated(children, day, AllocationKind.VS_OFFICER, Role.VS_OFFICER)
        self.teams = dict(
            Allocation.objects.filter(
                holds(day), kind=AllocationKind.SOCIAL_WORKER, child__in=children, team__isnull=False
            ).values_list("child", "team")
        )
        self.managers = self._by("team", Role.TEAM_MANAGER, set(self.teams.values()))
        self.teachers = self._by("school", Role.DESIGNATED_TEACHER, schools)
        self.headteachers = self._by("school", Role.HEADTEACHER, schools)
        self.all_officers = list(in_post(self.day, Role.VS_OFFICER).values_list("user", flat=True).distinct())
        self.heads = list(in_post(self.day, Role.VIRTUAL_SCHOOL_HEAD).values_list("user", flat=True).distinct())
        self.named = Named(children, day)
        standing_in = Post.objects.filter(holds(day), stands_in_for__isnull=False, user__is_active=True)
        self.stand_ins = gathered(standing_in.values_list("stands_in_for", "user"))

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
            return [(person, Role.TEAM_MANAGER) for person in self.managers[self.teams.get(part.pep.child_id)]]
        if part.owner_role == Role.DESIGNATED_TEACHER:
            return [(person, Role.HEADTEACHER) for person in self.headteachers[part.pep.school_id]]
        return []

    def _heads(self, part: Part) -> list[Person]:
        return [(person, Role.VIRTUAL_SCHOOL_HEAD) for person in self.heads]

    def _by(self, place: str, role: str, places: set[int]) -> dict[int | None, list[int]]:
        rows = in_post(self.day, role).filter(**{f"{place}__in": places})
        return gathered(rows.values_list(place, "user"))

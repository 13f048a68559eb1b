"""Who acts in the simulated year: the person who holds the post on the day, or the virtual school in their place."""

import datetime as dt

from accounts.audit import System
from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post, User
from children.enums import AllocationKind
from children.models import Allocation, Child
from pep_portal.demo.wording import OFFICERS
from peps.models import PersonalEducationPlan

RELEASE, COUNTS = System("release"), System("counts")


class Cast:
    """People by day: what a person may do is read once a day, as it is read once a request."""

    def __init__(self) -> None:
        self._day: dt.date | None = None
        self._people: dict[int, User] = {}
        self._officers = {user.email: user.pk for user in User.objects.filter(email__in=OFFICERS.values())}
        self._head = Post.objects.get(role=Role.VIRTUAL_SCHOOL_HEAD, is_deputy=False).user_id

    def officer(self, phase: str, on: dt.date) -> User:
        return self._person(self._officers[OFFICERS[phase]], on)

    def head(self, on: dt.date) -> User:
        return self._person(self._head, on)

    def social_worker(self, child: Child, on: dt.date) -> User | None:
        allocated = Allocation.objects.filter(holds(on), child=child, kind=AllocationKind.SOCIAL_WORKER)
        pk = allocated.values_list("person", flat=True).first()
        return self._person(pk, on) if pk else None

    def teacher(self, pep: PersonalEducationPlan, on: dt.date) -> User | None:
        posts = Post.objects.filter(holds(on), role=Role.DESIGNATED_TEACHER, school=pep.school_id, is_deputy=False)
        pk = posts.values_list("user", flat=True).first() if pep.school_id else None
        return self._person(pk, on) if pk else None

    def _person(self, pk: int, on: dt.date) -> User:
        if on != self._day:
            self._day, self._people = on, {}
        if pk not in self._people:
            self._people[pk] = User.objects.get(pk=pk)
        return self._people[pk]

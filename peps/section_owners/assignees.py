"""Who is asked: a query over today's allocations and posts, so that a new social worker has all open sections at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post
from children.enums import AllocationKind
from children.models import Allocation
from peps.models import PersonalEducationPlan, Section

Asked = Mapping[int, Mapping[str, list[str]]]


def people_asked(peps: Iterable[PersonalEducationPlan], on: dt.date) -> Asked:
    """Names by plan and owner role: {pep id: {"SW": [...], "DT": [...]}}. Two queries, however many plans."""
    peps = list(peps)
    workers = _social_workers({pep.child_id for pep in peps}, on)
    teachers = _teachers({pep.school_id for pep in peps if pep.school_id}, on)
    return {
        pep.pk: {
            Role.SOCIAL_WORKER: workers[pep.child_id],
            Role.DESIGNATED_TEACHER: teachers[pep.school_id],
            Role.VS_OFFICER: ["The virtual school"],
        }
        for pep in peps
    }


def writes_in(person: Any, pep: PersonalEducationPlan) -> bool:
    """Some section of the plan is asked of them, or they may write on behalf of others. One query."""
    return Section.objects.asked_of(person).filter(pep=pep).exists()


def _social_workers(children: set[int], on: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Allocation.objects.filter(
        holds(on), kind=AllocationKind.SOCIAL_WORKER, child__in=children, person__isnull=False
    )
    for child, name in rows.values_list("child", "person__name"):
        found[child].append(name)
    return found


def _teachers(schools: set[int], on: dt.date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Post.objects.filter(holds(on), role=Role.DESIGNATED_TEACHER, school__in=schools, user__is_active=True)
    for school, name in rows.values_list("school", "user__name"):
        found[school].append(name)
    return found

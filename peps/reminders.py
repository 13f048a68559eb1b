"""Reminding the people who are asked for a part: some days before it is due, and once when it is late."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post
from accounts.notices import Told, days_after, write_round
from children.clocks import Calendar
from children.enums import AllocationKind
from children.models import Allocation, NamedPerson
from peps.enums import UNDER_WAY
from peps.models import Part, PlanSettings

KIND = "part_due"
LATE = "late"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Step:
    """`due_date` is the part's: the step fell some days before it, or the day after."""

    due_date: dt.date
    name: str


def due_between(last: dt.date, day: dt.date, *, before: Iterable[int]) -> Iterator[Step]:
    """Every step that fell after `last` and not after `day`, in that order: a missed night or a Sunday loses nothing.

    `before` are calendar days before the due date. 'Late' falls on the day after it.
    """
    before = tuple(before)
    for fell in days_after(last, day):
        for days in before:
            yield Step(fell + dt.timedelta(days=days), str(days))
        yield Step(fell - ONE_DAY, LATE)


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """Writes the notices of a working day, and of the days since the last one; on other days nothing happens.

    Returns how many are new: run twice, the second time none.
    """
    if not Calendar().is_working_day(day):
        return 0
    return write_round(KIND, day=day, at=at, decide=lambda last: _told(last, day))


def _told(last: dt.date, day: dt.date) -> Iterator[Told]:
    """Of several steps that fell since the last round, a part is reminded of the newest alone."""
    before = PlanSettings.objects.on(day).remind_before
    newest = {step.due_date: step.name for step in due_between(last, day, before=before)}
    parts = list(_parts_not_in(newest))
    for part, people in _asked(parts, day):
        for person in people:
            yield _one(part, person, newest[part.pep.due_date])


def _parts_not_in(due_dates: Iterable[dt.date]):
    parts = Part.objects.filter(submitted_at=None, pep__status__in=UNDER_WAY, pep__due_date__in=list(due_dates))
    return parts.select_related("pep__child", "pep__fills_term").order_by("pep__due_date", "pk")


def _one(part: Part, person: int, step: str) -> Told:
    pep = part.pep
    return Told(
        kind=f"{KIND}.{part.name}",
        person_id=person,
        subject_id=pep.pk,
        due_date=pep.due_date,
        step=step,
        text=f"{pep.child.reference}: {part}, {pep.title[:1].lower()}{pep.title[1:]}",
        path=reverse("peps:task_list", args=[pep.reference]),
    )


def _asked(parts: list[Part], day: dt.date) -> Iterator[tuple[Part, list[int]]]:
    """Who is asked that day, by allocation and post; the named people alone for a restricted child."""
    children = {part.pep.child_id for part in parts}
    workers = _allocated(children, day, AllocationKind.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    officers = _allocated(children, day, AllocationKind.VS_OFFICER, Role.VS_OFFICER)
    teachers = _teachers({part.pep.school_id for part in parts}, day)
    all_officers = list(_in_post(day, Role.VS_OFFICER).values_list("user", flat=True).distinct())
    named = set(NamedPerson.objects.filter(holds(day), child__in=children).values_list("child", "person"))
    for part in parts:
        child = part.pep.child
        match part.owner_role:
            case Role.SOCIAL_WORKER:
                people = workers[child.pk]
            case Role.DESIGNATED_TEACHER:
                people = teachers[part.pep.school_id]
            case _:
                people = officers[child.pk] or all_officers
        yield part, [person for person in people if not child.is_restricted or (child.pk, person) in named]


def _in_post(day: dt.date, role: str):
    return Post.objects.filter(holds(day), role=role, user__is_active=True)


def _allocated(children: set[int], day: dt.date, kind: str, role: str) -> dict[int, list[int]]:
    """Whoever has left, and holds no post any more, is not asked."""
    rows = Allocation.objects.filter(
        holds(day), kind=kind, child__in=children, person__in=_in_post(day, role).values("user")
    )
    found: dict[int, list[int]] = defaultdict(list)
    for child, person in rows.values_list("child", "person"):
        found[child].append(person)
    return found


def _teachers(schools: set[int | None], day: dt.date) -> dict[int | None, list[int]]:
    found: dict[int | None, list[int]] = defaultdict(list)
    rows = _in_post(day, Role.DESIGNATED_TEACHER).filter(school__in=schools - {None})
    for school, person in rows.values_list("school", "user"):
        found[school].append(person)
    return found

"""Telling people of what changed: the reviewing officer of every change, others of what they have to act on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse

from accounts import clock
from accounts.dated import holds
from accounts.enums import Job, Role
from accounts.job_runs import JobRun
from accounts.notices import Round, Told, write_round
from children.enums import AllocationKind, ChangeKind
from children.models import Enrolment, RecordChange
from children.protection.recipients import Named, allocated, gathered, in_post

KIND = "news"
WORDS = {
    ChangeKind.CARE_BEGAN: "is new",
    ChangeKind.CARE_ENDED: "is no longer with us",
    ChangeKind.SCHOOL: "changes school",
    ChangeKind.PLACEMENT: "moves",
    ChangeKind.WORKER: "has another social worker",
}
ONE_DAY = dt.timedelta(days=1)


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """What was noticed since the last round, to whom it concerns today. Run twice, the second time nothing is new."""
    return write_round(KIND, job=Job.NEWS, day=day, at=at, decide=lambda last, run: _news(last, day, run))


def _news(last: dt.date, day: dt.date, run: JobRun) -> Round:
    """Noticed from the last round's day on: it was held in the morning, and what came later that day is still to tell.

    What it told already is known by its key, and not told again. What could not be told is tried again.
    """
    new = Q(noticed_at__gte=clock.start_of(last), noticed_at__lt=clock.start_of(day + ONE_DAY))
    changes = list(RecordChange.objects.filter(new | Q(pk__in=run.to_do_again())).select_related("child"))
    concerned = _concerned(changes, day)
    return Round(
        changes,
        lambda change: _told(change, concerned[change.pk]),
        called=lambda change: (change.pk, change.child.reference),
    )


def _told(change: RecordChange, concerned: Iterable[tuple[int, str]]) -> Iterator[Told]:
    for person, path in concerned:
        yield Told(
            kind=KIND,
            person_id=person,
            subject_id=change.pk,
            due_date=None,
            step="told",
            text=f"{change.child.reference} {_what_happens(change)}, from {change.changed_date:%-d %B %Y}",
            path=path,
        )


def _what_happens(change: RecordChange) -> str:
    if change.kind == ChangeKind.SCHOOL and not change.now:
        return "leaves their school, and no other is known"
    return WORDS[ChangeKind(change.kind)]


def _concerned(changes: list[RecordChange], day: dt.date) -> dict[int, list[tuple[int, str]]]:
    """Change -> people and where they read of it; of a restricted child the named people alone."""
    children = {change.child_id for change in changes}
    officers = allocated(children, day, AllocationKind.IRO, Role.IRO)
    workers = allocated(children, day, AllocationKind.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    teachers = _teachers(changes, day)
    named = Named(children, day)
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for change in changes:
        people = {person: reverse("workspace:changes") for person in officers[change.child_id]}
        if change.kind == ChangeKind.SCHOOL:
            people |= {person: reverse("workspace:changes") for person in workers[change.child_id]}
            child_page = reverse("workspace:child", args=[change.child.reference])
            people |= dict.fromkeys(teachers[change.child_id], child_page)
        found[change.pk] = [(person, path) for person, path in people.items() if named.may_hear(change.child, person)]
    return found


def _teachers(changes: list[RecordChange], day: dt.date) -> dict[int, list[int]]:
    """Designated teachers of a new school at which the child is on roll already: nobody else reaches the child yet."""
    new = {(change.child_id, change.now_school_id) for change in changes if change.now_school_id}
    here = Enrolment.objects.filter(holds(day), child__in={child for child, _ in new})
    on_roll = new & set(here.values_list("child", "school"))
    posts = in_post(day, Role.DESIGNATED_TEACHER).filter(school__in={school for _, school in on_roll})
    people = gathered(posts.values_list("school", "user"))
    found: dict[int, list[int]] = defaultdict(list)
    for child, school in on_roll:
        found[child] += people[school]
    return found

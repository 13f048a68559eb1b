"""People who can see to it are told on the next working day of work that the portal could not do; numbers alone."""

import datetime as dt

from django.urls import reverse

from accounts import clock
from accounts.access import ALLOWED, Action
from accounts.dated import holds
from accounts.enums import Job
from accounts.models import Notice, Post, UndoneWork
from accounts.notices import Round, Told, write_round

KIND = "undone_work"


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """One notice for each person, where something is new since the last round. `day` is a working day."""
    return write_round(KIND, job=Job.UNDONE_NOTICES, day=day, at=at, decide=lambda last, _run: _new_since(last, day))


def drop_settled() -> int:
    """Takes back what waits for an email once there is nothing left that could not be done."""
    if UndoneWork.objects.exists():
        return 0
    return Notice.objects.filter(letter=None, kind=KIND).delete()[0]


def _new_since(last: dt.date, day: dt.date) -> Round:
    """From the last round's day on: what came later that day is still to tell, and the page leaves out what is done."""
    number = UndoneWork.objects.filter(since_at__gte=clock.start_of(last)).count()
    roles = [role for role, actions in ALLOWED.items() if Action.COUNT_UNDONE_WORK in actions]
    posts = Post.objects.filter(holds(day), role__in=roles, user__is_active=True)
    people = sorted(set(posts.values_list("user", flat=True))) if number else []
    return Round(people, lambda person: [_told(person, number, day)], called=lambda person: (person, ""))


def _told(person: int, number: int, day: dt.date) -> Told:
    what = "1 piece of work" if number == 1 else f"{number} pieces of work"
    return Told(
        kind=KIND,
        person_id=person,
        subject_id=0,
        due_date=None,
        step=day.isoformat(),
        text=f"The portal could not do {what}. See what, and what to do next",
        path=reverse("workspace:undone_work"),
    )

"""Things to tell people. Decided by the app that knows them, queued here under a key that lets each be told once."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.enums import Job
from accounts.job_runs import Called, JobRun
from accounts.models import Notice, NoticeRound

ONE_DAY = dt.timedelta(days=1)
FIRST_LOOK_BACK = dt.timedelta(days=14)


@dataclass(frozen=True)
class Told:
    """One thing to tell one person. `text` names a child by reference only; `subject` is what it is about (a plan).

    Without a due date there is nothing to do: it is for the person to know.
    """

    kind: str
    person_id: int
    subject_id: int
    due_date: dt.date | None
    step: str
    text: str
    path: str

    @property
    def key(self) -> str:
        due = self.due_date.isoformat() if self.due_date else ""
        return f"{self.kind}:{self.person_id}:{self.subject_id}:{due}:{self.step}"


@dataclass(frozen=True)
class Round:
    """What a round goes through, what it tells of each, and by which subject and child each is known where that fails."""

    things: Sequence[Any]
    tell: Callable[[Any], Iterable[Told]]
    called: Callable[[Any], Called]


def subject_of(notice: Notice) -> int:
    """The primary key of what it is about, out of the key that it was queued under."""
    _kind, _person, subject, _due, _step = notice.key.split(":")
    return int(subject)


def told_up_to(kind: str, day: dt.date) -> dt.date:
    """The last day whose notices of this kind are written; before the first round, two weeks before `day`."""
    last = NoticeRound.objects.filter(kind=kind).values_list("day", flat=True).order_by("-day").first()
    return last or day - FIRST_LOOK_BACK


@transaction.atomic
def write_round(
    kind: str, *, job: Job, day: dt.date, at: dt.datetime, decide: Callable[[dt.date, JobRun], Round]
) -> int:
    """Writes what `decide` (given the day of the last round, and the run) tells, and that it was written, in one go.

    One thing that cannot be told of stops none of the others: it is noted, and `decide` takes it up again next time.
    Run twice, or by two at once, it writes each notice once. Returns how many are new.
    """
    last = told_up_to(kind, day)
    if last >= day:
        return 0
    run = JobRun(job, of=f"{kind} ")
    new = queue_each(decide(last, run), run, at=at)
    run.finish()
    NoticeRound.objects.bulk_create([NoticeRound(kind=kind, day=day, at=at)], ignore_conflicts=True)
    return new


def tell_each(told_of: Round, *, job: Job, of: str = "", at: dt.datetime) -> int:
    """As a round of its own, for what is told whenever it happens: its key alone says what was told before.

    `of` is the part of the job's work that this is about. Returns how many are new.
    """
    run = JobRun(job, of=of)
    new = queue_each(told_of, run, at=at)
    run.finish()
    return new


def queue_each(told_of: Round, run: JobRun, *, at: dt.datetime) -> int:
    """As `queue`, thing by thing where one of them raises."""

    def act(things: Sequence[Any]) -> int:
        return queue((told for thing in things for told in told_of.tell(thing)), at=at)

    return sum(run.together_or_alone(told_of.things, act, called=told_of.called))


def queue(things: Iterable[Told], *, at: dt.datetime) -> int:
    """Returns how many of them had not been queued before."""
    wanted = {told.key: told for told in things}
    there = set(Notice.objects.filter(key__in=wanted).values_list("key", flat=True))
    new = [_notice(told, at) for key, told in wanted.items() if key not in there]
    Notice.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(new)


def queue_one(told: Told, *, at: dt.datetime) -> tuple[Notice, bool]:
    """The notice, and whether it is new."""
    new = _notice(told, at)
    row = {name: getattr(new, name) for name in ("person_id", "kind", "text", "path", "due_date", "created_at")}
    return Notice.objects.get_or_create(key=told.key, defaults=row)


def days_after(last: dt.date, day: dt.date) -> Iterator[dt.date]:
    """Every day later than `last`, up to and with `day`."""
    while last < day:
        last += ONE_DAY
        yield last


def _notice(told: Told, at: dt.datetime) -> Notice:
    return Notice(
        key=told.key,
        person_id=told.person_id,
        kind=told.kind,
        text=told.text,
        path=told.path,
        due_date=told.due_date,
        created_at=at,
    )

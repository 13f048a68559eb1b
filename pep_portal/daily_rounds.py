"""What the portal does once a day, and catches up when it was missed: the row of a round says whether it was done.

The timetable wakes this every few minutes. What people are told of in the morning is caught up until the evening of
the same day, and the email of the day waits for it; the rest is caught up until midnight.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from accounts import clock, old_sign_ins, undone_notices
from accounts.enums import Job
from accounts.job_runs import NOBODYS_FAULT, THE_WHOLE, note_undone
from accounts.models import DayRound, UndoneWork
from children import tasks as record_tasks
from children.calendar.clocks import Calendar
from imports import tasks as import_tasks
from peps import tasks as plan_tasks
from peps.exclusions import likely
from peps.life import told_same_day
from quality import telling
from reports import tasks as figure_tasks

TRY_AGAIN_AFTER = dt.timedelta(minutes=10)
SILENT_FOR = dt.timedelta(minutes=30)
"""After that whoever began it is taken to have been killed; every round can be run twice."""
EVENING = dt.time(20)
MIDNIGHT = dt.time.max


@dataclass(frozen=True)
class Daily:
    """`until` is the time of day after which it is left for another day."""

    job: Job
    begins: dt.time
    act: Callable[[], object]
    until: dt.time = MIDNIGHT

    @property
    def is_told(self) -> bool:
        """The email of the day waits for it."""
        return self.until == EVENING

    def is_due(self, at: dt.datetime) -> bool:
        return self.begins <= clock.local(at).time() < self.until


def _tell_of_undone_work() -> int:
    day = clock.today()
    return undone_notices.queue_for(day, at=clock.now()) if Calendar().is_working_day(day) else 0


def _forget() -> None:
    plan_tasks.forget_earlier_texts()
    old_sign_ins.forget(clock.today())


def _tell_what_happened() -> int:
    """What happened since the last look, on its own day; every part of it knows what it told before."""
    day, at = clock.today(), clock.now()
    return told_same_day.queue_for(day, at=at) + telling.queue_for(day, at=at)


def _tell_of_exclusions() -> int:
    return likely.queue_for(clock.today(), at=clock.now())


def _remind_of_points() -> int:
    return telling.remind(clock.today(), at=clock.now())


def tell_what_happened(at: dt.datetime) -> None:
    """Through the day, once the round of the morning has told what came before it."""
    if DayRound.objects.exclude(ended_at=None).filter(job=Job.SAME_DAY, day=clock.day_of(at)).exists():
        _tell_what_happened()


DAILY = (
    Daily(Job.DUE_DATES, dt.time(5, 30), plan_tasks.follow_facts_of_due_dates, EVENING),
    Daily(Job.CLOSING, dt.time(5, 40), plan_tasks.follow_care, EVENING),
    Daily(Job.DELEGATION, dt.time(6), plan_tasks.delegate_on_the_day, EVENING),
    Daily(Job.OWN_PAGES, dt.time(6, 25), plan_tasks.tell_of_own_pages, EVENING),
    Daily(Job.REMINDERS, dt.time(6, 30), plan_tasks.queue_reminders, EVENING),
    Daily(Job.REVIEWS, dt.time(6, 35), plan_tasks.tell_of_reviews, EVENING),
    Daily(Job.NEWS, dt.time(6, 40), record_tasks.tell_news, EVENING),
    Daily(Job.IMPORT_NOTICES, dt.time(6, 45), import_tasks.tell_of_imports, EVENING),
    Daily(Job.MEETINGS, dt.time(6, 50), plan_tasks.remind_of_meetings, EVENING),
    Daily(Job.EXCLUSIONS, dt.time(6, 51), _tell_of_exclusions, EVENING),
    Daily(Job.POINTS, dt.time(6, 52), _remind_of_points, EVENING),
    Daily(Job.SAME_DAY, dt.time(6, 53), _tell_what_happened, EVENING),
    Daily(Job.UNDONE_NOTICES, dt.time(6, 55), _tell_of_undone_work, EVENING),
    Daily(Job.CLOSING_FORMS, dt.time(0, 20), record_tasks.follow_moves),
    Daily(Job.COUNTS, dt.time(1, 15), figure_tasks.take_counts),
    Daily(Job.FORGETTING, dt.time(2, 30), _forget),
    Daily(Job.FILING, dt.time(3, 10), plan_tasks.file_signed_plans),
)
"""After a night without a machine what people are told comes first."""


def run_what_is_due(at: dt.datetime, *, told_alone: bool = False) -> list[Job]:
    """Returns what was done. Of two workers one does each, and what failed is tried again after a while."""
    return [daily.job for daily in _due(at, told_alone=told_alone) if _begin(daily.job, at) and _run(daily, at)]


def is_everything_told(at: dt.datetime) -> bool:
    """Whether each round that tells something was run today as far as it could be."""
    due = [daily.job for daily in DAILY if daily.is_told and daily.is_due(at)]
    tried = DayRound.objects.exclude(ended_at=None, failed_at=None).filter(day=clock.day_of(at), job__in=due)
    return tried.count() == len(due)


def _due(at: dt.datetime, *, told_alone: bool) -> Iterator[Daily]:
    """One query."""
    done = set(DayRound.objects.exclude(ended_at=None).filter(day=clock.day_of(at)).values_list("job", flat=True))
    for daily in DAILY:
        if daily.job not in done and daily.is_due(at) and (daily.is_told or not told_alone):
            yield daily


def _begin(job: Job, at: dt.datetime) -> bool:
    """False while somebody else is at it, or where it has just failed."""
    now = clock.real_now()
    row, is_new = DayRound.objects.get_or_create(job=job, day=clock.day_of(at), defaults={"begun_at": now})
    if is_new:
        return True
    failed = Q(failed_at__lt=now - TRY_AGAIN_AFTER, begun_at__lt=now - TRY_AGAIN_AFTER)
    killed = Q(failed_at=None, begun_at__lt=now - SILENT_FOR)
    return bool(DayRound.objects.filter(failed | killed, pk=row.pk, ended_at=None).update(begun_at=now))


def _run(daily: Daily, at: dt.datetime) -> bool:
    rounds = DayRound.objects.filter(job=daily.job, day=clock.day_of(at))
    try:
        daily.act()
    except Exception as problem:
        rounds.update(failed_at=clock.real_now())
        if isinstance(problem, NOBODYS_FAULT):
            raise
        note_undone(daily.job, THE_WHOLE, problem)
        return False
    rounds.update(ended_at=clock.real_now())
    UndoneWork.objects.filter(job=daily.job, subject=THE_WHOLE).delete()
    return True

import datetime as dt

from celery import shared_task

from accounts import clock
from accounts.audit import System
from accounts.enums import Job
from accounts.job_runs import JobRun
from reports import counting

BY = System("counts")


@shared_task(name="reports.take_counts")
def take_counts(day: str | None = None) -> int:
    """Keeps the figures of each term whose deadline has passed and that was not counted. Returns how many."""
    on = dt.date.fromisoformat(day) if day else clock.today()
    terms = counting.terms_to_count(on)
    run = JobRun(Job.COUNTS, of="term ")
    for term in terms:
        with run.alone(term.key):
            counting.take(term=term, day=term.pep_deadline_date, by=BY, at=clock.now())
    run.finish()
    counting.add_left_out(by=BY)
    return len(terms) - len(run.failed)

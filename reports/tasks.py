import datetime as dt

from celery import shared_task

from accounts import clock
from accounts.audit import System
from reports import counting


@shared_task(name="reports.take_counts")
def take_counts(day: str | None = None) -> int:
    """Keeps the figures of each term whose deadline has passed and that was not counted. Returns how many."""
    on = dt.date.fromisoformat(day) if day else clock.today()
    terms = counting.terms_to_count(on)
    for term in terms:
        counting.take(term=term, day=term.pep_deadline_date, by=System("counts"), at=clock.now())
    return len(terms)

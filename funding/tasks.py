import datetime as dt

from celery import shared_task

from accounts import clock
from accounts.audit import System
from funding import release


@shared_task(name="funding.release_due")
def release_due(day: str | None = None) -> int:
    """Pays what is due: a plan that was signed off since the last time brings its instalment. Returns how many."""
    on = dt.date.fromisoformat(day) if day else clock.today()
    return release.release_due(on, by=System("release"), at=clock.now()).payments

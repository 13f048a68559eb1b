"""Jobs: thin, named, idempotent. What must happen is a row; these only wake."""

from celery import shared_task

from accounts import clock
from accounts.enums import Job
from accounts.job_runs import as_a_whole
from children.moves import closing_forms, moves, notices


@shared_task(name="children.follow_moves")
def follow_moves() -> int:
    """Closing forms of those who left today, and planned moves that have happened."""
    today = clock.today()
    with as_a_whole(Job.MOVES):
        moves.note_what_happened(today)
    return closing_forms.make_due(today)


@shared_task(name="children.tell_news")
def tell_news() -> int:
    return notices.queue_for(clock.today(), at=clock.now())

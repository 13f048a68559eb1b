"""Jobs: thin, named, idempotent. What must happen is a row; these only wake."""

from celery import shared_task

from accounts import clock
from accounts.enums import Job
from accounts.job_runs import as_a_whole
from children.moves import closing_forms, moves, notices
from imports.alarms import notices as import_notices
from imports.arrivals import uploads, watched_folder


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


@shared_task(name="children.take_upload")
def take_upload(run_id: int) -> bool:
    return uploads.take(run_id)


@shared_task(name="children.look_after_uploads")
def look_after_uploads() -> int:
    """Uploads whose worker never came or was killed, and files that are no longer needed."""
    at = clock.real_now()
    uploads.note_what_was_left(at)
    uploads.throw_old_files_away(at)
    return uploads.take_what_waits()


@shared_task(name="children.look_into_folder")
def look_into_folder() -> list[str]:
    return watched_folder.look(clock.real_now())


@shared_task(name="children.tell_of_imports")
def tell_of_imports() -> int:
    return import_notices.queue_for(clock.today(), at=clock.now())

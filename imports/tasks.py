"""Jobs: thin, named, idempotent. What must happen is a row; these only wake.

Their names begin as they did when files came in through children: queues and the timetable know them by it.
"""

from celery import shared_task

from accounts import clock
from imports.alarms import notices as import_notices
from imports.arrivals import uploads, watched_folder


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

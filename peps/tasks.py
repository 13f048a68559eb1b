"""Jobs: thin, named, idempotent. What must happen is a row; these only wake."""

from celery import shared_task

from accounts import clock
from accounts.enums import Job
from accounts.job_runs import JobRun, as_a_whole
from peps.answers import retention
from peps.deadlines import due_date_updates, reminders
from peps.delegation import delegation
from peps.documents import filing
from peps.life import closing
from peps.meetings import invitations
from peps.results import results
from peps.statutory_reviews import reviews
from peps.voice import disclosure


@shared_task(name="peps.run_batch")
def run_batch(batch_id: int) -> None:
    delegation.run_batch(batch_id)


@shared_task(name="peps.continue_batches")
def continue_batches() -> int:
    """Goes on with batches whose worker was killed, and hands school parts to teachers who joined."""
    left = list(delegation.left_behind(clock.real_now()).values_list("pk", flat=True))
    run = JobRun(Job.DELEGATION, of="batch ")
    for batch_id in left:
        with run.alone(batch_id, in_transaction=False):
            delegation.run_batch(batch_id)
    run.finish()
    with as_a_whole(Job.NEW_TEACHERS):
        delegation.hand_to_new_teachers(clock.today())
    return len(left)


@shared_task(name="peps.queue_reminders")
def queue_reminders() -> int:
    return reminders.queue_for(clock.today(), at=clock.now())


@shared_task(name="peps.tell_of_own_pages")
def tell_of_own_pages() -> int:
    return disclosure.queue_for(clock.today(), at=clock.now())


@shared_task(name="peps.tell_of_reviews")
def tell_of_reviews() -> int:
    return reviews.queue_for(clock.today(), at=clock.now())


@shared_task(name="peps.delegate_on_the_day")
def delegate_on_the_day() -> int:
    """A row for each batch; `continue_batches` finds those that nobody works on."""
    return len(delegation.start_what_is_due(clock.today(), at=clock.now()))


@shared_task(name="peps.follow_facts")
def follow_facts_of_due_dates() -> int:
    moved = due_date_updates.follow_facts(clock.today(), at=clock.now())
    results.follow_all_registers(clock.today())
    return moved


@shared_task(name="peps.follow_care")
def follow_care() -> int:
    return closing.follow_care(clock.today(), at=clock.now())


@shared_task(name="peps.remind_of_meetings")
def remind_of_meetings() -> int:
    return invitations.remind(clock.today(), at=clock.now())


@shared_task(name="peps.file_signed_plans")
def file_signed_plans() -> int:
    return filing.file_what_was_signed(at=clock.now())


@shared_task(name="peps.forget_earlier_texts")
def forget_earlier_texts() -> int:
    return retention.forget_earlier_texts(clock.today())

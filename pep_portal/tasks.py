"""Jobs that know more than one app: letters go on working days, which the calendar of the children's app knows."""

from celery import shared_task

from accounts import clock, letters
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import is_school_day, schools_that_differ
from pep_portal import daily_rounds, still_true
from peps.exclusions import likely


@shared_task(name="accounts.send_letters")
def send_letters() -> dict[str, int]:
    """Gathers what waits into letters, and sends what may go now. Safe to run by two at once.

    Not before the morning's rounds are written: each person has one letter a day, and it must hold what the day brings.
    """
    day = clock.today()
    if Calendar().is_working_day(day) and _rounds_are_written():
        letters.take_back_unsent(day)
        daily_rounds.tell_what_happened(clock.now())
        still_true.drop_settled_notices(day)
        letters.gather(day, at=clock.now(), schools_are_open=is_school_day(day), but=schools_that_differ(day))
        letters.gather_later(day, at=clock.now())
    return send_written()


def _rounds_are_written() -> bool:
    """Catches up with those that were missed."""
    at = clock.now()
    daily_rounds.run_what_is_due(at, told_alone=True)
    return daily_rounds.is_everything_told(at)


@shared_task(name="portal.daily_rounds")
def run_daily_rounds() -> list[str]:
    """What is to be done once today and was not done yet; suspensions are told of on any day, at any hour."""
    at = clock.now()
    likely.tell_of_new(clock.day_of(at), at=at)
    return [str(job) for job in daily_rounds.run_what_is_due(clock.now())]


@shared_task(name="accounts.send_written")
def send_written() -> dict[str, int]:
    """Sends what is written and may go now; at any hour, for an invitation waits for no morning."""
    day = clock.today()
    still_true.withdraw_settled_emails(day)
    is_working_day = Calendar().is_working_day(day)
    return {str(outcome): number for outcome, number in letters.send_waiting(is_working_day=is_working_day).items()}

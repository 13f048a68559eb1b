"""Jobs that know more than one app: letters go on working days, which the calendar of the children's app knows."""

from celery import shared_task

from accounts import clock, letters
from children.clocks import Calendar
from children.school_calendar import is_school_day, schools_that_differ


@shared_task(name="accounts.send_letters")
def send_letters() -> dict[str, int]:
    """Gathers what waits into letters, and sends what may go now. Safe to run at any time, and by two at once."""
    day = clock.today()
    is_working_day = Calendar().is_working_day(day)
    if is_working_day:
        letters.gather(day, at=clock.now(), schools_are_open=is_school_day(day), but=schools_that_differ(day))
    return {str(outcome): number for outcome, number in letters.send_waiting(is_working_day=is_working_day).items()}

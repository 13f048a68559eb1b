"""On which day to meet: so that the plan is complete before the review of the care plan, and before its deadline."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from children.calendar.clocks import ONE_DAY, Calendar
from children.calendar.school_calendar import calendar_of, is_open_on, school_days_after
from children.enums import ReviewState
from children.models import CareReview
from peps.models import ClockSettings, PersonalEducationPlan
from peps.questions.answer_values import written

A_WEEK = dt.timedelta(days=7)
MOST_PROPOSED = 3


@dataclass(frozen=True)
class Around:
    """The days that a meeting has to fit. `review_date` is the next booked review of the care plan, or None."""

    due_date: dt.date
    review_date: dt.date | None
    calendar: Calendar
    clocks: ClockSettings

    def complete_by(self, meeting: dt.date) -> dt.date:
        """Ten school days after the meeting, and never later than the plan's deadline (guidance; domain, the clocks)."""
        return min(self.days_after(meeting), self.due_date)

    def days_after(self, meeting: dt.date) -> dt.date:
        """So many school days after it, or working days where the authority counts in these."""
        days = self.clocks.after_meeting_days
        if self.clocks.is_after_meeting_in_working_days:
            return self.calendar.add_working_days(meeting, days)
        return school_days_after(meeting, days, self.calendar)

    @property
    def in_words(self) -> str:
        """'10 school days'."""
        counted = "working" if self.clocks.is_after_meeting_in_working_days else "school"
        return f"{self.clocks.after_meeting_days} {counted} days"

    @property
    def last_day_to_be_complete(self) -> dt.date:
        return min(self.due_date, self.review_date or self.due_date)

    def is_school_day(self, day: dt.date) -> bool:
        return is_open_on(day, self.calendar)


def around(pep: PersonalEducationPlan, on: dt.date) -> Around:
    """The next booked review, and the school's own days where they are known."""
    booked = CareReview.objects.filter(child=pep.child_id, review_date__gte=on, state=ReviewState.BOOKED)
    review = booked.values_list("review_date", flat=True).order_by("review_date").first()
    return Around(pep.due_date, review, calendar_of(pep.school), ClockSettings.objects.on(on))


def proposed(days: Around, on: dt.date) -> list[dt.date]:
    """At most three school days after `on`, the latest that fits first, then a week and two weeks before it.

    Empty when no day is left on which the plan would still be complete in time.
    """
    latest = days.last_day_to_be_complete
    while latest > on and (not days.is_school_day(latest) or days.days_after(latest) > days.last_day_to_be_complete):
        latest -= ONE_DAY
    earlier = (latest - A_WEEK * weeks for weeks in range(8))
    return [day for day in earlier if day > on and days.is_school_day(day)][:MOST_PROPOSED]


def warnings(days: Around, meeting: dt.date, on: dt.date) -> Iterator[str]:
    """What is wrong with meeting on that day, in sentences; nothing is refused."""
    if not days.is_school_day(meeting):
        yield f"{written(meeting)} is not a school day."
    ready = days.days_after(meeting)
    if days.review_date and ready > days.review_date:
        yield (
            f"The care plan is reviewed on {written(days.review_date)}. {days.in_words} after this meeting, when the plan "
            f"is to be complete, is {written(ready)}: too late for the review."
        )
    if meeting > days.due_date:
        yield f"The plan is due on {written(days.due_date)}, before this meeting."
    elif ready > days.due_date:
        yield f"The plan is due on {written(days.due_date)}: less than {days.in_words} are left after this meeting."
    if on <= meeting < on + dt.timedelta(days=days.clocks.papers_days):
        yield f"The papers should be with everybody {days.clocks.papers_days} days before a meeting. This one is sooner."

"""The closing form of a school that a child has left: made out when the child leaves, and the school's last access."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, OuterRef, Q

from accounts.enums import Job
from accounts.job_runs import JobRun
from children.calendar.clocks import ONE_DAY, Calendar
from children.calendar.school_calendar import authority_calendar, school_days_after
from children.models import ClosingForm, Enrolment

OPEN_FOR = 10  # school days, the day on which it was made out not counted
LOOK_BACK = dt.timedelta(days=28)  # whoever left longer ago had left before the portal knew the child


def make_due(on: dt.date, *, children: Collection[int] | None = None) -> int:
    """Makes out the forms of those who have left by `on`, and closes those whose leaving was put right.

    Safe to run at any time, over all or some children; returns how many forms are new.
    """
    left = _left(on, children)
    _close_what_no_longer_holds(left, on, children)
    there = set(_standing(children).values_list("child", "school", "left_date"))
    calendar = authority_calendar()
    new = [row for row in left if (row.child_id, row.school_id, row.until) not in there]
    run = JobRun(Job.CLOSING_FORMS)
    run.together_or_alone(
        new, lambda rows: _make_out(rows, on, calendar), called=lambda row: (row.pk, row.child.reference)
    )
    if children is None:
        run.finish()
    return len(new) - len(run.failed)


def _make_out(rows: Sequence[Enrolment], on: dt.date, calendar: Calendar) -> None:
    ClosingForm.objects.bulk_create([_form(row, on, calendar) for row in rows], ignore_conflicts=True)


def _left(on: dt.date, children: Collection[int] | None) -> list[Enrolment]:
    """Enrolments that ended by that day, not long ago, and that no other one at the same school goes on from."""
    goes_on = Enrolment.objects.standing().filter(
        Q(until=None) | Q(until__gt=OuterRef("until")),
        child=OuterRef("child"),
        school=OuterRef("school"),
        from_date__lte=OuterRef("until"),
    )
    rows = Enrolment.objects.standing().filter(until__lte=on, until__gt=on - LOOK_BACK)
    if children is not None:
        rows = rows.filter(child__in=children)
    return list(rows.filter(~Exists(goes_on)).select_related("child"))


def _standing(children: Collection[int] | None):
    forms = ClosingForm.objects.standing()
    return forms if children is None else forms.filter(child__in=children)


def _close_what_no_longer_holds(left: Iterable[Enrolment], on: dt.date, children: Collection[int] | None) -> None:
    """A form not sent in, of a leaving that is no longer in the record, was made out in error."""
    real = {(row.child_id, row.school_id, row.until) for row in left}
    waiting = _standing(children).filter(submitted_at=None, left_date__gt=on - LOOK_BACK)
    wrong = [form for form in waiting if (form.child_id, form.school_id, form.left_date) not in real]
    for form in wrong:
        form.until = form.from_date
    ClosingForm.objects.bulk_update(wrong, ["until"])


def _form(row: Enrolment, on: dt.date, calendar: Calendar) -> ClosingForm:
    begins = max(row.until, on)
    return ClosingForm(
        child_id=row.child_id,
        school_id=row.school_id,
        left_date=row.until,
        from_date=begins,
        until=school_days_after(begins, OPEN_FOR, calendar) + ONE_DAY,
    )

"""When a fact changes, the due dates that follow from it change too, and the history of the plan says so.

A date that was met or missed is not rewritten, nor one that the virtual school extended.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from accounts import audit, clock
from accounts.audit import System
from accounts.dated import holds
from accounts.enums import Job
from accounts.job_runs import JobRun
from accounts.models import School
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import calendar_of
from children.enums import ReviewState
from children.models import CarePeriod, CareReview, Child, Term
from children.moves import change_detection
from peps.deadlines.due_dates import CALENDAR, Due, Facts, after_meeting, due
from peps.enums import PartName, PepKind, PepStatus
from peps.models import ClockSettings, PepEvent, PersonalEducationPlan
from peps.questions.answer_values import written

BY = System("clocks")
MOVED, AFTER_MEETING, TURNED = "due_date", "after_meeting", "turned"
"""Events of a plan: its due date followed a fact; so did the day after its meeting; it became the plan after a change."""


def due_of_new(child: Child, *, kind: PepKind, term: Term | None, day: dt.date, school: School | None = None) -> Due:
    """Of a plan that is opened on that day."""
    facts = _facts(child, kind=kind, term=term, day=day)
    return due(facts, ClockSettings.objects.on(day), _calendar(kind, school))


def _calendar(kind: str, school: School | None) -> Calendar:
    """Asked for where a date may be brought forward. Two queries, or four."""
    return calendar_of(school) if kind == PepKind.TERMLY else CALENDAR


def due_of(pep: PersonalEducationPlan) -> Due:
    """As it follows from today's facts, by the clocks that ran when the plan was handed out, or became another kind."""
    opened = clock.day_of(pep.delegated_at or pep.opened_at)
    kind = PepKind(pep.kind)
    return due_of_new(pep.child, kind=kind, term=pep.fills_term, day=opened, school=pep.school)


def after_meeting_of(pep: PersonalEducationPlan) -> Due | None:
    """None while no meeting was held, and where the virtual school set another day: that day counts then."""
    held = pep.meetings.filter(cancelled_at=None).values_list("held_date", flat=True).first()
    if held is None or pep.extensions.exists():
        return None
    return after_meeting(held, ClockSettings.objects.on(held), calendar_of(pep.school))


def follow_meeting(pep: PersonalEducationPlan, *, at: dt.datetime) -> bool:
    """Brings the day by which the plan is to be complete after its meeting into line. True where it moved."""
    follows = after_meeting_of(pep)
    day, was = follows.day if follows else None, pep.complete_by_date
    if day == pep.after_meeting_date:
        return False
    pep.after_meeting_date = day
    pep.save(update_fields=["after_meeting_date"])
    if (now := pep.complete_by_date) != was:
        counted = ", counted from the meeting" if now < pep.due_date else ", its due date"
        text, note = f"To be complete by {written(now)}{counted}", follows.sentence if follows else ""
        PepEvent.objects.create(pep=pep, name=AFTER_MEETING, text=text, note=note, by_name=str(BY), at=at)
    return True


def which_binds(pep: PersonalEducationPlan) -> list[str]:
    """For a plan whose meeting was held: by when it is to be complete, and which of its two days that is."""
    follows = after_meeting_of(pep)
    if follows is None or pep.after_meeting_date is None:
        return []
    if pep.after_meeting_date < pep.due_date:
        return [f"To be complete {_lower(follows.sentence)} This comes before the due date of {written(pep.due_date)}."]
    if pep.after_meeting_date == pep.due_date:
        return [f"{follows.sentence} This is the due date too."]
    return [f"{follows.sentence} The due date of {written(pep.due_date)} comes first, and counts."]


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"


def why_due(pep: PersonalEducationPlan) -> list[str]:
    """Sentences for the plan's page: the rule, what a person changed about it, and what follows from the meeting."""
    granted = list(pep.extensions.select_related("by"))
    follows = due_of(pep)
    said = [
        follows.sentence if follows.day == pep.due_date or granted else "The day that was set when the plan was opened."
    ]
    said += [
        f"{each.by} gave more time, from {written(each.was_date)} to {written(each.now_date)}: {each.reason}"
        for each in granted
    ]
    return said + which_binds(pep)


def follow_facts(on: dt.date, *, at: dt.datetime) -> int:
    """Brings the due dates of plans that are being written into line. Returns how many moved; run again, none."""
    waiting = PersonalEducationPlan.objects.filter(
        status=PepStatus.OPEN, due_date__gte=on, extensions=None, parts__name=PartName.SCHOOL, parts__submitted_at=None
    )
    run, moved = JobRun(Job.DUE_DATES), 0
    for pk, child in list(waiting.values_list("pk", "child__reference")):
        with run.alone(pk, child=child):
            moved += _follow(pk, on, at)
    met = Q(meetings__cancelled_at=None, meetings__held_date__isnull=False) | Q(after_meeting_date__isnull=False)
    plans = PersonalEducationPlan.objects.under_way().filter(met).select_related("school", "child").distinct()
    for pep in plans:
        with run.alone(f"meeting {pep.pk}", child=pep.child.reference):
            follow_meeting(pep, at=at)
    run.finish()
    return moved


@transaction.atomic
def _follow(pk: int, on: dt.date, at: dt.datetime) -> bool:
    pep = PersonalEducationPlan.objects.select_for_update(of=("self",)).select_related("child", "fills_term").get(pk=pk)
    follows = due_of(pep)
    if follows.day == pep.due_date or follows.day < on or pep.status != PepStatus.OPEN:
        return False
    if follows.day > pep.due_date and pep.events.filter(name=TURNED).exists():
        return False  # it kept its own, earlier day when it became the plan after a change
    was, pep.due_date, pep.brought_from_date = pep.due_date, follows.day, follows.brought_from
    pep.save(update_fields=["due_date", "brought_from_date"])
    text = f"The due date is {written(follows.day)} now, no longer {written(was)}"
    PepEvent.objects.create(pep=pep, name=MOVED, text=text, note=follows.sentence, by_name=str(BY), at=at)
    audit.record("pep.due_date_followed", by=BY, subject=pep, was=was.isoformat(), now=follows.day.isoformat())
    return True


def _facts(child: Child, *, kind: PepKind, term: Term | None, day: dt.date) -> Facts:
    called = child.called or "the child"
    deadline, name = (term.pep_deadline_date, str(term).lower()) if term else (None, "")
    if kind == PepKind.FIRST and (care := _care_of(child, day)):
        return Facts(kind, care, f"when {called} became looked after", None, name, _first_review(child, care))
    if kind == PepKind.CHANGE and (moved := change_detection.last_move(child, day)):
        return Facts(kind, moved, "the day of the change", deadline, name)
    return Facts(kind, day, "the day on which the plan was opened", deadline, name)


def _care_of(child: Child, day: dt.date) -> dt.date | None:
    periods = CarePeriod.objects.standing().filter(holds(day), child=child, is_short_break=False)
    return periods.values_list("from_date", flat=True).order_by("from_date").first()


def _first_review(child: Child, care: dt.date) -> dt.date | None:
    reviews = CareReview.objects.filter(child=child, review_date__gte=care).exclude(state=ReviewState.CANCELLED)
    return reviews.values_list("review_date", flat=True).order_by("review_date").first()

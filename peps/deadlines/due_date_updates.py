"""When a fact changes, the due dates that follow from it change too, and the history of the plan says so.

A date that was met or missed is not rewritten, nor one that the virtual school extended.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects

from accounts import audit, clock
from accounts.audit import System
from accounts.enums import Job
from accounts.job_runs import JobRun
from accounts.models import School
from children.models import Child, Term
from peps.deadlines.due_dates import Due
from peps.deadlines.facts_read import FactsRead
from peps.enums import PartName, PepKind, PepStatus
from peps.models import PepEvent, PersonalEducationPlan
from peps.questions.answer_values import written

BY = System("clocks")
AT_ONCE = 1_000
MOVED, AFTER_MEETING, TURNED = "due_date", "after_meeting", "turned"
"""Events of a plan: its due date followed a fact; so did the day after its meeting; it became the plan after a change."""


def due_of_new(child: Child, *, kind: PepKind, term: Term | None, day: dt.date, school: School | None = None) -> Due:
    """Of a plan that is opened on that day."""
    return FactsRead([child.pk], [school.pk if school else None]).due(
        child, kind=kind, term=term, day=day, school=school
    )


def due_of(pep: PersonalEducationPlan, read: FactsRead | None = None) -> Due:
    """As it follows from today's facts, by the clocks that ran when the plan was handed out, or became another kind."""
    opened = clock.day_of(pep.delegated_at or pep.opened_at)
    facts = read or FactsRead.of([pep])
    return facts.due(pep.child, kind=PepKind(pep.kind), term=pep.fills_term, day=opened, school=pep.school)


def after_meeting_of(pep: PersonalEducationPlan, read: FactsRead | None = None) -> Due | None:
    """None while no meeting was held, and where the virtual school set another day: that day counts then."""
    held = next((each.held_date for each in pep.meetings.all() if each.cancelled_at is None), None)
    if held is None or pep.extensions.all():
        return None
    return (read or FactsRead.of([pep])).after_meeting(held, pep.school)


def follow_meeting(pep: PersonalEducationPlan, *, at: dt.datetime, read: FactsRead | None = None) -> bool:
    """Brings the day by which the plan is to be complete after its meeting into line. True where it moved."""
    follows = after_meeting_of(pep, read)
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
    """Brings the due dates of plans that are being written into line. Returns how many moved; run again, none.

    Plans are read a thousand at a time, and only those whose date moves are locked.
    """
    waiting = PersonalEducationPlan.objects.filter(
        status=PepStatus.OPEN, due_date__gte=on, extensions=None, parts__name=PartName.SCHOOL, parts__submitted_at=None
    )
    met = Q(meetings__cancelled_at=None, meetings__held_date__isnull=False) | Q(after_meeting_date__isnull=False)
    held = PersonalEducationPlan.objects.under_way().filter(met).distinct()
    run, moved = JobRun(Job.DUE_DATES), 0
    for block in _blocks(waiting):
        moved += sum(run.together_or_alone(block, lambda plans: _follow_all(plans, on, at), called=_plan))
    for block in _blocks(held):
        run.together_or_alone(block, lambda plans: _follow_meetings(plans, at), called=_meeting)
    run.finish()
    return moved


Named = tuple[int, str]
"""The key of a plan, and the reference of its child."""


def _plan(one: Named) -> Named:
    return one


def _meeting(one: Named) -> tuple[str, str]:
    return f"meeting {one[0]}", one[1]


def _blocks(plans: QuerySet[PersonalEducationPlan]) -> Iterator[list[Named]]:
    named = list(plans.order_by("pk").values_list("pk", "child__reference"))
    for start in range(0, len(named), AT_ONCE):
        yield named[start : start + AT_ONCE]


def _read(named: Sequence[Named], *also: str) -> list[PersonalEducationPlan]:
    plans = PersonalEducationPlan.objects.filter(pk__in=[pk for pk, _child in named])
    return list(plans.select_related("child", "school", *also).order_by("pk"))


def _follow_all(named: Sequence[Named], on: dt.date, at: dt.datetime) -> int:
    plans = _read(named, "fills_term")
    read = FactsRead.of(plans)
    return sum(_follow(pep.pk, on, at) for pep in plans if due_of(pep, read).day != pep.due_date)


def _follow_meetings(named: Sequence[Named], at: dt.datetime) -> int:
    plans = _read(named)
    prefetch_related_objects(plans, "meetings", "extensions")
    read = FactsRead.of(plans)
    return sum(follow_meeting(pep, at=at, read=read) for pep in plans)


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

"""What a person looks at before a term's plans are handed out: who changes school or phase with the term, which
schools have not said who their designated teacher is, and which plans of an earlier time are still being written."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.dated import holds
from accounts.models import School, SchoolConfirmation
from children.calendar.clocks import ONE_DAY
from children.enums import EnrolmentKind
from children.models import Child, Enrolment, Term
from children.year_groups import academic_year, phase_of
from peps.delegation.delegation import waiting_children
from peps.enums import PepStatus
from peps.life.closing import untouched
from peps.models import PersonalEducationPlan
from peps.questions.answer_values import written


@dataclass(frozen=True)
class Mover:
    """`what` says from where to where; the plan follows the first day of the term."""

    child: Child
    what: str


@dataclass(frozen=True)
class Unfinished:
    """A plan that keeps its child from the plan of the term, and what a person can do about it."""

    pep: PersonalEducationPlan
    state: str
    what_to_do: str
    may_close: bool
    """Not completed in its term, by one act that opens the term's plan too."""


def unfinished(term: Term, on: dt.date) -> list[Unfinished]:
    """Plans under way of children who wait for the term's, but for those that delegation closes by itself. Two queries."""
    plans = PersonalEducationPlan.objects.under_way().filter(child__in=waiting_children(term, on).values("pk"))
    kept = plans.exclude(pk__in=untouched(term, on).values("pk")).for_list()
    return [_unfinished(pep, on) for pep in kept.order_by("child__family_name", "child__given_name", "pk")]


def _unfinished(pep: PersonalEducationPlan, on: dt.date) -> Unfinished:
    is_over = pep.due_date < on
    close = "Or close it as not completed in its term: its text starts the next plan."
    if pep.status == PepStatus.SUBMITTED:
        return Unfinished(pep, "Both parts are in", "Check it and sign it off.", may_close=False)
    if not is_over:
        return Unfinished(pep, f"Due on {written(pep.due_date)}", "Wait for it, or complete it first.", may_close=False)
    if pep.status == PepStatus.RETURNED:
        return Unfinished(pep, "Returned with points", f"Ask for the answers. {close}", may_close=True)
    there = [
        words
        for words, moment in (
            ("Part 1 is in", pep.part_1_at),
            ("the school part is in", pep.school_part_at),
            (
                f"the meeting was held on {written(pep.meeting_held_date)}" if pep.meeting_held_date else "",
                pep.meeting_held_date,
            ),
        )
        if moment
    ]
    state = "; ".join(there) or "Begun, and no part is in"
    return Unfinished(pep, f"{state[:1].upper()}{state[1:]}", f"Have the rest completed. {close}", may_close=True)


def movers(term: Term, on: dt.date) -> Iterator[Mover]:
    """Of the children who wait for a plan. Three queries."""
    eve = min(on, term.first_day - ONE_DAY)
    children = list(waiting_children(term, on).order_by("family_name", "given_name", "pk"))
    before, after = (_schools(children, day) for day in (eve, max(on, term.first_day)))
    for child in children:
        said = []
        if before.get(child.pk) != after.get(child.pk):
            said.append(f"{before.get(child.pk, 'No school')}, then {after.get(child.pk, 'no school')}")
        phases = [phase_of(child.year_group_on(day)) for day in (eve, term.first_day)]
        if phases[0] != phases[1]:
            said.append(f"{phases[0].label}, then {phases[1].label.lower()}: the form of the new phase")
        if said:
            yield Mover(child, ". ".join(said))


def unconfirmed_schools(term: Term, on: dt.date) -> list[str]:
    """Schools of the children who wait, whose people nobody has confirmed in the school year of the term. One query."""
    day = max(on, term.first_day)
    confirmed = SchoolConfirmation.objects.filter(academic_year=academic_year(term.first_day))
    rolls = Enrolment.objects.filter(holds(day), child__in=waiting_children(term, on).values("pk"))
    schools = School.objects.filter(pk__in=rolls.values("school")).exclude(pk__in=confirmed.values("school"))
    return sorted(str(school) for school in schools)


def _schools(children: list[Child], day: dt.date) -> dict[int, str]:
    """The main school where there are two."""
    rows = Enrolment.objects.filter(holds(day), child__in=children).select_related("school")
    ordered = sorted(rows, key=lambda row: (row.kind == EnrolmentKind.MAIN, row.from_date))
    return {row.child_id: str(row.school) for row in ordered}

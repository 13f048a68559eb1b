"""What a person looks at before a term's plans are handed out: who changes school or phase with the term, and which
schools have not said who their designated teacher is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.dated import holds
from accounts.models import SchoolConfirmation
from children.clocks import ONE_DAY
from children.enums import EnrolmentKind
from children.models import Child, Enrolment, Term
from children.school_years import academic_year, phase_of
from peps.delegation import waiting_children


@dataclass(frozen=True)
class Mover:
    """`what` says from where to where; the plan follows the first day of the term."""

    child: Child
    what: str


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
    names = rolls.exclude(school__in=confirmed.values("school")).values_list("school__name", flat=True)
    return sorted(set(names))


def _schools(children: list[Child], day: dt.date) -> dict[int, str]:
    """The main school where there are two."""
    rows = Enrolment.objects.filter(holds(day), child__in=children).select_related("school")
    ordered = sorted(rows, key=lambda row: (row.kind == EnrolmentKind.MAIN, row.from_date))
    return {row.child_id: row.school.name for row in ordered}

"""What the virtual school has to watch: plans to check, terms to delegate, and what stands still."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts import clock
from children.models import Term
from peps.delegation.delegation import waiting_children, waiting_for_nobody
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan

SHOWN = 5
AHEAD = dt.timedelta(days=14)


@dataclass(frozen=True)
class ToCheck:
    child: str
    where: str
    since_date: dt.date
    days: int
    href: str


@dataclass(frozen=True)
class TermToDelegate:
    text: str
    href: str
    button: str


@dataclass(frozen=True)
class Figure:
    value: int
    label: str
    href: str


@dataclass(frozen=True)
class Oversight:
    to_check: list[ToCheck]
    figures: list[Figure]
    terms: list[TermToDelegate]


def oversight_for(person: Any, on: dt.date) -> Oversight:
    """Six queries, whatever the number of plans."""
    plans = PersonalEducationPlan.objects.visible_to(person).under_way()
    term = Term.objects.current(on)
    board = reverse("peps:board")
    counted = plans.aggregate(
        submitted=Count("pk", filter=Q(status=PepStatus.SUBMITTED)),
        returned=Count("pk", filter=Q(status=PepStatus.RETURNED)),
        late=Count("pk", filter=Q(due_date__lt=on)),
    )
    figures = [
        Figure(counted["submitted"], "to check", reverse("quality:queue")),
        Figure(counted["late"], "late", f"{board}?term=&late=on"),
        Figure(counted["returned"], "returned, not back yet", f"{board}?term=&stage=RETURNED"),
    ]
    if term:
        nobody = waiting_for_nobody(term, on).count()
        figures.append(Figure(nobody, "with nobody to ask", reverse("peps:delegation", args=[term.key])))
    return Oversight(to_check=_to_check(plans, on), figures=figures, terms=_to_delegate(term, on))


def _to_check(plans, on: dt.date) -> list[ToCheck]:
    oldest = plans.filter(status=PepStatus.SUBMITTED).select_related("child", "school").order_by("submitted_at", "pk")
    rows = []
    for pep in oldest[:SHOWN]:
        since = clock.day_of(pep.submitted_at)
        where = f"{pep.year_label}, {pep.school or 'not on roll'}"
        href = reverse("quality:audit", args=[pep.reference])
        rows.append(ToCheck(pep.child.name, where, since, (on - since).days, href))
    return rows


def _to_delegate(term: Term | None, on: dt.date) -> list[TermToDelegate]:
    """The term that runs while children wait for a plan, or the one whose delegation comes near."""
    if term is None or term.delegation_date > on + AHEAD:
        return []
    waiting = waiting_children(term, on).count()
    if not waiting:
        return []
    children = "1 child has" if waiting == 1 else f"{waiting} children have"
    when = "" if term.delegation_date <= on else f" Its day is {term.delegation_date:%-d %B %Y}."
    text = f"{children} no plan yet for the {str(term).lower()}.{when}"
    return [TermToDelegate(text, reverse("peps:delegation", args=[term.key]), "Open the plans")]

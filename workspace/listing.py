"""The children whom a person reaches, as rows: who, where, with whom, and how the plan stands."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.urls import reverse

from accounts.access import Level
from accounts.dated import holds, starts_after
from accounts.models import School, Team
from children.enums import AllocationKind, EnrolmentKind, Phase
from children.identity.search import find
from children.models import Allocation, Child, Enrolment
from children.year_groups import births_of, label
from peps.lists.board import STAGE_LABELS, with_stage
from peps.models import PersonalEducationPlan


@dataclass(frozen=True)
class Row:
    """`formerly`: the former name by which a search found the child."""

    name: str
    formerly: str
    href: str
    year: str
    school: str
    social_worker: str
    plan: str
    due_date: dt.date | None
    days_left: int | None


def children_listed_to(person: Any):
    """With `may_name`: whether the child's page is theirs too; else the child is a reference to them."""
    named = Child.objects.visible_to(person, level=Level.RECORD).filter(pk=OuterRef("pk"))
    return Child.objects.visible_to(person, level=Level.LISTED).annotate(may_name=Exists(named))


def narrowed(children, given: dict[str, Any], on: dt.date):
    """By what `ChildrenFilter` understood. A search looks through names, so only through those the person may know."""
    if phase := given.get("phase"):
        first, after = births_of(Phase(phase), on)
        children = children.filter(date_of_birth__gte=first, date_of_birth__lt=after)
    if school := given.get("school"):
        here = Enrolment.objects.filter(holds(on), school=school, child=OuterRef("pk"))
        children = children.filter(Exists(here))
    if team := given.get("team"):
        with_team = Allocation.objects.filter(holds(on), kind=AllocationKind.SOCIAL_WORKER, team=team)
        children = children.filter(pk__in=with_team.values("child"))
    if given.get("care") == "now":
        children = children.looked_after_on(on)
    if given.get("q"):
        return find(given["q"], children.filter(may_name=True))
    return children.order_by("family_name", "given_name", "pk")


def rows(children: Iterable[Child], on: dt.date) -> list[Row]:
    """Three queries for the page's children, however many."""
    children = list(children)
    schools = Enrolment.objects.filter(holds(on) | starts_after(on)).select_related("school")
    workers = Allocation.objects.filter(holds(on), kind=AllocationKind.SOCIAL_WORKER).select_related("person", "team")
    plans = with_stage(PersonalEducationPlan.objects.counted().with_moments()).order_by("-opened_at", "-pk")
    prefetch_related_objects(
        children,
        Prefetch("enrolments", schools, to_attr="enrolments_to_show"),
        Prefetch("allocations", workers, to_attr="social_workers"),
        Prefetch("peps", plans, to_attr="plans"),
    )
    return [_row(child, on) for child in children]


def current_plan(plans: Iterable[PersonalEducationPlan]) -> PersonalEducationPlan | None:
    """The one under way, else the newest. `plans` come newest first."""
    plans = list(plans)
    return next((pep for pep in plans if pep.is_under_way), plans[0] if plans else None)


def schools_of(children, on: dt.date) -> list[tuple[int, str]]:
    here = Enrolment.objects.filter(holds(on), child__in=children.order_by())
    return [(school.pk, str(school)) for school in School.objects.filter(pk__in=here.values("school"))]


def teams_of(children, on: dt.date) -> list[tuple[int, str]]:
    held = Allocation.objects.filter(holds(on), kind=AllocationKind.SOCIAL_WORKER, child__in=children.order_by())
    return list(Team.objects.filter(pk__in=held.values("team")).values_list("pk", "name"))


def where_taught(enrolments: Iterable[Enrolment], on: dt.date) -> str:
    """The school of today, the main one first; else the one to come, with its day."""
    here = sorted((row for row in enrolments if row.holds_on(on)), key=lambda row: row.kind != EnrolmentKind.MAIN)
    if here:
        return str(here[0].school)
    coming = min((row for row in enrolments if row.from_date > on), key=lambda row: row.from_date, default=None)
    return f"{coming.school}, starts on {coming.from_date:%-d %B %Y}" if coming else "Not on roll"


def _row(child: Child, on: dt.date) -> Row:
    pep = current_plan(child.plans)
    due = pep.asked_by_date if pep and pep.is_under_way else None
    return Row(
        name=child.name if child.may_name else f"Child {child.reference}",
        formerly=getattr(child, "formerly", ""),
        href=reverse("workspace:child", args=[child.reference]) if child.may_name else "",
        year=label(child.year_group_on(on)),
        school=where_taught(child.enrolments_to_show, on),
        social_worker=_social_worker(child.social_workers),
        plan=STAGE_LABELS[pep.stage] if pep else "No plan yet",
        due_date=due,
        days_left=(due - on).days if due else None,
    )


def _social_worker(allocations: list[Allocation]) -> str:
    if not allocations:
        return "Nobody yet"
    held = allocations[0]
    return ", ".join(str(part) for part in (held.person or "Nobody yet", held.team) if part)

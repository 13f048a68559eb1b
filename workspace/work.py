"""What one person has to do, soonest first, and what of theirs waits for others. Nothing here is stored."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, Subquery
from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.dated import starts_after
from accounts.enums import VIRTUAL_SCHOOL_ROLES, Role
from accounts.reached import within
from children.models import Enrolment
from peps.enums import PartName, PepKind, PepStatus
from peps.models import Part, PersonalEducationPlan, Revision, Section
from peps.questions.plan_form import blueprint_of
from peps.section_owners.assignees import people_asked
from quality.models import Point

SHORTLY = {
    PepKind.FIRST: "Counted from the first day of care",
    PepKind.CHANGE: "Counted from the day of the change",
    PepKind.INTERIM: "Counted from the day on which it was opened",
}
READERS = frozenset({Role.IRO, Role.HEADTEACHER})
FOR_THEIR_TEAM = frozenset({Role.TEAM_MANAGER, Role.TEAM_ADMINISTRATOR})


@dataclass(frozen=True)
class Task:
    """One thing to do: what, of which child, by when and why then, and where it is done."""

    title: str
    child: str
    where: str
    due_date: dt.date
    days_left: int
    why: str
    state: str
    colour: str
    href: str
    button: str
    holder: str = ""


@dataclass(frozen=True)
class Waiting:
    """A plan that this person reads, and who is to move next."""

    child: str
    title: str
    where: str
    due_date: dt.date
    days_left: int
    waits_for: str
    href: str


@dataclass
class Work:
    tasks: list[Task] = field(default_factory=list)
    of_team: list[Task] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    is_reader: bool = False


@dataclass(frozen=True)
class OpenPart:
    """How far a part is that this person is asked for; only the sections open to them count."""

    part: str
    sections: int
    complete: int
    begun: int
    """In how many of them somebody wrote, or filled in rows."""


@dataclass(frozen=True)
class Asked:
    """Development points that wait for this person's answer."""

    number: int
    due_date: dt.date


WRITTEN_IN = Q(rows_at__isnull=False) | Exists(Revision.objects.filter(section=OuterRef("pk")))


def work_of(person: Any, on: dt.date) -> Work:
    """At most seven queries, however many children."""
    roles = {post.role for post in person.posts_held_today()}
    open_parts = _open_parts(person, on)
    plans = list(_plans(person, roles, open_parts))
    asked = people_asked(plans, on) if roles & FOR_THEIR_TEAM or len(plans) > len(open_parts) else {}
    points = _points(person, roles)
    starts = _starts(person, plans, on)
    work = Work(tasks=_handed(person, on), is_reader=bool(roles & READERS) and bool(plans))
    for pep in plans:
        where = _where(pep, starts.get(pep.child_id))
        for part in open_parts.get(pep.pk, ()):
            task = _task(pep, part, where=where, points=points.get(pep.pk), on=on)
            names = asked[pep.pk][Role.SOCIAL_WORKER] if roles & FOR_THEIR_TEAM else []
            if names and person.name not in names:
                work.of_team.append(_held_by(task, names))
            else:
                work.tasks.append(task)
        if pep.pk not in open_parts:
            work.waiting.append(_waiting(pep, asked[pep.pk], where=where, on=on))
    for rows in (work.tasks, work.of_team, work.waiting):
        rows.sort(key=lambda row: (row.due_date, row.child))
    return work


def asked_in_their_own_role(person: Any) -> Q:
    """Sections that are this person's to fill: the virtual school may write in all, and is asked for its own."""
    mine = access.NOTHING
    for post in person.posts_held_today():
        owners, reach = access.SECTIONS_EDITED.get(post.role, (frozenset(), None))
        if reach is not None:
            own = {Role.VS_OFFICER} if post.role in VIRTUAL_SCHOOL_ROLES else owners
            mine |= Q(owner_role__in=own) & access.reach_of(person, post, reach, "pep__child__")
    return mine


def _open_parts(person: Any, on: dt.date) -> dict[int, list[OpenPart]]:
    own = within(Section.objects.editable_by(person), asked_in_their_own_role(person))
    rows = (
        own.exclude(handed_to=person.pk)
        .order_by("part__name")
        .values_list("pep", "part__name")
        .annotate(sections=Count("pk"), complete=Count("confirmed_at"), begun=Count("pk", filter=WRITTEN_IN))
    )
    parts: dict[int, list[OpenPart]] = {}
    for pep, *row in rows:
        parts.setdefault(pep, []).append(OpenPart(*row))
    return parts


def _plans(person: Any, roles: set[str], open_parts: Iterable[int]):
    """The virtual school reads every plan, and is shown here only what it is asked for itself."""
    plans = PersonalEducationPlan.objects.visible_to(person).under_way()
    if roles & VIRTUAL_SCHOOL_ROLES:
        plans = plans.filter(pk__in=list(open_parts))
    part = Part.objects.filter(pep=OuterRef("pk"))
    return plans.select_related("child", "school", "fills_term").annotate(
        part_1_in=Subquery(part.filter(name=PartName.PART_1).values("submitted_at")[:1]),
        school_part_in=Subquery(part.filter(name=PartName.SCHOOL).values("submitted_at")[:1]),
    )


def _points(person: Any, roles: set[str]) -> dict[int, Asked]:
    if roles & VIRTUAL_SCHOOL_ROLES or not access.may(person, Action.ANSWER_POINT):
        return {}
    rows = (
        Point.objects.answerable_by(person)
        .in_the_way()
        .filter(audit__pep__status=PepStatus.RETURNED)
        .order_by()
        .values_list("audit__pep")
        .annotate(number=Count("pk"), due=Min("due_date"))
    )
    return {pep: Asked(number, due) for pep, number, due in rows}


def _starts(person: Any, plans: list[PersonalEducationPlan], on: dt.date) -> dict[int, dt.date]:
    """The first day of children who are still to come to this person's school."""
    schools = {post.school_id for post in person.posts_held_today() if post.school_id}
    if not schools or not plans:
        return {}
    coming = Enrolment.objects.filter(starts_after(on), school__in=schools, child__in={pep.child_id for pep in plans})
    return dict(coming.values_list("child", "from_date"))


def _handed(person: Any, on: dt.date) -> list[Task]:
    """To a colleague, at the school or in the team, the child is a called name and a section, and nothing else."""
    if not any(post.school_id or post.team_id for post in person.posts_held_today()):
        return []
    sections = Section.objects.editable_by(person).filter(handed_to=person.pk)
    tasks = []
    for section in sections.select_related("pep__child", "pep__edition"):
        pep = section.pep
        tasks.append(
            Task(
                title=blueprint_of(pep).section(section.key).title,
                child=pep.child.called or f"Child {pep.child.reference}",
                where="A section that was handed to you",
                due_date=pep.asked_by_date,
                days_left=(pep.asked_by_date - on).days,
                why="The day on which the whole plan is due",
                state="Complete" if section.confirmed_at else "To fill in",
                colour="" if section.confirmed_at else "blue",
                href=reverse("peps:section", args=[pep.reference, section.key]),
                button="Look again" if section.confirmed_at else "Fill in this section",
            )
        )
    return tasks


def _task(pep, part: OpenPart, *, where: str, points: Asked | None, on: dt.date) -> Task:
    title = "Part 1" if part.part == PartName.PART_1 else "School part"
    due, why = pep.asked_by_date, why_this_date(pep)
    href = reverse("peps:task_list", args=[pep.reference])
    state, colour, button = _state(part)
    if pep.status == PepStatus.RETURNED:
        state, colour, button = "Returned", "orange", "Change and submit again"
    if points:
        due, why = points.due_date, "The day that the virtual school asked for"
        state = f"Returned: {points.number} point{'' if points.number == 1 else 's'} to answer"
        href, button = reverse("quality:points", args=[pep.reference]), "Answer the points"
    return Task(title, pep.child.name, where, due, (due - on).days, why, state, colour, href, button)


def _state(part: OpenPart) -> tuple[str, str, str]:
    if part.complete == part.sections:
        return "Ready to submit", "green", "Submit"
    if part.complete:
        return f"{part.complete} of {part.sections} sections complete", "light-blue", "Continue"
    if part.begun:
        return "In progress", "light-blue", "Continue"
    return "Not started", "blue", "Start"


def _held_by(task: Task, names: list[str]) -> Task:
    return Task(**{**task.__dict__, "holder": ", ".join(names), "button": "Open"})


def why_this_date(pep: PersonalEducationPlan) -> str:
    """In short; the plan's own page says every step."""
    if pep.asked_by_date < pep.due_date:
        return "Counted from the day of the meeting"
    if pep.fills_term and pep.fills_term.pep_deadline_date in (pep.due_date, pep.brought_from_date):
        brought = ", brought forward to a school day" if pep.brought_from_date else ""
        return f"The deadline of the {str(pep.fills_term).lower()}{brought}"
    return SHORTLY.get(pep.kind, "The day that was set for this plan")


def _where(pep: PersonalEducationPlan, starts: dt.date | None) -> str:
    school = str(pep.school) if pep.school else "not on roll"
    coming = f", starts on {starts:%-d %B %Y}" if starts else ""
    return f"{pep.year_label}, {school}{coming}"


def _waiting(pep: PersonalEducationPlan, asked: dict[str, list[str]], *, where: str, on: dt.date) -> Waiting:
    return Waiting(
        child=pep.child.name,
        title=pep.title,
        where=where,
        due_date=pep.asked_by_date,
        days_left=(pep.asked_by_date - on).days,
        waits_for=_who_is_next(pep, asked),
        href=reverse("peps:task_list", args=[pep.reference]),
    )


def _who_is_next(pep: PersonalEducationPlan, asked: dict[str, list[str]]) -> str:
    if pep.status == PepStatus.SUBMITTED:
        return "The virtual school, to check it"
    parts = (
        ("Part 1", pep.part_1_in, Role.SOCIAL_WORKER),
        ("School part", pep.school_part_in, Role.DESIGNATED_TEACHER),
    )
    waits = [f"{name}: {', '.join(asked.get(role, [])) or 'nobody yet'}" for name, is_in, role in parts if not is_in]
    return "; ".join(waits)

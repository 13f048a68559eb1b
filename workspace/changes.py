"""What changed for the children a person reaches, and what follows from each change: worked out when it is read."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.enums import Role
from accounts.models import Post
from children.calendar.clocks import Calendar
from children.enums import ChangeKind, Origin
from children.models import Child, ClosingForm, RecordChange
from children.protection.protective_facts import KEEP_ADDRESS, Protection, protections_of
from peps.enums import PepKind, PepStatus
from peps.models import ClockSettings, PersonalEducationPlan
from peps.scope import in_scope

WANTS_A_PLAN = {
    ChangeKind.SCHOOL: ("A change plan", "the change of school"),
    ChangeKind.PLACEMENT: ("A change plan", "the change of placement"),
    ChangeKind.CARE_BEGAN: ("A first plan", "the child came into care"),
}


@dataclass(frozen=True)
class Consequence:
    """One thing that follows, and where it is done."""

    text: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Line:
    child: str
    href: str
    kind: str
    what: str
    changed_date: dt.date
    noticed_date: dt.date
    how: str
    follows: list[Consequence]
    warning: str = ""


@dataclass
class Known:
    """What the consequences of one page's changes are worked out from: eight queries, however many changes."""

    protected: dict[int, Protection]
    in_scope: set[int]
    plans: dict[int, list[PersonalEducationPlan]]
    teachers: dict[int, list[str]]
    forms: dict[tuple[int, int], ClosingForm]
    may_open: bool
    may_close: bool
    on: dt.date
    clocks: ClockSettings
    calendar: Calendar = field(default_factory=Calendar)

    def days_for(self, change: RecordChange) -> int:
        """Working days for the plan that the change asks for."""
        begins = change.kind == ChangeKind.CARE_BEGAN
        return self.clocks.first_complete_days if begins else self.clocks.change_days


def lines(changes: Iterable[RecordChange], *, reader: Any, on: dt.date) -> list[Line]:
    changes = list(changes)
    known = _known(changes, reader, on)
    return [_line(change, known) for change in changes]


def plan_due(change: RecordChange, known: Known) -> dt.date:
    """So many working days after the change, which is day 0 (domain: the clocks)."""
    return known.calendar.add_working_days(change.changed_date, known.days_for(change))


def _known(changes: list[RecordChange], reader: Any, on: dt.date) -> Known:
    children = {change.child_id for change in changes}
    schools = {change.now_school_id for change in changes if change.now_school_id}
    plans: dict[int, list[PersonalEducationPlan]] = defaultdict(list)
    for pep in (
        PersonalEducationPlan.objects.visible_to(reader)
        .filter(child__in=children)
        .counted()
        .select_related("fills_term")
    ):
        plans[pep.child_id].append(pep)
    teachers: dict[int, list[str]] = defaultdict(list)
    posts = Post.objects.holding(on).filter(role=Role.DESIGNATED_TEACHER, school__in=schools, user__is_active=True)
    for post in posts.select_related("user"):
        teachers[post.school_id].append(post.user.name)
    forms = ClosingForm.objects.standing().filter(child__in=children).order_by("left_date")
    return Known(
        protected=protections_of([each.child for each in changes if each.kind == ChangeKind.PLACEMENT], on),
        in_scope=set(in_scope(on).filter(pk__in=children).values_list("pk", flat=True)),
        plans=plans,
        teachers=teachers,
        forms={(form.child_id, form.school_id): form for form in forms},
        may_open=access.may(reader, Action.OPEN_PEP),
        may_close=access.may(reader, Action.CLOSE_PEP),
        on=on,
        clocks=ClockSettings.objects.on(on),
    )


def _line(change: RecordChange, known: Known) -> Line:
    child: Child = change.child
    return Line(
        child=child.name,
        href=reverse("workspace:child", args=[child.reference]),
        kind=f"{change.get_kind_display()}{', date put right' if change.is_correction else ''}",
        what=_what(change),
        changed_date=change.changed_date,
        noticed_date=clock.day_of(change.noticed_at),
        how=f"reported by {change.by_name}" if change.origin == Origin.HAND else "from a file",
        warning=KEEP_ADDRESS
        if change.kind == ChangeKind.PLACEMENT and known.protected[change.child_id].address
        else "",
        follows=[*_plan(change, known), *_new_school(change, known), *_old_school(change, known), *_work(change)],
    )


def _what(change: RecordChange) -> str:
    if change.kind in (ChangeKind.CARE_BEGAN, ChangeKind.CARE_ENDED):
        return change.get_kind_display()
    nothing = "not on roll" if change.kind == ChangeKind.SCHOOL else "nobody"
    if not change.was:
        return change.now
    return f"{change.was}, then {change.now or nothing}"


def _plan(change: RecordChange, known: Known) -> Iterable[Consequence]:
    under_way = next((pep for pep in known.plans[change.child_id] if pep.is_under_way), None)
    if change.kind == ChangeKind.CARE_ENDED and under_way:
        link = ("peps:close", "Close it") if known.may_close else ("peps:task_list", "Open it")
        yield Consequence(f"“{under_way.title}” is still open.", reverse(link[0], args=[under_way.reference]), link[1])
    if change.kind not in WANTS_A_PLAN or change.child_id not in known.in_scope:
        return
    plan, why = WANTS_A_PLAN[change.kind]
    due = f"{plan} is due by {plan_due(change, known):%-d %B %Y}, {known.days_for(change)} working days after {why}"
    since = next(
        (pep for pep in known.plans[change.child_id] if clock.day_of(pep.opened_at) >= change.changed_date), None
    )
    if since:
        yield Consequence(f"{due}: opened.", reverse("peps:task_list", args=[since.reference]), since.title)
    elif under_way:
        yield _under_way(due, under_way, change, known)
    elif known.may_open:
        yield Consequence(f"{due}.", reverse("peps:open", args=[change.child.reference]), "Open a plan")
    else:
        yield Consequence(f"{due}.")


def _under_way(due: str, pep: PersonalEducationPlan, change: RecordChange, known: Known) -> Consequence:
    """It becomes the plan after the change by a person's act; one that is, or is being checked, is brought up to date."""
    if known.may_open and pep.status == PepStatus.OPEN and pep.kind != PepKind.CHANGE:
        text = f"{due}. “{pep.title}” is under way, and can become the plan after the change."
        return Consequence(text, reverse("peps:open", args=[change.child.reference]), "Turn it into that plan")
    text = f"{due}. “{pep.title}” is under way: bring it up to date by then."
    return Consequence(text, reverse("peps:task_list", args=[pep.reference]), "Open it")


def _new_school(change: RecordChange, known: Known) -> Iterable[Consequence]:
    if change.now_school_id is None:
        return
    names = known.teachers[change.now_school_id]
    if names:
        yield Consequence(f"Designated teacher of {change.now_school}: {', '.join(names)}.")
    else:
        yield Consequence(
            f"{change.now_school} has no designated teacher with an account. Ask the virtual school to invite one; "
            "the virtual school fills the school part until then."
        )


def _old_school(change: RecordChange, known: Known) -> Iterable[Consequence]:
    if change.was_school_id is None or change.was_school_id == change.now_school_id:
        return
    if change.changed_date > known.on:
        yield Consequence(
            f"{change.was_school} sees the child until {clock.day_before(change.changed_date):%-d %B %Y}."
        )
        return
    form = known.forms.get((change.child_id, change.was_school_id))
    text = f"Access of {change.was_school} ended on {change.changed_date:%-d %B %Y}."
    if form is None:
        yield Consequence(text)
    elif form.submitted_at:
        yield Consequence(f"{text} Its closing form was sent in on {clock.day_of(form.submitted_at):%-d %B %Y}.")
    else:
        yield Consequence(f"{text} Its closing form is due by {clock.day_before(form.until):%-d %B %Y}.")


def _work(change: RecordChange) -> Iterable[Consequence]:
    if change.kind == ChangeKind.WORKER and change.now:
        yield Consequence(f"Open sections of Part 1 are with {change.now} from {change.changed_date:%-d %B %Y}.")

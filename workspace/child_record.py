"""What stands at the top of a child's page: who the child is, whom to call, what needs doing, and the life so far."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from accounts import clock
from accounts.access import Action, Level
from accounts.enums import SCHOOL_ROLES, Role
from accounts.models import Post, School
from charts.timeline import Mark, Spell, Timeline, draw
from children.attendance import attendance
from children.care_codes import LEGAL_STATUSES, PLACEMENTS
from children.enums import AllocationKind, ReviewState
from children.models import Child, Enrolment, Placement
from children.moves.moves import OPEN as OPEN_MOVES
from children.protection.confidentiality import confidential_children
from children.year_groups import FIRST_MONTH, academic_year_start, age, label
from peps.lists.board import STAGE_LABELS, with_stage
from peps.models import PersonalEducationPlan
from workspace.child_needs import Need, Standing, needs_of
from workspace.listing import current_plan, where_taught


@dataclass(frozen=True)
class Call:
    """Somebody to speak to about the child, and how to reach them."""

    who: str
    name: str
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Reader:
    """How far the child's page is open to the person who reads it."""

    sees_confidential: bool
    reads_plans: bool
    sees_rating: bool
    actions: frozenset[Action]


@dataclass
class Record:
    child: Child
    age: int
    year: str
    school: str
    calls: list[Call]
    needs: list[Need]
    timeline: Timeline
    current: PersonalEducationPlan | None
    stage: str
    postcode: str = ""


def children_open_to(person: Any):
    """The children whose page this person opens, each with `reads_plans` and `sees_confidential`."""
    plans = Child.objects.visible_to(person, level=Level.PLAN).filter(pk=OuterRef("pk"))
    confidential = confidential_children(person).filter(pk=OuterRef("pk"))
    return Child.objects.visible_to(person, level=Level.RECORD).annotate(
        reads_plans=Exists(plans), sees_confidential=Exists(confidential)
    )


def reader_of(child: Child, person: Any) -> Reader:
    """`child` comes from `children_open_to`. The virtual school's rating is not for school staff."""
    at_school = all(post.role in SCHOOL_ROLES for post in person.posts_held_today())
    sees_rating = child.sees_confidential or (person.holds_role(Role.IRO) and not at_school)
    return Reader(child.sees_confidential, child.reads_plans, sees_rating, person.actions_today())


def record_of(child: Child, reader: Reader, *, on: dt.date) -> Record:
    """Loads everything that the page's first tab shows: a fixed number of queries, however long the history."""
    enrolments = list(child.enrolments.standing().select_related("school"))
    placements = list(child.placements.standing())
    plans = list(
        with_stage(child.peps.counted().with_moments()).select_related("fills_term").order_by("-opened_at", "-pk")
    )
    current = current_plan(plans)
    here = [row for row in placements if row.holds_on(on)]
    calls = _calls(child, here, enrolments, on)
    sees = reader.sees_confidential
    return Record(
        child=child,
        age=age(child.date_of_birth, on),
        year=label(child.year_group_on(on)),
        school=where_taught(enrolments, on),
        calls=calls,
        needs=needs_of(_standing(child, reader, enrolments, calls, current, on)),
        timeline=_timeline(child, reader, enrolments, placements, plans, on),
        current=current,
        stage=STAGE_LABELS[current.stage] if current else "",
        postcode=here[0].postcode if here and sees else "",
    )


def _standing(child, reader: Reader, enrolments: list[Enrolment], calls: list[Call], current, on: dt.date) -> Standing:
    reached = {call.who: bool(call.email) for call in calls}
    return Standing(
        child=child,
        on=on,
        actions=reader.actions,
        reads_plans=reader.reads_plans,
        is_on_roll=any(row.holds_on(on) for row in enrolments),
        has_worker=reached.get(AllocationKind.SOCIAL_WORKER.label, False),
        has_teacher=reached.get("Designated teacher", False) or any(_is_at_setting(row, on) for row in enrolments),
        school_urn=next((row.school.urn for row in enrolments if row.holds_on(on)), ""),
        plan=current,
        not_full_time=child.times_not_full_time.holding(on).first(),
        move=child.planned_moves.filter(state__in=OPEN_MOVES).first(),
        rating=child.ratings.holding(on).first() if reader.sees_rating else None,
        review=child.care_reviews.filter(state=ReviewState.BOOKED, review_date__gte=on).first(),
        attendance=attendance.of_child(
            child, dt.date(academic_year_start(on), FIRST_MONTH, 1), on + dt.timedelta(days=1)
        ),
    )


def _timeline(child, reader: Reader, enrolments, placements, plans, on: dt.date) -> Timeline:
    """School staff see no homes and no orders."""
    lanes = [
        ("In care", [Spell("Looked after", row.from_date, row.until) for row in child.care_periods.standing()]),
        ("School", [Spell(str(row.school), row.from_date, row.until) for row in enrolments]),
    ]
    if reader.sees_confidential:
        homes = [Spell(_placement(row), row.from_date, row.until) for row in placements]
        orders = [
            Spell(LEGAL_STATUSES.get(row.code, row.code), row.from_date, row.until)
            for row in child.legal_statuses.standing()
        ]
        lanes[1:1] = [("Legal status", orders), ("Placement", homes)]
    marks = [Mark(pep.title, clock.day_of(pep.opened_at), pep.signed_off_at is not None) for pep in reversed(plans)]
    return draw(lanes, marks, on=on)


def _calls(child: Child, here: list[Placement], enrolments: list[Enrolment], on: dt.date) -> list[Call]:
    """Social worker first, then the carer and the school: who is asked most often."""
    held = {row.kind: row for row in child.allocations.holding(on).select_related("person", "team")}
    calls = [_allocated(held, AllocationKind.SOCIAL_WORKER)]
    calls += [Call("Carer", row.carer_name or "Not known", row.carer_telephone) for row in here]
    schools = {row.school_id for row in enrolments if row.holds_on(on)}
    posts = Post.objects.holding(on).filter(role=Role.DESIGNATED_TEACHER, school__in=schools, user__is_active=True)
    teachers = [post.user for post in posts.select_related("user")]
    calls += [Call("Designated teacher", user.name, user.telephone, user.email) for user in teachers]
    without_urn = [row.school for row in enrolments if _is_at_setting(row, on)]
    calls += [_to_ask(school) for school in without_urn if school.contact_name]
    if not teachers and not without_urn:
        calls.append(Call("Designated teacher", "Nobody here yet"))
    others = (AllocationKind.VS_OFFICER, AllocationKind.IRO, AllocationKind.ADVISER)
    return calls + [_allocated(held, kind) for kind in others if kind in held]


def _is_at_setting(row: Enrolment, on: dt.date) -> bool:
    """At a setting without a URN, which has no designated teacher to invite: the virtual school writes its part."""
    return row.holds_on(on) and not row.school.has_urn


def _to_ask(setting: School) -> Call:
    return Call("At the setting", setting.contact_name, setting.telephone, setting.contact_email)


def _allocated(held: dict, kind: AllocationKind) -> Call:
    row = held.get(kind)
    if row is None or row.person is None:
        team = f" ({row.team})" if row and row.team else ""
        return Call(kind.label, f"Nobody yet{team}")
    team = f", {row.team}" if row.team else ""
    return Call(kind.label, f"{row.person}{team}", row.person.telephone, row.person.email)


def _placement(row: Placement) -> str:
    kind = PLACEMENTS.get(row.kind, row.kind)
    return kind if row.is_in_area is not False else f"{kind}, outside the council's area"


def tabs_for(reader: Reader) -> Iterable[tuple[str, str]]:
    """Keys and names of the tabs that this reader opens."""
    yield "", "Overview"
    yield "school", "School"
    if reader.sees_confidential:
        yield "care", "Care"
    yield "family", "Family"
    yield "health", "Health and needs"
    yield "notes", "Notes"
    if reader.reads_plans:
        yield "plans", "Plans"
    yield "history", "History"

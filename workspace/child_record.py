"""What stands on a child's page: whom to call, how the plan stands, and the record as far as its reader may know it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from accounts import access
from accounts.access import Level
from accounts.enums import Role
from accounts.models import Post
from children.care_codes import LEGAL_STATUSES, PLACEMENTS
from children.enums import AllocationKind
from children.models import Child, Contact, Enrolment, Placement
from children.school_years import age, label
from peps.board import STAGE_LABELS, with_stage
from peps.models import PersonalEducationPlan
from workspace.listing import current_plan, where_taught


@dataclass(frozen=True)
class Call:
    """Somebody to speak to about the child, and how to reach them."""

    who: str
    name: str
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Stay:
    """One row of a history: what held, from its first day to its last (included); None while it holds."""

    what: str
    from_date: dt.date
    last_date: dt.date | None
    more: str = ""


@dataclass
class Confidential:
    """For social care and the virtual school alone."""

    placements: list[Stay] = field(default_factory=list)
    legal_statuses: list[Stay] = field(default_factory=list)
    postcode: str = ""
    is_address_sensitive: bool = False
    not_to_meet: list[Contact] = field(default_factory=list)


@dataclass
class Record:
    child: Child
    age: int
    year: str
    school: str
    sen: str
    calls: list[Call]
    current: PersonalEducationPlan | None
    stage: str
    earlier: list[PersonalEducationPlan]
    reads_plans: bool
    contacts: list[Contact]
    care: list[Stay]
    schools: list[Stay]
    confidential: Confidential | None


def sees_confidential(person: Any, child: Child) -> bool:
    """Where the child lives, the legal orders and no-contact names: never for school staff, whatever else they are
    for another child."""
    reached = Child.objects.filter(access.limit(access.CONFIDENTIAL_SEEN, person))
    return reached.filter(pk=child.pk).exists()


def record_of(child: Child, *, reader: Any, on: dt.date) -> Record:
    """Loads everything that the page of one child shows. The child is one whom the reader reaches."""
    enrolments = list(child.enrolments.select_related("school"))
    placements = list(child.placements.all())
    contacts = list(child.contacts.holding(on))
    plans = list(
        with_stage(child.peps.with_moments()).select_related("fills_term", "school").order_by("-opened_at", "-pk")
    )
    current = current_plan(pep for pep in plans if pep.status != "CLOSED")
    sen = child.sen_statuses.holding(on).first()
    here = [row for row in placements if row.holds_on(on)]
    confidential = _confidential(child, placements, here, contacts) if sees_confidential(reader, child) else None
    carers = [Call("Carer", row.carer_name or "Not known", row.carer_telephone) for row in here]
    return Record(
        child=child,
        age=age(child.date_of_birth, on),
        year=label(child.year_group_on(on)),
        school=where_taught(enrolments, on),
        sen=str(sen) if sen else "",
        calls=_calls(child, carers, enrolments, on),
        current=current,
        stage=STAGE_LABELS[current.stage] if current else "",
        earlier=[pep for pep in plans if pep != current],
        reads_plans=Child.objects.visible_to(reader, level=Level.PLAN).filter(pk=child.pk).exists(),
        contacts=[contact for contact in contacts if contact.may_have_contact],
        care=_stays(child.care_periods.all(), lambda row: "Short breaks" if row.is_short_break else "Looked after"),
        schools=_stays(enrolments, lambda row: str(row.school), more=lambda row: row.get_kind_display()),
        confidential=confidential,
    )


def _calls(child: Child, carers: list[Call], enrolments: list[Enrolment], on: dt.date) -> list[Call]:
    """Social worker first, then the carer and the school: who is asked most often."""
    held = {row.kind: row for row in child.allocations.holding(on).select_related("person", "team")}
    calls = [_allocated(held, AllocationKind.SOCIAL_WORKER), *carers]
    schools = {row.school_id for row in enrolments if row.holds_on(on)}
    posts = Post.objects.holding(on).filter(role=Role.DESIGNATED_TEACHER, school__in=schools, user__is_active=True)
    teachers = [post.user for post in posts.select_related("user")]
    calls += [Call("Designated teacher", user.name, user.telephone, user.email) for user in teachers]
    if not teachers:
        calls.append(Call("Designated teacher", "Nobody here yet"))
    return calls + [_allocated(held, kind) for kind in (AllocationKind.IRO, AllocationKind.ADVISER) if kind in held]


def _allocated(held: dict, kind: AllocationKind) -> Call:
    row = held.get(kind)
    if row is None or row.person is None:
        team = f" ({row.team})" if row and row.team else ""
        return Call(kind.label, f"Nobody yet{team}")
    team = f", {row.team}" if row.team else ""
    return Call(kind.label, f"{row.person}{team}", row.person.telephone, row.person.email)


def _confidential(child, placements: list[Placement], here: list[Placement], contacts: list[Contact]) -> Confidential:
    now = here[0] if here else None
    return Confidential(
        placements=_stays(placements, _placement, more=lambda row: row.carer_name),
        legal_statuses=_stays(child.legal_statuses.all(), lambda row: LEGAL_STATUSES.get(row.code, row.code)),
        postcode=now.postcode if now else "",
        is_address_sensitive=bool(now and now.is_address_sensitive),
        not_to_meet=[contact for contact in contacts if not contact.may_have_contact],
    )


def _placement(row: Placement) -> str:
    kind = PLACEMENTS.get(row.kind, row.kind)
    return kind if row.is_in_area is not False else f"{kind}, outside the council's area"


def _stays(rows: Iterable, what, more=lambda row: "") -> list[Stay]:
    """Newest first, without rows entered in error."""
    real = [row for row in rows if row.until != row.from_date]
    return [
        Stay(what(row), row.from_date, row.until - dt.timedelta(days=1) if row.until else None, more(row))
        for row in sorted(real, key=lambda row: row.from_date, reverse=True)
    ]

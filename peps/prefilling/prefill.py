"""What the child's record says already, so that nobody is asked twice. Each fact says where it comes from."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from accounts.dated import holds
from accounts.enums import Role
from accounts.models import User, holders
from children.care_codes import LEGAL_STATUSES, PLACEMENTS
from children.enums import AllocationKind, ReviewState
from children.identity import names
from children.identity.names import NamesFor
from children.models import Child
from children.protection.adulthood import is_adult
from children.protection.protective_facts import KnownContact, known_contacts
from peps.questions.answer_values import written
from peps.results.results import suspensions_in_words

FACTS = (
    "full_name", "preferred_name", "pronouns", "date_of_birth", "upn", "ethnicity", "first_language", "in_care_since",
    "legal_status", "placement_kind", "carer", "in_area", "social_worker", "team_manager", "iro",
    "parental_responsibility", "no_contact", "family_time", "school", "earlier_schools", "sen_provision",
    "primary_need", "health", "next_review", "was_sent_home", "sent_home_details",
)  # fmt: skip


OF_ITS_TIME = frozenset({"was_sent_home", "sent_home_details"})
"""Of this academic year alone: what the last plan said of them is over."""

NEVER_DROPPED = frozenset({"no_contact"})
"""Keeps the child safe: what either the record or the last plan says is in the plan until a person decides."""


@dataclass(frozen=True)
class Fact:
    text: str
    source: str


def facts(child: Child, on: dt.date) -> dict[str, Fact]:
    """By name, as the record stands for that day; what it does not know is left out."""
    source = f"from the case system, {written(on)}"
    gathered = {**_identity(child), **_care(child, on), **_people(child, on), **_education(child, on)}
    known = {name: Fact(text, source) for name, text in gathered.items() if text}
    if away := suspensions_in_words(child, on):
        known["was_sent_home"] = Fact("yes", source)
        known["sent_home_details"] = Fact(away, source)
    return known


def _identity(child: Child) -> Mapping[str, str]:
    return {
        "full_name": names.full_name(child, NamesFor.PAPER),
        "preferred_name": child.preferred_name,
        "pronouns": child.pronouns,
        "date_of_birth": written(child.date_of_birth),
        "upn": child.upn,
        "ethnicity": child.ethnicity,
        "first_language": child.first_language,
    }


def _care(child: Child, on: dt.date) -> Mapping[str, str]:
    period = child.care_periods.filter(holds(on)).first()
    legal = child.legal_statuses.filter(holds(on)).last()
    placement = child.placements.filter(holds(on)).last()
    review = child.care_reviews.filter(state=ReviewState.BOOKED, review_date__gte=on).first()
    health = child.health_summaries.filter(holds(on)).last()
    return {
        "in_care_since": written(period.from_date) if period else "",
        "legal_status": LEGAL_STATUSES.get(legal.code, legal.code) if legal else "",
        "placement_kind": PLACEMENTS.get(placement.kind, placement.kind) if placement else "",
        "carer": placement.carer_name if placement else "",
        "in_area": {True: "yes", False: "no", None: ""}[placement.is_in_area] if placement else "",
        "next_review": written(review.review_date) if review else "",
        "health": health.text if health else "",
    }


def _people(child: Child, on: dt.date) -> Mapping[str, str]:
    allocated = {row.kind: row for row in child.allocations.filter(holds(on)).select_related("person", "team")}
    worker = allocated.get(AllocationKind.SOCIAL_WORKER)
    contacts = known_contacts(child, on)
    return {
        "social_worker": str(worker.person) if worker and worker.person else "",
        "team_manager": _manager(worker.team_id, on) if worker and worker.team_id else "",
        "iro": _named(allocated.get(AllocationKind.IRO)),
        "parental_responsibility": "\n".join(
            contact.described
            for contact in contacts
            if contact.row.has_parental_responsibility and contact.row.holds_on(on) and not is_adult(child, on)
        ),
        "no_contact": "\n".join(_kept_away(contacts)),
        "family_time": "\n".join(
            contact.row.arrangements
            for contact in contacts
            if contact.row.arrangements and contact.row.holds_on(on) and contact.may_have_contact is not False
        ),
    }


def _kept_away(contacts: Iterable[KnownContact]) -> Iterator[str]:
    """Who must not meet or collect the child, one on each line."""
    for contact in contacts:
        if contact.may_have_contact is False:
            yield contact.described
        elif contact.may_collect is False:
            yield f"{contact.described}: must not collect"


def _education(child: Child, on: dt.date) -> Mapping[str, str]:
    enrolments = list(child.enrolments.filter(from_date__lte=on).select_related("school"))
    now = [row for row in enrolments if row.holds_on(on)]
    earlier = [row for row in enrolments if row.until and row.from_date < row.until <= on]
    sen = child.sen_statuses.filter(holds(on)).last()
    return {
        "school": "\n".join(str(row.school) for row in now),
        "earlier_schools": "\n".join(
            f"{row.school}, {written(row.from_date)} to {written(row.until - dt.timedelta(days=1))}" for row in earlier
        ),
        "sen_provision": sen.provision if sen else "",
        "primary_need": sen.primary_need if sen else "",
    }


def _manager(team_id: int, on: dt.date) -> str:
    manager: User | None = holders(on=on, role=Role.TEAM_MANAGER, team=team_id).first()
    return manager.name if manager else ""


def _named(allocation) -> str:
    return str(allocation.person) if allocation and allocation.person else ""

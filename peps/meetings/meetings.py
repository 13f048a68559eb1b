"""The meeting about a plan: when and where, who is asked, and what happens when it cannot be."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action, ActNotAllowed
from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post
from accounts.refusals import PortalRefusal
from children.enums import AllocationKind, Phase
from children.models import Allocation
from children.protection import protective_facts
from children.protection.adulthood import is_adult
from children.protection.protective_facts import Protection
from peps.enums import AtTheTable, CancelReason
from peps.meetings import invitations
from peps.meetings.invitations import is_barred
from peps.meetings.left_behind import left_on
from peps.models import Invitee, Meeting, PepEvent, PersonalEducationPlan
from peps.questions.answer_values import written
from peps.section_owners.assignees import writes_in

TOLD_ANEW = ("planned_date", "planned_time", "place_kind")
"""What an invitation says: when one of them changes, those who were asked are told."""
MOST_ASKED = 20
COMES_FOR_A_CHILD = frozenset({AtTheTable.PARENT, AtTheTable.CARER})


class CannotMeet(PortalRefusal):
    """The meeting cannot be planned or called off like this; the text says why."""


@dataclass(frozen=True)
class Proposed:
    """Somebody the record names, who is usually at the table."""

    role: AtTheTable
    name: str
    email: str = ""


Person = TypeVar("Person", Invitee, Proposed)


def meeting_of(pep: PersonalEducationPlan) -> Meeting | None:
    """The one that is planned or was held; a cancelled one is history."""
    return pep.meetings.filter(cancelled_at=None).first()


@transaction.atomic
def plan_meeting(*, pep: PersonalEducationPlan, given: Mapping[str, Any], by: Any, at: dt.datetime) -> Meeting:
    """Plans it, or changes what was planned. A first one asks whom the record names, a rearranged one those of before.

    Whoever was asked by mail is told of another day, time or kind of place. Raises ActNotAllowed and CannotMeet.
    """
    locked = _open(pep, by)
    meeting = meeting_of(locked)
    if meeting is None:
        meeting = Meeting.objects.create(pep=locked, planned_by=_person(by), **given)
        _ask_anew(meeting, on=clock.day_of(at))
        _note(locked, f"The meeting is planned for {written(meeting.planned_date)}", by=by, at=at)
    else:
        changes = [name for name in TOLD_ANEW if getattr(meeting, name) != given[name]]
        if changes:
            _number_anew(meeting)
            invitations.tell_barred(meeting, by=by, at=at)
        for name, value in given.items():
            setattr(meeting, name, value)
        meeting.planned_by = _person(by) or meeting.planned_by
        meeting.save()
        if changes:
            _note(locked, f"The meeting is planned for {written(meeting.planned_date)} now", by=by, at=at)
            invitations.tell_of_change(meeting, by=by, at=at)
    audit.record("meeting.planned", by=by, subject=meeting, child=locked.child)
    return meeting


@transaction.atomic
def keep_invitee(*, invitee: Invitee, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> Invitee:
    """Adds somebody to those who are asked, or puts their name or address right.

    With another address they count as not asked yet, and the former address hears that nobody is expected from there.
    Raises ActNotAllowed and CannotMeet.
    """
    meeting = meeting_of(_open(pep, by))
    if meeting is None:
        raise CannotMeet("Plan the meeting first, then add the people who are asked.")
    if invitee.pk is None and meeting.invitees.count() >= MOST_ASKED:
        raise CannotMeet(f"{MOST_ASKED} people are asked already. Take somebody out first.")
    if is_barred(invitee.role, invitee.name, protective_facts.protection_of(pep.child, clock.day_of(at))):
        raise CannotMeet(
            f"{invitee.name} may have no contact with the child, so they cannot be invited. "
            "If this is someone else, or no longer true, ask the social worker."
        )
    invitee.meeting = meeting
    there = meeting.invitees.filter(role=invitee.role, name=invitee.name, email__iexact=invitee.email)
    if invitee.pk is None and (same := there.first()):
        return same
    _ask_again(meeting, invitee, by=by, at=at)
    invitee.save()
    audit.record("meeting.people_changed", by=by, subject=meeting, child=pep.child)
    return invitee


def _ask_again(meeting: Meeting, invitee: Invitee, *, by: Any, at: dt.datetime) -> None:
    former = meeting.invitees.filter(pk=invitee.pk, invited_by_mail=True).exclude(email__iexact=invitee.email).first()
    if former:
        _number_anew(meeting)
        invitations.tell_not_expected(meeting, former, by=by, at=at)
        invitee.invited_at, invitee.invited_by_mail, invitee.reminded_at = None, False, None


@transaction.atomic
def remove_invitee(*, invitee: Invitee, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> None:
    """Whoever was asked by mail is told that they need not come."""
    _open(pep, by)
    if invitee.invited_by_mail:
        _number_anew(invitee.meeting)
        invitations.tell_not_expected(invitee.meeting, invitee, by=by, at=at)
    audit.record("meeting.people_changed", by=by, subject=invitee.meeting, child=pep.child)
    invitee.delete()


@transaction.atomic
def invite(*, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> int:
    """Asks by mail all who have an address and were not asked yet. Returns how many letters were written.

    Raises CannotMeet without a day, ActNotAllowed.
    """
    meeting = meeting_of(_open(pep, by))
    if meeting is None or meeting.planned_date is None:
        raise CannotMeet("Say first on which day the meeting is.")
    asked = _without_barred(
        meeting.invitees.filter(invited_at=None).exclude(email=""),
        protective_facts.protection_of(pep.child, clock.day_of(at)),
    )
    if asked:
        meeting.planned_by = _person(by) or meeting.planned_by
        meeting.save(update_fields=["planned_by"])
        _number_anew(meeting)
    for invitee in asked:
        invitations.invite(meeting, invitee, by=by, at=at)
        invitee.invited_at, invitee.invited_by_mail = at, True
        invitee.save(update_fields=["invited_at", "invited_by_mail"])
    if asked:
        audit.record("meeting.invited", by=by, subject=meeting, child=pep.child, letters=len(asked))
    return len(asked)


@transaction.atomic
def say_invited(*, invitee: Invitee, pep: PersonalEducationPlan, by: Any, at: dt.datetime) -> None:
    """Somebody was asked by telephone, by post or face to face."""
    _open(pep, by)
    if Invitee.objects.filter(pk=invitee.pk, invited_at=None).update(invited_at=at):
        audit.record("meeting.invited", by=by, subject=invitee.meeting, child=pep.child, letters=0)


@transaction.atomic
def cancel_meeting(
    *, pep: PersonalEducationPlan, because_of: CancelReason, reason: str, by: Any, at: dt.datetime
) -> None:
    """It keeps its reason; whoever was asked by mail is told. Raises CannotMeet for one that was held."""
    meeting = meeting_of(_open(pep, by))
    if meeting is None:
        raise CannotMeet("No meeting is planned.")
    if meeting.held_date:
        raise CannotMeet("This meeting was held. Its record stands in the section “The meeting”.")
    if not reason.strip():
        raise CannotMeet("Say why it cannot be held: the reason stays with the plan.")
    meeting.cancelled_at, meeting.cancelled_by = at, by
    meeting.cancelled_because_of, meeting.cancelled_reason = because_of, reason.strip()
    meeting.save()
    _number_anew(meeting)
    invitations.tell_it_is_off(meeting, meeting.invitees.all(), by=by, at=at)
    _note(pep, f"The meeting was cancelled because of: {CancelReason(because_of).label.lower()}", by=by, at=at)
    audit.record("meeting.cancelled", by=by, subject=meeting, child=pep.child, because_of=because_of)


def proposed_people(pep: PersonalEducationPlan, on: dt.date) -> Iterator[Proposed]:
    """Whom the record names, as of that day: the four who always meet, and the adviser after 16."""
    child = pep.child
    yield Proposed(AtTheTable.CHILD, child.called or child.name)
    allocations = Allocation.objects.filter(holds(on), child=child, person__isnull=False).select_related("person")
    by_kind = {row.kind: row.person for row in allocations}
    if worker := by_kind.get(AllocationKind.SOCIAL_WORKER):
        yield Proposed(AtTheTable.SOCIAL_WORKER, worker.name, worker.email)
    placement = child.placements.filter(holds(on)).order_by("-from_date").first()
    if placement and placement.carer_name and not is_adult(child, on):
        yield Proposed(AtTheTable.CARER, placement.carer_name, placement.carer_email)
    teachers = Post.objects.filter(
        holds(on), role=Role.DESIGNATED_TEACHER, school=pep.school_id or 0, user__is_active=True
    )
    for post in teachers.select_related("user"):
        yield Proposed(AtTheTable.DESIGNATED_TEACHER, post.user.name, post.user.email)
    adviser = by_kind.get(AllocationKind.ADVISER)
    if adviser and pep.phase == Phase.POST_16:
        yield Proposed(AtTheTable.ADVISER, adviser.name, adviser.email)


def also_named(pep: PersonalEducationPlan, invitees: Iterable[Invitee], on: dt.date) -> list[Proposed]:
    """Whom the record names and who is not asked yet: a person decides whether they should be.

    Those who always meet come first: a meeting that was written down without a list has nobody on it. Parents only where the record says that they may have contact; the virtual school's officer, the reviewing officer
    and a personal adviser by their allocation.
    """
    asked = {(each.role, each.name) for each in invitees}
    kinds = {
        AllocationKind.VS_OFFICER: AtTheTable.VIRTUAL_SCHOOL,
        AllocationKind.IRO: AtTheTable.IRO,
        AllocationKind.ADVISER: AtTheTable.ADVISER,
    }
    rows = Allocation.objects.filter(holds(on), child=pep.child_id, kind__in=kinds, person__isnull=False)
    found = list(proposed_people(pep, on))
    found += [
        Proposed(kinds[AllocationKind(row.kind)], row.person.name, row.person.email)
        for row in rows.select_related("person")
    ]
    known = [] if is_adult(pep.child, on) else protective_facts.known_contacts(pep.child, on)
    found += [
        Proposed(AtTheTable.PARENT, each.name)
        for each in known
        if each.may_have_contact and each.row.has_parental_responsibility and each.row.holds_on(on)
    ]
    new = [each for each in dict.fromkeys(found) if (each.role, each.name) not in asked]
    return _without_barred(new, protective_facts.protection_of(pep.child, on))


def _without_barred(people: Iterable[Person], protection: Protection) -> list[Person]:
    """Nobody who may have no contact with the child, in whatever spelling: not even who came the last time."""
    return [each for each in people if not is_barred(each.role, each.name, protection)]


def _ask_anew(meeting: Meeting, *, on: dt.date) -> None:
    before = meeting.pep.meetings.exclude(pk=meeting.pk).order_by("-pk").first()
    people = (
        [each for each in before.invitees.all() if not left_on(each.email, meeting.pep.child, on)] if before else []
    )
    if is_adult(meeting.pep.child, on):  # who of their family comes is theirs to say, meeting by meeting
        people = [each for each in people if each.role not in COMES_FOR_A_CHILD]
    people = _without_barred(
        people or list(proposed_people(meeting.pep, on)), protective_facts.protection_of(meeting.pep.child, on)
    )
    Invitee.objects.bulk_create(
        [
            Invitee(
                meeting=meeting,
                role=each.role,
                name=each.name,
                email=each.email,
                is_stand_in=getattr(each, "is_stand_in", False),
            )
            for each in people
        ]
    )


def _number_anew(meeting: Meeting) -> None:
    """What is sent next about the meeting carries a higher number than all before; the first ones carry 0 (RFC 5546)."""
    if meeting.sequence or meeting.invitees.filter(invited_by_mail=True).exists():
        meeting.sequence += 1
        meeting.save(update_fields=["sequence"])


def _person(by: Any) -> Any:
    return by if by.pk else None


def _open(pep: PersonalEducationPlan, by: Any) -> PersonalEducationPlan:
    """The plan, locked, for one who writes in it and plans its meeting."""
    access.require(by, Action.RECORD_MEETING)
    locked = PersonalEducationPlan.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pep.pk)
    if not writes_in(by, locked):
        raise ActNotAllowed("Only those who write in this plan arrange its meeting.")
    if not locked.is_under_way:
        raise CannotMeet("This plan is finished. The next meeting belongs to the next plan.")
    return locked


def _note(pep: PersonalEducationPlan, text: str, *, by: Any, at: dt.datetime) -> None:
    PepEvent.objects.create(pep=pep, name="meeting", text=text, by_name=str(by), by=_person(by), at=at)

"""A restricted record is seen by the people named on it and nobody else, whatever their posts (accounts/access.py).

Whoever may remove a warning restricts a record, changes who is named, and ends it; each time with a reason, audited.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts import access, audit
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post, User
from children.enums import ProtectiveMark
from children.models import Allocation, Child, Enrolment, NamedPerson, ProtectionDecision
from children.protection.protective_facts import CannotProtect, locked_child

AT_THE_SCHOOL = (Role.DESIGNATED_TEACHER, Role.HEADTEACHER)
IN_THE_TEAM = (Role.TEAM_MANAGER, Role.TEAM_ADMINISTRATOR)
FEWEST = 2
"""With one person alone nobody could act when they are away, or end it when they leave."""


def named_on(child: Child, on: dt.date) -> QuerySet[NamedPerson]:
    """Who may see the record today while it is restricted. One query."""
    return child.named_people.filter(holds(on)).select_related("person").order_by("person__name", "pk")


def may_be_named(child: Child, on: dt.date) -> QuerySet[User]:
    """Who works with the child today, the virtual school's heads and officers, and who is named already."""
    allocated = Allocation.objects.filter(holds(on), child=child)
    schools = Enrolment.objects.filter(holds(on), child=child)
    posts = Post.objects.filter(
        Q(role__in=IN_THE_TEAM, team__in=allocated.exclude(team=None).values("team"))
        | Q(role__in=AT_THE_SCHOOL, school__in=schools.values("school"))
        | Q(role__in=(Role.VIRTUAL_SCHOOL_HEAD, Role.VS_OFFICER)),
        holds(on),
    )
    works = Q(pk__in=posts.values("user")) | Q(pk__in=allocated.exclude(person=None).values("person"))
    named = Q(pk__in=NamedPerson.objects.filter(holds(on), child=child).values("person"))
    return User.objects.filter(works | named, is_active=True).order_by("name", "pk")


@transaction.atomic
def restrict(*, child: Child, people: Collection[User], reason: str, by: Any, on: dt.date) -> None:
    """From now on they alone see the record, and whoever restricts it. The same again changes who is named.

    Raises CannotProtect without a reason, for too few, or for people who do not work with the child; ActNotAllowed.
    """
    access.require(by, Action.REMOVE_PROTECTION)
    locked = locked_child(child, by)
    chosen = {*(person.pk for person in people), by.pk}
    _refuse_wrong(locked, chosen - {by.pk}, reason, on)
    there = {row.person_id: row for row in named_on(locked, on)}
    for person, row in there.items():
        if person not in chosen:
            _end(row, on)
    NamedPerson.objects.bulk_create(
        NamedPerson(child=locked, person_id=person, from_date=on) for person in sorted(chosen - set(there))
    )
    locked.is_restricted = True
    locked.save(update_fields=["is_restricted"])
    _decided(locked, is_removal=False, reason=reason, by=by, people=sorted(chosen))


@transaction.atomic
def lift(*, child: Child, reason: str, by: Any, on: dt.date) -> None:
    """Everybody whose post reaches the child sees the record again. Raises CannotProtect, ActNotAllowed."""
    access.require(by, Action.REMOVE_PROTECTION)
    locked = locked_child(child, by)
    if not locked.is_restricted:
        raise CannotProtect("This record is not restricted.")
    if not reason.strip():
        raise CannotProtect("Enter why the restriction can end.")
    for row in named_on(locked, on):
        _end(row, on)
    locked.is_restricted = False
    locked.save(update_fields=["is_restricted"])
    _decided(locked, is_removal=True, reason=reason, by=by, people=[])


def _refuse_wrong(child: Child, others: Collection[int], reason: str, on: dt.date) -> None:
    if not reason.strip():
        raise CannotProtect("Enter why the record is restricted.")
    if len(others) + 1 < FEWEST:
        raise CannotProtect("Select at least one other person, who can act when you are away.")
    if may_be_named(child, on).filter(pk__in=others).count() < len(others):
        raise CannotProtect("Select people who work with the child today.")


def _end(row: NamedPerson, on: dt.date) -> None:
    row.until = on
    row.save(update_fields=["until"])


def _decided(child: Child, *, is_removal: bool, reason: str, by: Any, people: list[int]) -> None:
    decision = ProtectionDecision.objects.create(
        child=child, mark=ProtectiveMark.RESTRICTED, is_removal=is_removal, reason=reason.strip()[:300], decided_by=by
    )
    act = "protection.removed" if is_removal else "protection.put_up"
    audit.record(act, by=by, subject=decision, child=child, mark=ProtectiveMark.RESTRICTED, people=people)

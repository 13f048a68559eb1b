"""Handing children from one social worker to another: one dated row ends, the next begins."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import Role
from accounts.models import Post, User
from accounts.refusals import PortalRefusal
from children.enums import AllocationKind, Origin
from children.models import Allocation, Child
from children.moves import change_detection


class CannotHandOn(PortalRefusal):
    """The children cannot go to this person on this day; the text says why."""


def receivers(by: User, on: dt.date):
    """Posts of social workers that hold on that day: of their own teams for team managers, of all for the virtual school."""
    posts = Post.objects.for_list().filter(holds(on), role=Role.SOCIAL_WORKER, user__is_active=True)
    if by.holds_role(Role.VS_OFFICER, Role.VIRTUAL_SCHOOL_HEAD):
        return posts
    managed = [post.team_id for post in by.posts_held_today() if post.role == Role.TEAM_MANAGER]
    return posts.filter(team__in=managed)


@transaction.atomic
def hand_children_on(*, children: Iterable[Child], to: Post, by: User, on: dt.date, today: dt.date) -> int:
    """From `on`, which is today or later, each child's social worker is the holder of `to`, in that post's team.

    A row that began on that very day is kept as entered in error. Returns the number of children handed on; one who
    is with `to` already is left alone. Raises CannotHandOn, and then nothing has changed.
    """
    access.require(by, Action.HAND_WORK_ON)
    if on < today:
        raise CannotHandOn("Choose today or a later day: what has been is not rewritten.")
    if not receivers(by, on).filter(pk=to.pk).exists():
        raise CannotHandOn(f"{to.user} is not a social worker to whom you can hand work on that day.")
    reached = Child.objects.visible_to(by).filter(pk__in=[child.pk for child in children])
    reached = list(reached.select_for_update(of=("self",)))
    with change_detection.noticed([child.pk for child in reached], by=by, origin=Origin.HAND):
        return sum(_hand_on(child, to, by=by, on=on) for child in reached)


def _hand_on(child: Child, to: Post, *, by: User, on: dt.date) -> bool:
    rows = child.allocations.filter(kind=AllocationKind.SOCIAL_WORKER)
    if rows.filter(from_date__gt=on).exists():
        raise CannotHandOn(f"{child.reference} changes hands on a later day already. Choose a day after that one.")
    before = rows.filter(holds(on)).first()
    if before and (before.person_id, before.team_id) == (to.user_id, to.team_id):
        return False
    until = before.until if before else None
    if before:
        before.until, before.ended_by = on, by
        before.save(update_fields=["until", "ended_by"])
    Allocation.objects.create(
        child=child,
        kind=AllocationKind.SOCIAL_WORKER,
        person=to.user,
        team=to.team,
        from_date=on,
        until=until,
        origin=Origin.HAND,
        entered_by=by,
    )
    audit.record(
        "child.handed_on",
        by=by,
        subject=child,
        child=child,
        former=before.person_id if before else None,
        to=to.user_id,
        from_date=on.isoformat(),
    )
    return True

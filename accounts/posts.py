"""Beginning and ending posts. What a person may do changes with them, from their first day to the day after the last."""

import datetime as dt
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import access, audit, clock, invitation_requests, letters, notices
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import SCHOOL_ROLES, TEAM_ROLES, Role
from accounts.models import Authority, Letter, Post, PostRequest, School, Team, User
from accounts.refusals import PortalRefusal
from accounts.withdrawing import withdraw


class PostRefused(PortalRefusal):
    """The post cannot begin or end so; the text says why."""


@transaction.atomic
def begin_post(
    *,
    person: User,
    role: str,
    from_date: dt.date,
    by: User,
    at: dt.datetime,
    team: Team | None = None,
    school: School | None = None,
    until: dt.date | None = None,
    stands_in_for: User | None = None,
) -> Post | PostRequest:
    """`until` is the day after the last. Raises PostRefused.

    A post that reaches every child does not begin, but is asked for; whoever runs the server needs no second person.
    """
    access.require_managing(by, role)
    post = Post(
        user=person,
        role=role,
        team=team,
        school=school,
        from_date=from_date,
        until=until,
        stands_in_for=stands_in_for,
    )
    if access.reaches_every_child(role) and not by.is_system:
        return _ask_for(post, by=by, at=at)
    begun = _begin(post, by=by)
    invitation_requests.close_met(begun, by=by, at=at)
    return begun


@transaction.atomic
def approve_post(request: PostRequest, *, by: User, at: dt.datetime) -> Post:
    """The second person's yes. Raises PostRefused."""
    waiting = _taken_up(request, by=by, at=at)
    post = Post(
        user=waiting.person,
        role=waiting.role,
        from_date=waiting.from_date,
        until=waiting.until,
        stands_in_for=waiting.stands_in_for,
    )
    waiting.post = _begin(post, by=by)
    waiting.save(update_fields=["post"])
    invitation_requests.close_met(waiting.post, by=by, at=at)
    audit.record("post.approved", by=by, subject=waiting, person=waiting.person_id, role=waiting.role)
    _tell(waiting, "approved", f"{by} has approved a post: {waiting}.", but=by, at=at)
    return waiting.post


@transaction.atomic
def refuse_post(request: PostRequest, *, by: User, at: dt.datetime) -> None:
    """Raises PostRefused."""
    waiting = _taken_up(request, by=by, at=at)
    audit.record("post.refused", by=by, subject=waiting, person=waiting.person_id, role=waiting.role)
    _tell(waiting, "refused", f"{by} has refused a post: {waiting}.", but=by, at=at)


@transaction.atomic
def let_colleague_in(*, person: User, school: School, from_date: dt.date, until: dt.date, by: User) -> Post | None:
    """As somebody who may be handed a section at the school, and sees nothing else; None where they may be already."""
    access.require(by, Action.HAND_ON_SECTION)
    there = Post.objects.filter(user=person, role=Role.SCHOOL_COLLEAGUE, school=school)
    if _overlapping(there, from_date, until).exists():
        return None
    post = Post(user=person, role=Role.SCHOOL_COLLEAGUE, school=school, from_date=from_date, until=until)
    return _begin(post, by=by)


def _begin(post: Post, *, by: User) -> Post:
    _refuse_what_cannot_be(post, by=by)
    post.save()
    audit.record(
        "post.begun", by=by, subject=post, person=post.user_id, role=post.role, from_date=post.from_date.isoformat()
    )
    return post


def _ask_for(post: Post, *, by: User, at: dt.datetime) -> PostRequest:
    _refuse_what_cannot_be(post, by=by)
    if PostRequest.objects.waiting().filter(person=post.user, role=post.role).exists():
        raise PostRefused(f"{post.user} is waiting for approval in this role already.")
    request = PostRequest.objects.create(
        person=post.user,
        role=post.role,
        from_date=post.from_date,
        until=post.until,
        stands_in_for=post.stands_in_for,
        asked_by=by,
        asked_at=at,
    )
    audit.record("post.asked_for", by=by, subject=request, person=post.user_id, role=post.role)
    _tell(request, "asked", f"{by} asks for a post: {request}. Someone else must approve it.", but=by, at=at)
    return request


def _taken_up(request: PostRequest, *, by: User, at: dt.datetime) -> PostRequest:
    """The request, decided by this person now; neither who asked for it nor who would hold it may."""
    access.require(by, Action.APPROVE_POST)
    locked = PostRequest.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=request.pk).first()
    if locked is None:
        raise PostRefused("Somebody else must decide this: neither who asked for the post nor who would hold it.")
    if locked.decided_at is not None:
        raise PostRefused("This request has been decided already.")
    locked.decided_at, locked.decided_by_id = at, by.pk
    locked.save(update_fields=["decided_at", "decided_by"])
    withdraw(Letter.objects.filter(about=_about(locked)))
    return locked


def _tell(request: PostRequest, step: str, text: str, *, but: User, at: dt.datetime) -> None:
    """Those who may approve posts, the head of the virtual school among them, and who asked; not the post's own person."""
    told = [role for role in Role if Action.APPROVE_POST in access.ALLOWED[role]]
    posts = Post.objects.filter(holds(clock.day_of(at)), role__in=told, user__is_active=True)
    people = {*posts.values_list("user", flat=True), request.asked_by_id} - {but.pk, request.person_id}
    path = reverse("accounts:posts_to_approve")
    told = [notices.Told("post", person, request.pk, None, step, text, path) for person in people]
    if step == "asked":
        _tell_at_once(told, about=_about(request), at=at)
    else:
        notices.queue(told, at=at)


def _about(request: PostRequest) -> str:
    return f"post request {request.pk}"


def _tell_at_once(told: list[notices.Told], *, about: str, at: dt.datetime) -> None:
    """A post that nobody expects is refused on the day, not after the next morning's email."""
    people = User.objects.in_bulk([each.person_id for each in told])
    for each in told:
        body = render_to_string(
            "emails/post_to_approve.txt",
            {
                "person": people[each.person_id],
                "text": each.text,
                "link": urljoin(settings.PORTAL_ADDRESS, each.path),
                "authority": Authority.objects.current(),
            },
        )
        letters.tell_at_once(
            each,
            to=people[each.person_id],
            subject="A role waits for your approval",
            body=body,
            at=at,
            about=about,
        )


def _refuse_what_cannot_be(post: Post, *, by: User) -> None:
    if post.user_id == by.pk:
        raise PostRefused("You cannot give yourself a post. Ask someone else who manages people.")
    post.team, post.school = _place(post.role, post.team, post.school)
    _refuse_wrong_days(post.from_date, post.until)
    if post.stands_in_for == post.user:
        raise PostRefused("Nobody stands in for themselves.")
    same = Post.objects.filter(
        user=post.user, role=post.role, team=post.team, school=post.school, stands_in_for=post.stands_in_for
    )
    if _overlapping(same, post.from_date, post.until).exists():
        raise PostRefused(f"{post.user} holds this post already at that time.")


@transaction.atomic
def end_post(*, post: Post, until: dt.date, by: User) -> Post:
    """`until` is the day after the last; the first day itself means that the post was entered in error.

    Raises PostRefused, also for the last system administrator: nobody could invite people any more.
    """
    locked = (
        Post.objects.visible_to(by).select_for_update(of=("self",)).select_related("user").filter(pk=post.pk).first()
    )
    access.require_managing(by, locked.role if locked else post.role)
    if locked is None:
        raise PostRefused("This post is not one that you manage.")
    if until < locked.from_date:
        raise PostRefused("A post cannot end before it begins.")
    if locked.until is not None and locked.until <= until:
        raise PostRefused("This post ends by that day already.")
    _refuse_last_administrator(locked)
    locked.until = until
    locked.save(update_fields=["until"])
    audit.record("post.ended", by=by, subject=locked, person=locked.user_id, until=until.isoformat())
    return locked


def _place(role: str, team: Team | None, school: School | None) -> tuple[Team | None, School | None]:
    """Only what goes with the role is kept."""
    if role in TEAM_ROLES:
        if team is None:
            raise PostRefused("Choose the team that goes with this role.")
        return team, None
    if role in SCHOOL_ROLES:
        if school is None:
            raise PostRefused("Choose the school that goes with this role.")
        return None, school
    return None, None


def _refuse_wrong_days(from_date: dt.date, until: dt.date | None) -> None:
    if until is not None and until <= from_date:
        raise PostRefused("The last day cannot be before the first.")


def _overlapping(posts, from_date: dt.date, until: dt.date | None):
    still = posts.filter(Q(until=None) | Q(until__gt=from_date))
    return still if until is None else still.filter(from_date__lt=until)


def _refuse_last_administrator(post: Post) -> None:
    if post.role != Role.SYSTEM_ADMINISTRATOR:
        return
    others = Post.objects.filter(role=Role.SYSTEM_ADMINISTRATOR, until=None, user__is_active=True)
    if not others.exclude(user=post.user_id).exists():
        raise PostRefused("This is the last system administrator. Invite another one first.")

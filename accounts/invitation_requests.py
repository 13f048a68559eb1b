"""Asking for somebody to be invited, or for a post to be put right, by those who may not do it themselves.

The request is work for whoever invites people into such a post: they are told by the email of the day, and it stands
on their My work until it is answered. It closes by itself when somebody begins in the post, and who asked is told back.
"""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts import access, audit, clock, notices
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import SCHOOL_ROLES, TEAM_ROLES, Role
from accounts.models import InvitationRequest, Notice, Post, School, Team, User
from accounts.notices import Told, subject_of
from accounts.refusals import PortalRefusal

ASKED, ANSWERED = "invite_request", "invite_answer"


class CannotAsk(PortalRefusal):
    """The place is missing, there is no need to ask, or it was answered meanwhile; the text says which."""


@transaction.atomic
def ask(
    *, role: str, school: School | None, team: Team | None, text: str, by: User, at: dt.datetime
) -> InvitationRequest:
    """The same one a second time is the first. Raises ActNotAllowed and CannotAsk."""
    access.require(by, Action.ASK_TO_INVITE)
    if access.may_manage(by, role):
        raise CannotAsk("You can invite this person yourself, on the page People.")
    if role in SCHOOL_ROLES and school is None:
        raise CannotAsk("Enter the school.")
    if role in TEAM_ROLES and team is None:
        raise CannotAsk("Choose the team.")
    place = {"school": school if role in SCHOOL_ROLES else None, "team": team if role in TEAM_ROLES else None}
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    there = InvitationRequest.objects.waiting().filter(asked_by=by, role=role, text=text.strip(), **place).first()
    if there:
        return there
    request = InvitationRequest.objects.create(role=role, text=text.strip(), asked_by=by, asked_at=at, **place)
    audit.record("invitation.asked_for", by=by, subject=request, role=role)
    text = f"{by} asks for someone to be invited: {request.get_role_display().lower()}"
    notices.queue((_told(request, ASKED, person, text) for person in _answerers(request, clock.day_of(at))), at=at)
    return request


@transaction.atomic
def answer(request: InvitationRequest, *, text: str, by: User, at: dt.datetime) -> None:
    """Raises ActNotAllowed and CannotAsk."""
    access.require_managing(by, request.role)
    locked = InvitationRequest.objects.answerable_by(by).select_for_update(of=("self",)).get(pk=request.pk)
    if locked.closed_at:
        raise CannotAsk("This request has been answered already.")
    if not text.strip():
        raise CannotAsk("Enter what you did, or why it is not needed.")
    _close(locked, text.strip(), by=by, at=at)


def close_met(post: Post, *, by: Any, at: dt.datetime) -> None:
    """Somebody begins in a post: whoever asked for one there is told."""
    waiting = InvitationRequest.objects.waiting().filter(role=post.role, school=post.school, team=post.team)
    for request in waiting.exclude(asked_by=post.user_id).select_for_update(of=("self",)):
        _close(request, f"{post.user} has this post from {post.from_date:%-d %B %Y}.", by=by, at=at)


def drop_settled() -> int:
    """Takes back what waits for an email once it has been answered."""
    waiting = list(Notice.objects.filter(letter=None, kind=ASKED))
    if not waiting:
        return 0
    still = set(InvitationRequest.objects.waiting().values_list("pk", flat=True))
    settled = [notice.pk for notice in waiting if subject_of(notice) not in still]
    return Notice.objects.filter(pk__in=settled, letter=None).delete()[0]


def _close(request: InvitationRequest, text: str, *, by: Any, at: dt.datetime) -> None:
    request.answer, request.closed_at = text, at
    request.closed_by = by if by.pk else None
    request.save(update_fields=["answer", "closed_by", "closed_at"])
    audit.record("invitation.answered", by=by, subject=request, role=request.role)
    said = f"Your request to invite someone was answered: {request.get_role_display().lower()}"
    notices.queue([_told(request, ANSWERED, request.asked_by_id, said)], at=at)


def _answerers(request: InvitationRequest, day: dt.date) -> list[int]:
    """Whoever invites people into that post today; the virtual school before the administrator where both do."""
    acts = Action.INVITE_SCHOOLS if request.role in SCHOOL_ROLES else Action.MANAGE_PEOPLE
    roles = [role for role in Role if acts in access.ALLOWED[role]]
    posts = Post.objects.filter(holds(day), role__in=roles, user__is_active=True).exclude(user=request.asked_by_id)
    return list(posts.values_list("user", flat=True).distinct().order_by("user"))


def _told(request: InvitationRequest, kind: str, person: int, text: str) -> Told:
    """Neither the place nor a word of the request: they stand on its page."""
    path = reverse("accounts:invitation_request", args=[request.pk])
    return Told(kind=kind, person_id=person, subject_id=request.pk, due_date=None, step=kind, text=text, path=path)

"""Inviting people. An invited person has no password until they follow the one-time link in their letter."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q
from django.template.loader import render_to_string

from accounts import access, audit, clock, letters, one_time_links
from accounts.models import Authority, Letter, Post, PostRequest, School, Team, User
from accounts.posts import approve_post, begin_post, let_colleague_in
from accounts.refusals import PortalRefusal

INVITATION = "invitation"


@dataclass(frozen=True)
class Invited:
    """Names of those who were invited, and who could not be and why."""

    done: tuple[str, ...]
    refused: tuple[str, ...]


class CannotInvite(PortalRefusal):
    """There is an account already, or the person has answered."""


def invite(
    *,
    name: str,
    email: str,
    role: str,
    from_date: dt.date,
    by: User,
    at: dt.datetime,
    team: Team | None = None,
    school: School | None = None,
    until: dt.date | None = None,
) -> User:
    """Makes the account with its first post, and queues the letter. Raises CannotInvite or PostRefused.

    Where the post waits for a second person's yes, the letter waits for it too.
    """
    access.require_managing(by, role)
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, name=name, invited_at=at)
            place = {"team": team, "school": school}
            post = begin_post(person=person, role=role, from_date=from_date, until=until, by=by, at=at, **place)
            audit.record("person.invited", by=by, subject=person)
            if isinstance(post, Post):
                _write(person, post, by=by, at=at)
    except IntegrityError:
        raise CannotInvite("There is an account with this e-mail address already. Give that person a post.") from None
    return person


@transaction.atomic
def invite_colleague(
    *, name: str, email: str, school: School, from_date: dt.date, until: dt.date, by: User, at: dt.datetime
) -> User:
    """The account of somebody at a school who is handed a section: made, with its letter, where there is none yet.

    They hold the post of a colleague until the day given, and see what is handed to them and nothing else.
    """
    person = User.objects.filter(email__iexact=email.strip()).first()
    is_new = person is None
    if person is None:
        person = User.objects.create_user(email.strip(), name=name, invited_at=at)
        audit.record("person.invited", by=by, subject=person)
    post = let_colleague_in(person=person, school=school, from_date=from_date, until=until, by=by)
    if is_new and post is not None:
        _write(person, post, by=by, at=at)
    return person


@transaction.atomic
def invite_again(*, person: User, by: User, at: dt.datetime) -> Letter:
    """Another letter with another link; the earlier link ends by itself. Raises CannotInvite."""
    post = person.posts.for_list().filter(until=None).first() or person.posts.for_list().last()
    access.require_managing(by, post.role if post else "")
    if person.has_usable_password():
        raise CannotInvite(f"{person} has chosen a password. They can ask for a new one where they sign in.")
    if post is None:
        raise CannotInvite(f"{person} holds no post. Give them one first, or wait until it is approved.")
    User.objects.filter(pk=person.pk).update(invited_at=at)
    audit.record("person.invited_again", by=by, subject=person)
    return _write(person, post, by=by, at=at)


def never_invited(by: User, on: dt.date):
    """People who came by file: in a post today or later, and never asked to choose a password. Two queries."""
    posts = Post.objects.filter(Q(until=None) | Q(until__gt=on)).for_list()
    people = User.objects.visible_to(by).filter(is_active=True, invited_at=None, pk__in=posts.values("user"))
    people = people.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(pk=by.pk)
    return people.prefetch_related(Prefetch("posts", posts, to_attr="posts_to_come"))


def invite_many(people: Iterable[int], *, by: User, at: dt.datetime) -> Invited:
    """Each alone, so that one that cannot be invited keeps nobody waiting; whoever was invited meanwhile is left out."""
    done, refused = [], []
    for pk in people:
        try:
            with transaction.atomic():
                person = never_invited(by, clock.day_of(at)).select_for_update(of=("self",)).filter(pk=pk).first()
                if person:
                    invite_again(person=person, by=by, at=at)
                    done.append(person.name)
        except (PortalRefusal, access.ActNotAllowed) as why:
            refused.append(f"{person}: {why}")
    return Invited(tuple(done), tuple(refused))


@transaction.atomic
def approve(request: PostRequest, *, by: User, at: dt.datetime) -> Post:
    """The second person's yes to a post; whoever could not sign in so far is written to now. Raises PostRefused."""
    post = approve_post(request, by=by, at=at)
    if not post.user.has_usable_password():
        _write(post.user, post, by=request.asked_by, at=at)
    return post


def _write(person: User, post: Post, *, by: User, at: dt.datetime) -> Letter:
    authority = Authority.objects.current()
    body = render_to_string(
        "emails/invitation.txt",
        {
            "person": person,
            "inviter": by,
            "post": post,
            "starts_later": post.from_date > clock.day_of(at),
            "place": one_time_links.PLACE,
            "days": one_time_links.days_valid(),
            "address": person.email,
            "authority": authority,
        },
    )
    return letters.write_letter(
        to=person, kind=INVITATION, subject="Your account in the education plan portal", body=body, at=at
    )

"""Posts that wait for a second person's yes, and people to invite, on the My work of those whose act it is."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.invitations import never_invited
from accounts.models import InvitationRequest, PostRequest
from workspace.errand import Errand


def posts_to_approve(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who approve posts."""
    if not access.may(person, Action.APPROVE_POST):
        return
    if waiting := PostRequest.objects.visible_to(person).waiting().count():
        title = "Approve a post" if waiting == 1 else f"Approve {waiting} posts"
        href = reverse("accounts:posts_to_approve")
        yield Errand(title, "Someone asked for a role that reaches every child", href, "Decide")


def people_to_invite(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who invite people: those who came by file cannot sign in before somebody invites them, and
    others ask for somebody to be invited."""
    if not access.may(person, Action.INVITE_SCHOOLS):
        return
    asked_for = InvitationRequest.objects.answerable_by(person).waiting()
    numbers = dict(_numbered("people", never_invited(person, on)).union(_numbered("requests", asked_for), all=True))
    if number := numbers.get("people"):
        title = "Invite 1 person" if number == 1 else f"Invite {number} people"
        about = "They came by file and have not been invited, so they cannot sign in"
        yield Errand(title, about, reverse("accounts:invite_many"), "Choose who")
    if number := numbers.get("requests"):
        title = "Answer 1 request to invite someone" if number == 1 else f"Answer {number} requests to invite someone"
        about = "Someone needs a person who has no account, or the wrong role"
        yield Errand(title, about, reverse("accounts:invitation_requests"), "See who")


def _numbered(what: str, rows: QuerySet) -> QuerySet:
    """(what, how many), or nothing where there is none."""
    bare = rows.prefetch_related(None).order_by().annotate(what=Value(what)).values("what")
    return bare.annotate(number=Count("pk", distinct=True)).values_list("what", "number")

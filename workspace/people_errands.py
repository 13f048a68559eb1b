"""Posts that wait for a second person's yes, and people to invite, on the My work of those whose act it is."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.invitations import never_invited
from accounts.models import PostRequest
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
    """One query, for those who invite people: those who came by file cannot sign in before somebody invites them."""
    if not access.may(person, Action.INVITE_SCHOOLS):
        return
    if number := never_invited(person, on).count():
        title = "Invite 1 person" if number == 1 else f"Invite {number} people"
        about = "They came by file and have not been invited, so they cannot sign in"
        yield Errand(title, about, reverse("accounts:invite_many"), "Choose who")

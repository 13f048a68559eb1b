"""Posts that wait for a second person's yes, on the My work of those who may give it."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action
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

"""Warnings that protect a child and that somebody has to decide about, on My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action
from children.protection.questions import to_settle
from workspace.errand import Errand


def warnings_to_check(person: Any, on: dt.date) -> Iterator[Errand]:
    """Three queries, for those who may remove a warning."""
    if not access.may(person, Action.REMOVE_PROTECTION):
        return
    number = len(to_settle(person, on))
    if number:
        children = "1 child" if number == 1 else f"{number} children"
        about = "A file contradicts a warning about an address or a contact, or the child has moved since"
        title = f"Check the warnings that protect {children}"
        yield Errand(title, about, reverse("children:protection_to_settle"), "Check them", is_alarm=True)

"""Emails that wait for the mail server, and those that only a person can send again, on the page of those who can."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.enums import LetterState
from accounts.models import Letter
from workspace.errand import Errand

WAITS_LONG_AFTER = dt.timedelta(minutes=30)
NO_MAIL_SERVER = "Check that the mail server and the job worker are running, and the name and password for it"
STOPPED = (
    (
        LetterState.REFUSED,
        "refused by the mail server",
        "Correct the email address if it is wrong, and send the email again",
    ),
    (
        LetterState.PERHAPS_SENT,
        "may not have arrived: delivery unknown",
        "Ask whether it arrived, and send it again if it did not",
    ),
)


def alarms(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query."""
    if not access.may(person, Action.SEND_LETTERS_AGAIN):
        return
    to_somebody = Q(person=None) | Q(person__is_active=True)
    waiting = to_somebody & Q(state__in=(LetterState.QUEUED, LetterState.CLAIMED))
    numbers = {str(state): Count("pk", filter=Q(state=state)) for state, _, _ in STOPPED}
    found = (
        Letter.objects.visible_to(person)
        .order_by()
        .aggregate(waiting=Count("pk", filter=waiting), since=Min("created_at", filter=waiting), **numbers)
    )
    if found["waiting"] and found["since"] < clock.now() - WAITS_LONG_AFTER:
        what = "1 email has" if found["waiting"] == 1 else f"{found['waiting']} emails have"
        title = f"{what} waited since {clock.local(found['since']):%-d %B %Y, %H:%M}"
        yield _errand(title, NO_MAIL_SERVER, LetterState.QUEUED)
    for state, what, about in STOPPED:
        if number := found[str(state)]:
            yield _errand(f"{number} email{'' if number == 1 else 's'} {what}", about, state)


def _errand(title: str, about: str, state: LetterState) -> Errand:
    return Errand(title, about, f"{reverse('accounts:letters')}?state={state}", "See the emails", is_alarm=True)

"""Where a person is signed in, and ending it there."""

import datetime as dt

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import audit, clock
from accounts.models import User


def open_sessions(person: User, here: str) -> list[dict]:
    """Newest first. A session that its time has ended is gone with its next request, and some hours after sign-in at the latest."""
    since = clock.real_now() - dt.timedelta(seconds=settings.SESSION_MOST_SECONDS)
    found = UserSession.objects.filter(user=person.pk, created_at__gt=since).order_by("-created_at")
    there = Session.objects.filter(session_key__in=found.values("session_key"), expire_date__gt=clock.real_now())
    return [
        {"since": each.created_at, "address": each.ip, "is_here": each.session_key == here}
        for each in found.filter(session_key__in=there.values("session_key"))
    ]


@transaction.atomic
def end_other_sessions(person: User, here: str) -> int:
    """Returns how many there were."""
    others = UserSession.objects.filter(user=person.pk).exclude(session_key=here)
    number, _ = Session.objects.filter(session_key__in=list(others.values_list("session_key", flat=True))).delete()
    others.delete()
    audit.record("account.signed_out_elsewhere", by=person, subject=person, number=number)
    return number

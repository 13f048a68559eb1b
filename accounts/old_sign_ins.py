"""What sign-in leaves behind beside the audit log, cleared after a while: ended sessions, tries, where from."""

import datetime as dt

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models

from accounts import clock


def forget(on: dt.date) -> int:
    """How many rows went. Sessions go once they have ended, the rest after SIGN_INS_KEPT_DAYS. Idempotent."""
    long_ago = clock.start_of(on - dt.timedelta(days=settings.SIGN_INS_KEPT_DAYS))
    ended = Session.objects.filter(expire_date__lt=clock.real_now())
    over: list[models.QuerySet] = [
        ended,
        UserSession.objects.filter(last_seen_at__lt=long_ago),
        AccessAttempt.objects.filter(attempt_time__lt=long_ago),
        AccessFailureLog.objects.filter(attempt_time__lt=long_ago),
        AccessLog.objects.filter(attempt_time__lt=long_ago),
    ]
    return sum(rows.delete()[0] for rows in over)

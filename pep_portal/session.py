"""How long somebody stays signed in, and what static/js/idle.js asks: is the session still there, and whose is it."""

import base64

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts import clock
from accounts.sign_in import SIGNED_IN_AT

SEEN_AT = "seen_at"
"""In the session: when its person last did something, in seconds."""


def seconds() -> int:
    return int(clock.real_now().timestamp())


def begin(session: SessionBase) -> None:
    """Both clocks run from the first request on, whatever it asks for."""
    for name in (SEEN_AT, SIGNED_IN_AT):
        if name not in session:
            session[name] = seconds()


def renew(session: SessionBase, *, at_most_every: int = 0) -> None:
    """Its person does something now."""
    begin(session)
    if (now := seconds()) - session[SEEN_AT] >= at_most_every:
        session[SEEN_AT] = now


def idle_seconds_left(session: SessionBase) -> int:
    now = seconds()
    return settings.SESSION_IDLE_SECONDS - (now - session.get(SEEN_AT, now))


def most_seconds_left(session: SessionBase) -> int:
    """Until the end that nothing moves."""
    now = seconds()
    return settings.SESSION_MOST_SECONDS - (now - session.get(SIGNED_IN_AT, now))


def seconds_left(session: SessionBase) -> int:
    """Below zero, the session has ended."""
    return min(idle_seconds_left(session), most_seconds_left(session))


@method_decorator([login_not_required, never_cache], name="dispatch")
class SessionState(View):
    """GET reads the session and leaves it as it is; POST renews it ('Stay signed in')."""

    is_public = True
    renews_session = False

    def get(self, request):
        return JsonResponse(state(request))

    def post(self, request):
        if request.user.is_authenticated:
            renew(request.session)
        return JsonResponse(state(request))


def state(request) -> dict:
    if not request.user.is_authenticated:
        return {"signed_in": False, "person": "", "seconds_left": 0, "is_last": False, "csrf_token": get_token(request)}
    return {
        "signed_in": True,
        "person": str(request.user.pk),
        "seconds_left": max(seconds_left(request.session), 0),
        "is_last": most_seconds_left(request.session) < idle_seconds_left(request.session),
        "csrf_token": get_token(request),
        "draft_key": draft_key(request.user),
    }


def draft_key(person) -> str:
    """With what this person's unsaved text is encrypted in their browser: 256 bits as base64, the same after they
    sign in again, another after they change their password. Nobody else is ever given it."""
    made = salted_hmac("pep_portal.drafts", f"{person.pk}:{person.password}", algorithm="sha256")
    return base64.b64encode(made.digest()).decode()

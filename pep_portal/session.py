"""What static/js/idle.js asks: is the session still there, whose is it, how long has it left."""

import base64

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts import clock


@method_decorator([login_not_required, never_cache], name="dispatch")
class SessionState(View):
    """GET reads the session and leaves it as it is; POST renews it ('Stay signed in')."""

    is_public = True

    def get(self, request):
        return JsonResponse(state(request))

    def post(self, request):
        if request.user.is_authenticated:
            request.session["seen_at"] = int(clock.real_now().timestamp())
        return JsonResponse(state(request))


def state(request) -> dict:
    if not request.user.is_authenticated:
        return {"signed_in": False, "person": "", "seconds_left": 0, "csrf_token": get_token(request)}
    now = int(clock.real_now().timestamp())
    left = settings.SESSION_IDLE_SECONDS - (now - request.session.get("seen_at", now))
    return {
        "signed_in": True,
        "person": str(request.user.pk),
        "seconds_left": max(left, 0),
        "csrf_token": get_token(request),
        "draft_key": draft_key(request.user),
    }


def draft_key(person) -> str:
    """With what this person's unsaved text is encrypted in their browser: 256 bits as base64, the same after they
    sign in again, another after they change their password. Nobody else is ever given it."""
    made = salted_hmac("pep_portal.drafts", f"{person.pk}:{person.password}", algorithm="sha256")
    return base64.b64encode(made.digest()).decode()

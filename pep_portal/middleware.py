"""Three nets: signed in everywhere, no view without a declared action, sessions that end when idle."""

from django.conf import settings
from django.contrib import auth
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import RedirectView

from accounts import clock
from accounts.access import Action

RENEWED_EVERY_SECONDS = 60


class DeclaredAccessMiddleware:
    """Refuses every view that does not say which action it is; `action = None` with `is_public` is the named way out."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        view_class = getattr(view, "view_class", None)
        if view_class is RedirectView:  # shows nothing; where it leads is asked again
            return
        if getattr(view_class or view, "is_public", False):
            return
        if not isinstance(getattr(view_class, "action", None), Action):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} declares no action")


class SessionsEndWhenIdleMiddleware:
    """Signs out whoever did nothing for the idle time; written at most once a minute, not on every request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(clock.real_now().timestamp())
            seen = request.session.get("seen_at")
            if seen is not None and now - seen > settings.SESSION_IDLE_SECONDS:
                auth.logout(request)
            elif (seen is None or now - seen >= RENEWED_EVERY_SECONDS) and not request.path.startswith("/session/"):
                request.session["seen_at"] = now
        return self.get_response(request)


class ClearBrowserAtSignOutMiddleware:
    """Whoever signs out leaves nothing in the browser: no page, and no text that was kept until it could be saved."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method == "POST" and request.path == reverse("account_logout") and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class NoStoreMiddleware:
    """Pages for signed-in people are never kept by a browser or a proxy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

"""Three nets: signed in everywhere, no view without a declared action, sessions that end when idle."""

from django.contrib import auth
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.generic import RedirectView

from accounts import audit
from accounts.access import Action
from pep_portal import session
from peps.documents.turns import PapersBusy

RENEWED_EVERY_SECONDS = 60
BY_ITSELF = "by-itself"


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


class PapersBusyMiddleware:
    """A document that did not get its turn: the page says so, and to try again in a moment."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, PapersBusy):
            return None
        headers = {"Retry-After": "10", "Cache-Control": "no-store, private"}
        return HttpResponse(render_to_string("papers_busy.html"), status=503, headers=headers)


class SessionsEndMiddleware:
    """Signs out whoever did nothing for the idle time, and everybody some hours after they signed in.

    Only what a person does renews a session: a page that looks again by itself says so (`renews_session = False` on its
    view, or `by-itself` in the address). Written at most once a minute, not on every request.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and session.seconds_left(request.session) < 0:
            audit.record("account.session_ended", by=request.user, subject=request.user)
            auth.logout(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return
        renews = getattr(getattr(view, "view_class", None), "renews_session", True)
        if renews and BY_ITSELF not in request.GET:
            session.renew(request.session, at_most_every=RENEWED_EVERY_SECONDS)
        else:
            session.begin(request.session)


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

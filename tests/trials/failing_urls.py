"""Pages that fail in every way, each with a secret in its address and a child's name in what it says."""

import logging
import os

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import path
from django.views.generic import View

from accounts.models import User
from pep_portal import urls
from pep_portal.error_pages import something_went_wrong

CHILD = "Zuzanna Thistledown, 4 Elm Road"


def failing(raises):
    class Failing(View):
        is_public = True

        def get(self, request, **kwargs):
            answer = raises(request)
            return answer if answer is not None else HttpResponse(CHILD)

        post = get

    Failing.dispatch = open_to_all(Failing.dispatch)
    return Failing.as_view()


def open_to_all(dispatch):
    def opened(self, *args, **kwargs):
        return dispatch(self, *args, **kwargs)

    opened.login_required = False
    return opened


def raising(error):
    def raises(request):
        raise error(f"{CHILD} at {request.path}")

    return raises


def in_the_database(request):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{CHILD}' FROM no_such_table")


def twice(request):
    User.objects.create(pk=1, email=CHILD, name=CHILD)
    User.objects.create(pk=1, email=CHILD, name=CHILD)


def in_the_middle(request):
    def pieces():
        yield b"x" * 10
        raise ValueError(CHILD)

    return StreamingHttpResponse(pieces())


def without_end(request):
    return StreamingHttpResponse(b"x" * 65536 for _ in range(200))


def badly_logged(request):
    logging.getLogger("some.library").warning("%d of %s", CHILD, request.path, CHILD)  # noqa: PLE1205 - made to fail


def library_says(request):
    library = logging.getLogger("some.library")
    library.error(f"{request.path} {CHILD}", stack_info=True)
    library.error("it is %s", CHILD)


def chained(request):
    try:
        raise KeyError(CHILD)
    except KeyError as error:
        raise RuntimeError(CHILD) from error


WAYS = {
    "not-found": raising(Http404),
    "refused": raising(PermissionDenied),
    "bad": raising(BadRequest),
    "suspicious": raising(SuspiciousOperation),
    "broken": raising(ValueError),
    "pipe": raising(BrokenPipeError),
    "reset": raising(ConnectionResetError),
    "database": in_the_database,
    "twice": twice,
    "middle": in_the_middle,
    "endless": without_end,
    "bad-log": badly_logged,
    "library": library_says,
    "chained": chained,
    "fine": lambda request: None,
}
failing_pages = [path(f"{way}/<str:secret>/", failing(raises), name=way) for way, raises in WAYS.items()]
urlpatterns = [*failing_pages, *urls.urlpatterns]


def handler500(request):
    """The page for a fault, or one that is broken itself."""
    return raising(ValueError)(request) if os.environ.get("ERROR_PAGE_FAILS") else something_went_wrong(request)

"""One form that a browser sends twice is one act: pressed twice, loaded again, or sent again when the network was slow.

Each page that is drawn carries a token of its own (the one against forged requests). What a person sends with the same
token, to the same address, with the same content, was done already: they are led to where the first one led them.
Requests of scripts are not concerned: they number what they send.
"""

import hashlib
from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
REMEMBERED_FOR = 12 * 60 * 60
AT_WORK = "at work"
SAID = "You sent this twice. It was saved once."


class PostedOnceMiddleware:
    """Behind authentication, forged requests and messages; only redirects count as done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        key = getattr(request, "posted_once", "")
        if key and isinstance(response, HttpResponseRedirect):
            cache.set(key, response.url, REMEMBERED_FOR)
        elif key:
            cache.delete(key)  # nothing was done: a page with errors, a refusal, a fault
        return response

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        if not _is_form_of_a_person(request):
            return None
        key = _key(request)
        if cache.add(key, AT_WORK, REMEMBERED_FOR):
            request.posted_once = key
            return None
        led_to = cache.get(key)
        messages.info(request, SAID)
        return HttpResponseRedirect(led_to if led_to and led_to != AT_WORK else _page_before(request))


def _is_form_of_a_person(request: HttpRequest) -> bool:
    return (
        request.method == "POST"
        and request.user.is_authenticated
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and "X-CSRFToken" not in request.headers
        and TOKEN in request.POST
    )


def _key(request: HttpRequest) -> str:
    """Of the whole content: a second file, or a word more, is another act."""
    digest = hashlib.sha256(f"{request.user.pk} {request.session.session_key} {request.get_full_path()}".encode())
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return f"posted-once:{digest.hexdigest()}"


def _page_before(request: HttpRequest) -> str:
    """The first one is still at work: back to the page with the form, where that is one of ours."""
    before = urlsplit(request.headers.get("Referer", ""))
    is_ours = before.netloc == request.get_host()
    return before.path if is_ours and before.path else reverse("workspace:my_work")

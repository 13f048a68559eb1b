"""A form that is sent after the session's end, by a browser without JavaScript: the text comes back, to be copied."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import JsonResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

NOT_WRITTEN = frozenset({"csrfmiddlewaretoken", "then", "page"})  # which button was pressed, which page sent it
SHORTEST = 4  # letters; below that it is a choice or a number, soon given again


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """As Django's own; but what somebody wrote is not thrown away on the way to the sign-in page."""

    def handle_no_permission(self, request, view):
        if wants_json(request):
            return JsonResponse({"signed_in": False}, status=401)
        texts = written_in(request) if request.method == "POST" else []
        if not texts:
            return super().handle_no_permission(request, view)
        page = {"page_title": "You have been signed out", "texts": texts, "back_to": request.path}
        response = render(request, "unsaved_text.html", page, status=403)
        response["Cache-Control"] = "no-store"
        return response


def stale_page(request, reason=""):
    """A token that no longer fits, because they signed in again in another tab: the text comes back as well.

    A form on somebody else's site gets nothing back: browsers say where a form stood, in a header no page can forge.
    """
    if wants_json(request):
        return JsonResponse({"stale": True}, status=403)
    from_here = request.headers.get("sec-fetch-site") == "same-origin"
    texts = written_in(request) if from_here else []
    if not texts:
        return csrf_failure(request, reason)
    page = {"page_title": "This page had gone stale", "texts": texts, "back_to": request.path}
    response = render(request, "unsaved_text.html", page, status=403)
    response["Cache-Control"] = "no-store"
    return response


def wants_json(request) -> bool:
    """A page's own script asks, and keeps the text itself."""
    return request.headers.get("accept") == "application/json"


def written_in(request) -> list[str]:
    """What a person may have written, in the form's order. The caller knows that it came from our own page."""
    return [
        text
        for name, texts in request.POST.lists()
        if name not in NOT_WRITTEN and "password" not in name.lower()
        for text in texts
        if len(text.strip()) >= SHORTEST and any(letter.isalpha() for letter in text)
    ]

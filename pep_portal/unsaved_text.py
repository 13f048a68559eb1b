"""A form that is sent after the session's end, by a browser without JavaScript: the text comes back, to be copied."""

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import render

SHORTEST = 4  # letters; below that it is a choice or a number, soon given again


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """As Django's own; but what somebody wrote is not thrown away on the way to the sign-in page."""

    def handle_no_permission(self, request, view):
        texts = written_in(request) if request.method == "POST" else []
        if not texts:
            return super().handle_no_permission(request, view)
        page = {"page_title": "You have been signed out", "texts": texts, "back_to": request.path}
        response = render(request, "unsaved_text.html", page, status=403)
        response["Cache-Control"] = "no-store"
        return response


def written_in(request) -> list[str]:
    """What a person may have written, in the form's order. The token has been checked: it came from our own page."""
    return [
        text
        for name, texts in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name.lower()
        for text in texts
        if len(text.strip()) >= SHORTEST and any(letter.isalpha() for letter in text)
    ]

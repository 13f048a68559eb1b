"""What no column of the database can hold, refused here once and before any view.

The null character, which PostgreSQL keeps in no text: a copied text can hide it, and who means ill can send it. In a
form, what was written comes back without it, to be copied. And in an address a number longer than any that counts rows.
"""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from pep_portal.unsaved_text import wants_json, written_in

NULL = "\x00"
LARGEST_NUMBER = 2**63 - 1
REFUSED = "What you wrote has a hidden character in it that cannot be saved. Delete the text and type it again."


class UnkeepableCookiesMiddleware:
    """Stands before all that reads a cookie: the session looks for its key as soon as it is asked.

    No cookie of ours has a null character, and a browser may not be able to forget one that somebody else has set.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NULL not in name + value}
        return self.get_response(request)


class UnkeepableMiddleware:
    """Stands after the check of a form's token: only to a page of ours is text given back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NULL in request.path or holds_null(request.GET):
            return _refusal(request, texts=[], is_address=True)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if any(isinstance(part, int) and part > LARGEST_NUMBER for part in kwargs.values()):
            raise Http404
        if not holds_null(request.POST):
            return None
        return _refusal(request, texts=[text.replace(NULL, "") for text in written_in(request)], is_address=False)


def holds_null(sent) -> bool:
    return any(NULL in text for name, texts in sent.lists() for text in (name, *texts))


def _refusal(request: HttpRequest, *, texts: list[str], is_address: bool) -> HttpResponse:
    if wants_json(request):
        # By the names that the pages' scripts look for: a section's and an own page's.
        response: HttpResponse = JsonResponse({"refused": REFUSED, "problem": REFUSED}, status=400)
    else:
        title = "This address is not right" if is_address else "This could not be saved"
        page = {"page_title": title, "texts": texts, "back_to": request.path, "is_address": is_address}
        response = render(request, "unkeepable.html", page, status=400)
    response["Cache-Control"] = "no-store"
    return response

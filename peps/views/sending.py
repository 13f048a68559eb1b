"""How a page gives out a stored file: to keep, never to show."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse


def send(stored_name: str, *, content_type: str, file_name: str) -> HttpResponse:
    """As a file to keep: never inside a page, where it could run. Raises Http404 when it is gone."""
    if not default_storage.exists(stored_name):
        raise Http404
    with default_storage.open(stored_name) as kept:
        response = HttpResponse(kept.read(), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response

"""How a page gives out a file: to keep, never to show."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

PDF = "application/pdf"
IN_UTF_8 = frozenset({"text/plain"})
"""What a browser would guess the letters of."""


def as_file(content: bytes, *, content_type: str, file_name: str) -> HttpResponse:
    """Never inside a page, where it could run."""
    charset = "; charset=utf-8" if content_type in IN_UTF_8 else ""
    response = HttpResponse(content, content_type=f"{content_type}{charset}")
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def send(stored_name: str, *, content_type: str, file_name: str) -> HttpResponse:
    """One that lies in private storage. Raises Http404 when it is gone."""
    if not default_storage.exists(stored_name):
        raise Http404
    with default_storage.open(stored_name) as kept:
        return as_file(kept.read(), content_type=content_type, file_name=file_name)

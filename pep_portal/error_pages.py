"""What is answered when something broke, also when the page that says so is broken itself."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from pep_portal.file_headers import HEADERS

log = structlog.get_logger(__name__)
PLAIN = (
    "<!DOCTYPE html><html lang='en-GB'><head><meta charset='utf-8'><title>Something went wrong</title></head><body>"
    "<h1>Something went wrong</h1><p>This is a fault of the portal, not yours. Go back with your browser's Back button: "
    "what you typed is usually still there. Try again in a few minutes.</p></body></html>"
)


def something_went_wrong(request: HttpRequest) -> HttpResponse:
    """The page for a fault. It asks neither database nor session; without its styles it is plain."""
    try:
        page = render_to_string("500.html")
    except Exception:
        log.exception("error_page_failed")
        page = PLAIN
    return HttpResponse(page, status=500)


def always_answers(portal: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The portal as the web server sees it. What the server is left to tell, it tells with the full address."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return portal(environ, start_response)
        except Exception:
            log.exception("request_failed", code=500, request=f"{environ.get('REQUEST_METHOD')} (broken)")
            body = PLAIN.encode()
            headers = [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(body))),
                *HEADERS.items(),
            ]
            start_response("500 Internal Server Error", headers, sys.exc_info())
            return [body]

    return answer

"""Is the portal alive, and is it ready? Asked by whatever watches over it, by address, without a name or a session.

A middleware before all others, because those who ask know no host name, speak plain HTTP and are not signed in.
`/livez`: the process answers. `/readyz`: the database and the cache answer too, so people may be sent here; where Redis
is away, the portal does without it and says so.
"""

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpResponse

from pep_portal.file_headers import HEADERS

PROBE = "health-probe"


class HealthMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/livez":
            return answer([])
        if request.path == "/readyz":
            return answer([name for name, answers in PARTS.items() if not answers()])
        return self.get_response(request)


def answer(silent: list[str]) -> HttpResponse:
    """Says which part is silent and not why: this page is open to everybody."""
    text = f"no answer from: {', '.join(silent)}" if silent else "ok"
    if not silent and getattr(cache, "is_away", bool)():
        text = "ok without Redis"
    response = HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=503 if silent else 200)
    response["Cache-Control"] = "no-store"
    for name, value in HEADERS.items():
        response[name] = value
    return response


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def cache_answers() -> bool:
    try:
        cache.set(PROBE, "1", timeout=10)
        return cache.get(PROBE) == "1"
    except Exception:  # noqa: BLE001 - each cache library has its own errors, and all mean no
        return False


PARTS = {"database": database_answers, "cache": cache_answers}

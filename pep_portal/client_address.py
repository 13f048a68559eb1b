"""Whose address a request came from, for lock-out after wrong passwords."""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address that the outermost of our own proxies saw; what stands left of it, anybody may have written."""
    if settings.PROXIES:
        seen = request.headers.get("X-Forwarded-For", "").split(",")
        if len(seen) >= settings.PROXIES and seen[-settings.PROXIES].strip():
            return seen[-settings.PROXIES].strip()
    return request.META.get("REMOTE_ADDR", "")

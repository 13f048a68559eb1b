"""A browser without a screen in which somebody has signed in."""

from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    client.get("/help/")  # the session is written once a minute, not by every page
    return client


def status(person, url: str) -> int:
    """What this person is answered there."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.get(url).status_code

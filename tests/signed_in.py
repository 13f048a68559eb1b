"""A browser without a screen in which somebody has signed in."""

from django.conf import settings
from django.test import Client

from pep_portal import session

BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    theirs = client.session
    session.renew(theirs)  # as their first page does: it is written once a minute, not by every page
    theirs.save()
    return client


def status(person, url: str) -> int:
    """What this person is answered there."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.get(url).status_code

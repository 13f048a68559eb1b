import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import User

START = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def tess(db):
    return User.objects.create_user("tess@school.example", "correct horse battery", name="Tess Teacher")


@pytest.fixture
def signed_in(client, tess, settings):
    settings.SESSION_IDLE_SECONDS = 1800
    with time_machine.travel(START, tick=False):
        client.force_login(tess)
        client.get("/accounts/password/change/")
    return client


def seconds_left(client, *, after, method="get", **headers):
    with time_machine.travel(START + dt.timedelta(seconds=after), tick=False):
        return getattr(client, method)("/session/", headers=headers).json()


def test_looking_at_the_session_does_not_renew_it(signed_in, tess):
    assert seconds_left(signed_in, after=600) | {"csrf_token": "", "draft_key": ""} == {
        "signed_in": True,
        "person": str(tess.pk),
        "seconds_left": 1200,
        "is_last": False,
        "csrf_token": "",
        "draft_key": "",
    }
    assert seconds_left(signed_in, after=1200)["seconds_left"] == 600


def test_staying_signed_in_renews_it(signed_in):
    assert seconds_left(signed_in, after=1700, method="post")["seconds_left"] == 1800
    assert seconds_left(signed_in, after=3400)["seconds_left"] == 100


def test_an_idle_session_is_over_and_says_so(signed_in):
    over = seconds_left(signed_in, after=1801)

    assert (over["signed_in"], over["person"], over["seconds_left"]) == (False, "", 0)


def test_nobody_is_kept_signed_in_from_another_site(tess):
    client = Client(enforce_csrf_checks=True)
    client.force_login(tess)

    assert client.post("/session/").status_code == 403


def test_the_token_given_after_signing_in_again_is_good_for_saving(tess):
    client = Client(enforce_csrf_checks=True)
    client.force_login(tess)
    token = client.get("/session/").json()["csrf_token"]

    assert client.post("/session/", headers={"X-CSRFToken": token}).status_code == 200


def test_the_session_is_never_kept_by_a_browser(client, db):
    assert "no-store" in client.get("/session/")["Cache-Control"]


def test_the_key_of_unsaved_text_is_one_persons_and_the_same_after_signing_in_again(tess, client):
    other = User.objects.create_user("sam@school.example", "correct horse battery", name="Sam")
    keys = []
    for person in (tess, tess, other):
        client.logout()
        client.force_login(person)
        keys.append(client.get("/session/").json()["draft_key"])
    client.logout()

    assert keys[0] == keys[1] != keys[2]
    assert "draft_key" not in client.get("/session/").json()


def test_signing_out_clears_the_browser(tess, client):
    client.force_login(tess)

    assert client.get("/accounts/logout/").headers.get("Clear-Site-Data") is None
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache", "storage"'

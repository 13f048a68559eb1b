"""A page that is left open goes on asking by itself; its person is signed out all the same."""

import datetime as dt

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import open_plan
from tests.signed_in import BACKEND

START = dt.datetime(2026, 12, 1, 9, 0, tzinfo=dt.UTC)
MINUTE, HOUR = 60, 3600
pytestmark = pytest.mark.django_db


def at(seconds):
    return time_machine.travel(START + dt.timedelta(seconds=seconds), tick=False)


@pytest.fixture
def section(cast):
    return open_plan(cast.child).sections.get(key="about_me")


@pytest.fixture
def sam(cast):
    client = Client()
    with at(0):
        client.force_login(cast.sam, backend=BACKEND)
        client.get("/help/")
    return client


def presence(client, section, person):
    address = reverse("peps:here", args=[section.pep.reference, section.key])
    return client.post(address, {"person": person.pk}, headers={"accept": "application/json"})


def session_of(client, method="get"):
    return getattr(client, method)("/session/").json()


def is_in(client) -> bool:
    return client.get("/help/").status_code == 200


def test_an_open_section_tells_that_it_is_open_and_does_not_keep_its_person_signed_in(sam, cast, section):
    for minute in range(1, 30):
        with at(minute * MINUTE):
            assert presence(sam, section, cast.sam).status_code == 200

    with at(31 * MINUTE):
        assert presence(sam, section, cast.sam).status_code == 401
        assert session_of(sam)["signed_in"] is False
        assert not is_in(sam)


@pytest.mark.parametrize("address", ["/help/?by-itself=1", "/session/"])
def test_a_page_that_looks_again_by_itself_does_not_either(sam, address):
    for minute in range(1, 30):
        with at(minute * MINUTE):
            sam.get(address)

    with at(31 * MINUTE):
        assert not is_in(sam)


def test_a_session_whose_only_requests_are_polls_ends_too(cast, section):
    client = Client()
    with at(0):
        client.force_login(cast.sam, backend=BACKEND)
    for minute in range(1, 31):
        with at(minute * MINUTE):
            assert presence(client, section, cast.sam).status_code == 200

    with at(32 * MINUTE):
        assert presence(client, section, cast.sam).status_code == 401


@pytest.mark.parametrize("address", ["/help/", "/session/"])
def test_twelve_hours_after_signing_in_it_ends_however_busy(sam, address):
    for minute in range(0, 12 * 60, 20):
        with at(minute * MINUTE):
            assert is_in(sam)
            sam.post(address)

    with at(12 * HOUR + 1):
        assert session_of(sam)["signed_in"] is False
        assert not is_in(sam)


def test_before_the_last_end_the_page_says_that_staying_is_no_use(sam):
    told = {}
    for minute in range(0, 12 * 60, 20):
        with at(minute * MINUTE):
            sam.get("/help/")
            told[minute] = session_of(sam)["is_last"]

    assert (told[11 * 60], told[11 * 60 + 40]) == (False, True)
    with at(12 * HOUR - 2 * MINUTE):
        told = session_of(sam, "post")
    assert (told["is_last"], told["seconds_left"]) == (True, 2 * MINUTE)


def test_the_twelve_hours_count_from_the_sign_in_and_not_from_another_one_before(cast):
    cache.clear()
    cast.sam.set_password("correct horse battery")
    cast.sam.save()
    typed = {"login": cast.sam.email, "password": "correct horse battery"}
    client = Client()
    for hour in (0, 11):
        with at(hour * HOUR):
            client.post("/accounts/login/", typed)
            client.get("/help/")
            if not hour:
                client.post("/accounts/logout/")

    with at(11 * HOUR + 25 * MINUTE):
        assert is_in(client)
        assert session_of(client)["is_last"] is False


def test_a_new_password_does_not_lengthen_it(cast):
    cache.clear()
    cast.sam.set_password("correct horse battery")
    cast.sam.save()
    client = Client()
    with at(0):
        client.force_login(cast.sam, backend=BACKEND)
    for minute in range(0, 12 * 60, 20):
        with at(minute * MINUTE):
            client.get("/help/")
    new = {"oldpassword": "correct horse battery", "password1": "seven calm herons", "password2": "seven calm herons"}
    with at(12 * HOUR - MINUTE):
        client.post("/accounts/password/change/", new)
        assert is_in(client)

    with at(12 * HOUR + MINUTE):
        assert not is_in(client)

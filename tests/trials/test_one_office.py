"""Everybody at one school or office has one address: they get in, and what is limited is one account."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from accounts import clock, letters
from accounts.invitations import invite
from tests.factories import UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()
    yield
    cache.clear()


def sign_in(person, password=PASSWORD, address="10.1.1.1") -> int:
    typed = {"login": person.email, "password": password}
    return Client(REMOTE_ADDR=address).post("/accounts/login/", typed).status_code


def test_forty_people_of_one_office_sign_in_within_a_minute_each_after_a_wrong_password(cast):
    people = UserFactory.create_batch(40)

    wrong = [sign_in(person, "wrong") for person in people]
    right = [sign_in(person) for person in people]

    assert (set(wrong), set(right)) == ({200}, {302})


def test_thirty_people_of_one_school_ask_for_new_passwords_after_the_holidays(cast):
    people = UserFactory.create_batch(30)

    codes = {Client().post("/accounts/password/reset/", {"email": person.email}).status_code for person in people}

    assert codes == {302}


def test_thirty_people_of_one_school_choose_their_first_password_in_one_minute(cast):
    how = {"role": "DT", "school": cast.school, "from_date": clock.today(), "by": cast.admin, "at": clock.now()}
    for number in range(30):
        invite(name=f"Teacher {number}", email=f"teacher{number}@larkfield.example", **how)
    letters.send_waiting(is_working_day=False)
    links = [re.search(r"http://127\.0\.0\.1:8000(/\S+)", sent.body)[1] for sent in mail.outbox]
    chosen = {"password1": "seven calm herons", "password2": "seven calm herons"}

    ended = []
    for link in links:
        client = Client()
        form = client.get(link, follow=True).request["PATH_INFO"]
        ended.append(client.post(form, chosen).status_code)
    assert ended == [302] * 30


def test_one_account_is_limited_from_however_many_addresses_it_is_tried(cast):
    for number in range(20):
        assert sign_in(cast.sam, "wrong", address=f"10.2.0.{number}") == 200

    assert sign_in(cast.sam, address="10.3.0.1") == 200  # the right password, too
    assert sign_in(cast.stranger, address="10.3.0.1") == 302


def test_passwords_are_not_tried_out_on_the_page_that_changes_them(cast):
    client = Client()
    client.post("/accounts/login/", {"login": cast.sam.email, "password": PASSWORD})
    new = {"oldpassword": "wrong", "password1": "seven calm herons", "password2": "seven calm herons"}

    codes = [client.post("/accounts/password/change/", new).status_code for _ in range(6)]

    assert codes == [200] * 5 + [429]

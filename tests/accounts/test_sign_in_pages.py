import re

import pytest
from django.core import mail
from django.core.cache import cache

from accounts import letters
from accounts.models import Authority, User

PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def tess():
    Authority.objects.create(
        name="Exampleshire", virtual_school_name="Exampleshire Virtual School", telephone="01632 960000"
    )
    return User.objects.create_user("tess@school.example", PASSWORD, name="Tess Teacher")


def sign_in(client, email="tess@school.example", password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_somebody_signs_in_with_e_mail_and_password_however_it_is_written(client, tess):
    response = sign_in(client, email="Tess@School.Example")

    assert (response.status_code, response["Location"]) == (302, "/")


def test_a_wrong_password_keeps_the_e_mail_and_says_no_more_than_it_must(client, tess):
    known, unknown = sign_in(client, password="wrong"), sign_in(client, email="nobody@school.example", password="wrong")

    for response in (known, unknown):
        assert "The e-mail or the password is not right" in response.text
        assert "There is a problem" in response.text
    assert 'value="tess@school.example"' in known.text
    assert "wrong" not in known.text.replace("is wrong", "")


def test_five_wrong_passwords_lock_the_person_and_not_the_office(client, tess):
    User.objects.create_user("cora@school.example", PASSWORD, name="Cora Colleague")

    answers = [sign_in(client, password="wrong") for _ in range(5)]

    assert answers[-1].status_code == 429
    assert "Wait 15 minutes" in answers[-1].text
    assert "01632 960000" in answers[-1].text
    assert "Too many tries" in sign_in(client).text  # with the right password, too
    assert sign_in(client, email="cora@school.example").status_code == 302


def test_the_page_says_how_long_the_lock_lasts(settings):
    assert settings.AXES_COOLOFF_TIME * 60 == 15


def test_a_closed_account_is_not_let_in(client, tess):
    User.objects.filter(pk=tess.pk).update(is_active=False)

    sign_in(client)

    assert "_auth_user_id" not in client.session


def test_nobody_makes_an_account_for_themselves(client, tess):
    new = {"email": "new@school.example", "password1": PASSWORD, "password2": PASSWORD}

    assert client.get("/accounts/signup/").status_code == 404
    assert client.post("/accounts/signup/", new).status_code == 404
    assert "Accounts are made by invitation" in client.get("/accounts/login/").text
    assert not User.objects.filter(email="new@school.example").exists()


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(client, tess):
    asked = client.post("/accounts/password/reset/", {"email": "Tess@School.Example"}, follow=True)
    letters.send_waiting(is_working_day=False)
    link = re.search(r"http://127.0.0.1:8000(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": "another good phrase", "password2": "another good phrase"}, follow=True
    )
    again = client.get(link, follow=True)

    assert "Check your e-mail" in asked.text
    assert "Choose a new password" in form.text
    assert "Your password is changed" in done.text
    assert "This link no longer works" in again.text
    assert sign_in(client, password="another good phrase").status_code == 302


def test_asking_for_a_link_does_not_tell_who_has_an_account(client, tess):
    known = client.post("/accounts/password/reset/", {"email": tess.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@school.example"}, follow=True)

    letters.send_waiting(is_working_day=False)
    strip = re.compile(r'value="[A-Za-z0-9]{64}"')
    assert strip.sub("", known.text) == strip.sub("", unknown.text)
    assert [sent.to for sent in mail.outbox] == [["tess@school.example"], ["nobody@school.example"]]
    assert "No account belongs to this address" in mail.outbox[1].body


def test_a_weak_new_password_is_refused_with_the_reason(client, tess):
    client.force_login(tess)

    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )

    assert "at least 12 characters" in response.text
    assert 'href="#id_password1"' in response.text


@pytest.mark.parametrize("path", ["login", "password/reset", "password/reset/done", "inactive"])
def test_the_way_in_says_whom_to_ask(client, tess, path):
    page = client.get(f"/accounts/{path}/")

    assert page.status_code == 200
    assert "Exampleshire Virtual School" in page.text
    assert "01632 960000" in page.text


def test_signing_out_asks_by_a_form_and_leads_to_the_way_in(client, tess):
    client.force_login(tess)

    assert "Do you want to sign out?" in client.get("/accounts/logout/").text
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_no_page_on_the_way_in_carries_inline_code(client, tess):
    for path in ("login", "password/reset"):
        page = client.get(f"/accounts/{path}/").text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)

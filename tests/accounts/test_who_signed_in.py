"""Who came in, who tried to, and where somebody is signed in still."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import clock
from accounts.models import AuditRecord
from accounts.posts import begin_post, end_post
from tests.signed_in import signed_in

PASSWORD = "correct horse battery"
OTHER = {"oldpassword": PASSWORD, "password1": "seven calm herons", "password2": "seven calm herons"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def sam(cast):
    cast.sam.set_password(PASSWORD)
    cast.sam.save()
    return cast.sam


def sign_in(email="sam@fernshire.example", password=PASSWORD):
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": password})
    return client


def acts() -> list[tuple]:
    return list(AuditRecord.objects.order_by("pk").values_list("act", "by_name", "subject_id"))


def is_in(client) -> bool:
    return client.get("/help/").status_code == 200


def test_signing_in_and_out_stands_in_the_audit(sam):
    sign_in().post("/accounts/logout/")

    number = str(sam.pk)
    assert acts() == [("account.signed_in", "Sam Person", number), ("account.signed_out", "Sam Person", number)]


def test_wrong_passwords_and_the_lock_stand_in_the_audit_with_the_account_and_not_with_what_was_typed(sam):
    for typed in ("wrong", "my secret", "wrong", "wrong", "wrong"):
        sign_in(password=typed)
    sign_in(email="MyPasswordInTheWrongBox@x.example", password="wrong")

    assert [(act, number) for act, _, number in acts()] == [
        *[("account.wrong_password", str(sam.pk))] * 4,
        ("account.locked", str(sam.pk)),
        ("account.wrong_password", ""),
    ]
    kept = str(list(AuditRecord.objects.values()))
    assert not any(typed in kept.lower() for typed in ("my secret", "wrongbox"))


def test_a_new_password_stands_in_the_audit(sam):
    sign_in().post("/accounts/password/change/", OTHER)
    Client().post("/accounts/password/reset/", {"email": sam.email})
    Client().post("/accounts/password/reset/", {"email": "nobody-here@fernshire.example"})

    assert [act for act, _, _ in acts()] == [
        "account.signed_in",
        "account.password_chosen",
        "account.new_password_asked_for",
    ]


def test_the_page_of_the_audit_says_whose_account_it_was_and_finds_it(sam, cast):
    sign_in(password="wrong")
    today = clock.today()
    post = begin_post(person=sam, role="DT", school=cast.school, from_date=today, by=cast.admin, at=clock.now())
    end_post(post=post, until=clock.day_after(today), by=cast.admin)
    page = reverse("accounts:audit")

    rows = signed_in(cast.governance).get(page, {"person": "Sam Pers"}).context["rows"]
    assert [(row["act"], row["account"], row["record"].by_name) for row in rows] == [
        ("Post: ended", "Sam Person", "Admin Person"),
        ("Post: begun", "Sam Person", "Admin Person"),
        ("Account: wrong password", "Sam Person", "the portal (sign-in)"),
    ]
    assert signed_in(cast.governance).get(page, {"person": "Stranger"}).context["rows"] == []


def test_a_new_password_ends_every_other_session(sam):
    here, elsewhere = sign_in(), sign_in()
    assert is_in(here)
    assert is_in(elsewhere)

    here.post("/accounts/password/change/", OTHER)

    assert (is_in(here), is_in(elsewhere)) == (True, False)


def test_a_person_sees_where_they_are_signed_in_and_ends_it_there(sam, cast):
    here, elsewhere, of_another = sign_in(), sign_in(), signed_in(cast.stranger)
    page = here.get(reverse("accounts:your_account"))
    assert len(page.context["sessions"]) == 2
    assert page.text.count("(this browser)") == 1

    here.post(reverse("accounts:sign_out_elsewhere"))

    assert (is_in(here), is_in(elsewhere), is_in(of_another)) == (True, False, True)
    assert len(here.get(reverse("accounts:your_account")).context["sessions"]) == 1
    assert AuditRecord.objects.get(act="account.signed_out_elsewhere").detail == {"number": 1}


def test_the_address_that_ends_sessions_takes_a_press(sam):
    here, elsewhere = sign_in(), sign_in()

    assert here.get(reverse("accounts:sign_out_elsewhere")).status_code == 405
    assert is_in(elsewhere)
    assert Client().post(reverse("accounts:sign_out_elsewhere")).status_code == 302

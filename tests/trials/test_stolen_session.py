"""A session that somebody else got hold of walks through every page, and must not come to own the account."""

from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse

from accounts import letters
from accounts.models import EmailChange, User
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db
THIEF = "thief@elsewhere.example"
PASSWORD = "correct horse battery"
EVERYTHING_TYPED = {
    "email": THIEF,
    "new_email": THIEF,
    "login": THIEF,
    "action_add": "",
    "action_primary": "",
    "action_send": "",
    "name": "Thief",
    "telephone": "01632 960000",
    "oldpassword": "guess",
    "password": "guess",
    "password1": "a password of the thief",
    "password2": "a password of the thief",
    "code": "123456",
    "secret": "JBSWY3DPEHPK3PXP",
}
LIBRARYS_OWN = [
    "signup/", "email/", "confirm-email/", "confirm-email/made-up/", "password/set/", "reauthenticate/",
    "login/code/", "login/code/confirm/", "phone/change/", "phone/verify/", "signup/passkey/",
    "2fa/", "2fa/reauthenticate/", "2fa/totp/activate/", "2fa/totp/deactivate/", "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/", "2fa/recovery-codes/download/", "2fa/webauthn/", "2fa/webauthn/add/",
    "2fa/webauthn/login/", "2fa/webauthn/reauthenticate/", "2fa/webauthn/signup/",
    "3rdparty/", "3rdparty/signup/", "3rdparty/login/error/", "3rdparty/login/cancelled/", "social/connections/",
    "oidc/any/login/", "oidc/any/login/callback/", "sessions/", "",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


def addresses_of_the_way_in(resolver=None, before=""):
    """Every address of an account, with made-up words where it takes some."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            name = f"{before}{pattern.namespace}:" if pattern.namespace else before
            yield from addresses_of_the_way_in(pattern, name)
        elif "account" in (name := f"{before}{pattern.name}") or pattern.name.startswith(("mfa", "social")):
            for words in ([], ["1"], ["made-up"], ["1", "made-up"]):
                try:
                    yield reverse(name, args=words)
                except NoReverseMatch:
                    continue


@pytest.fixture
def owner(cast):
    cast.sam.set_password(PASSWORD)
    cast.sam.save()
    return cast.sam


def press_everything(client):
    for url in {*addresses_of_the_way_in(), *(f"/accounts/{path}" for path in LIBRARYS_OWN)} - {"/accounts/logout/"}:
        for button in ({}, {"action_add": "1"}, {"action_primary": "1"}, {"action_send": "1"}):
            client.post(url, EVERYTHING_TYPED | button)
        client.get(url)


def test_an_open_session_does_not_come_to_own_the_account_by_any_page(owner):
    press_everything(signed_in(owner))
    Client().post("/accounts/password/reset/", {"email": THIEF})
    letters.send_waiting(is_working_day=False)

    owner_now = User.objects.get(pk=owner.pk)
    assert (owner_now.email, owner_now.name) == ("sam@fernshire.example", "Sam Person")
    assert owner_now.check_password(PASSWORD)
    assert not EmailAddress.objects.exclude(email=owner_now.email).exists()
    assert not EmailChange.objects.exists()
    assert not any("/password/reset/key/" in sent.body for sent in mail.outbox if sent.to == [THIEF])
    assert not owner_now.authenticator_set.exists()


def test_an_administrators_open_session_gets_nobody_elses_account_either(cast, owner):
    client = signed_in(cast.admin)
    for person in User.objects.all():
        client.post(reverse("accounts:change_details", args=[person.pk]), EVERYTHING_TYPED | {"name": person.name})
    client.post("/accounts/password/reset/", {"email": THIEF})
    letters.send_waiting(is_working_day=False)

    assert not User.objects.filter(email=THIEF).exists()
    assert not any("/password/reset/key/" in sent.body for sent in mail.outbox if sent.to == [THIEF])


@pytest.mark.alike
@pytest.mark.parametrize("path", LIBRARYS_OWN)
def test_pages_of_the_library_that_are_not_in_use_are_not_there(owner, path):
    found = [client.get(f"/accounts/{path}").status_code for client in (signed_in(owner), Client())]

    assert found == [404, 404]


def test_an_address_that_was_added_before_is_of_no_use(owner):
    """Rows that the library's page for addresses has left behind."""
    EmailAddress.objects.create(user=owner, email=THIEF, primary=True, verified=True)
    EmailAddress.objects.create(user=owner, email="Sam@Fernshire.Example", primary=False, verified=False)

    import_module("accounts.migrations.0007_only_own_addresses").remove_other_addresses(apps, None)

    assert [address.email for address in EmailAddress.objects.all()] == ["Sam@Fernshire.Example"]

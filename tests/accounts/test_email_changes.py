"""Whoever has somebody's open session must not get their account by changing where a new password is sent."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import clock, email_changes, letters
from accounts.access import ActNotAllowed
from accounts.email_changes import AddressTaken, LinkEnded, ask_for_change, confirm
from accounts.enums import Role
from accounts.models import AuditRecord, EmailChange, Letter, User
from tests.factories import PostFactory, UserFactory
from tests.signed_in import signed_in

PASSWORD = "correct horse battery"
NEW = "sam.new@fernshire.example"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def sam(cast):
    cast.sam.set_password(PASSWORD)
    cast.sam.save()
    return cast.sam


def ask_by_page(client, *, email=NEW, password=PASSWORD):
    return client.post(reverse("accounts:change_email"), {"email": email, "password": password})


def link_sent_to(address) -> str:
    letters.send_waiting(is_working_day=False)
    (sent,) = [sent for sent in mail.outbox if sent.to == [address]]
    return re.search(r"http://127\.0\.0\.1:8000(/account/email/confirm/\S+)", sent.body)[1]


def email_of(person) -> str:
    return User.objects.get(pk=person.pk).email


def test_a_new_address_counts_once_its_own_mailbox_has_confirmed_it(sam):
    client = signed_in(sam)

    ask_by_page(client)
    assert email_of(sam) == "sam@fernshire.example"
    page = Client().get(link := link_sent_to(NEW))
    assert email_of(sam) == "sam@fernshire.example"  # a mail scanner that follows links confirms nothing
    Client().post(link)

    assert NEW in page.text
    assert email_of(sam) == NEW


def test_nothing_changes_without_the_password(sam):
    answers = [ask_by_page(signed_in(sam), password=typed) for typed in ("", "wrong")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Enter your password" in answers[0].text
    assert "This is not your password" in answers[1].text
    assert not EmailChange.objects.exists()
    assert not Letter.objects.exists()


def test_passwords_cannot_be_tried_out_on_the_page(sam):
    client = signed_in(sam)

    codes = [ask_by_page(client, password="wrong").status_code for _ in range(5)]

    assert codes[-1] == 429
    assert ask_by_page(client).status_code != 302
    assert not EmailChange.objects.exists()


def test_the_old_address_is_told_when_it_is_asked_and_when_it_is_done_and_not_where_to(sam):
    ask_by_page(signed_in(sam))
    Client().post(link_sent_to(NEW))
    letters.send_waiting(is_working_day=False)

    told = [sent for sent in mail.outbox if sent.to == ["sam@fernshire.example"]]
    assert [sent.subject for sent in told] == [
        "Someone asked to change your email address here",
        "Your email address here has been changed",
    ]
    assert not any(NEW in sent.body or "/confirm/" in sent.body for sent in told)


def test_the_link_is_in_the_mail_to_the_new_address_and_nowhere_else(sam):
    ask_by_page(signed_in(sam))
    link = link_sent_to(NEW)

    assert not Letter.objects.filter(body__contains=link).exists()
    assert link not in signed_in(sam).get(reverse("accounts:your_account")).text


def test_the_audit_says_who_changed_what(sam):
    ask_by_page(signed_in(sam))
    Client().post(link_sent_to(NEW))

    acts = AuditRecord.objects.filter(act__startswith="person.email").order_by("pk")
    was_and_is = {"old": "sam@fernshire.example", "new": NEW}
    assert [(act.act, act.by_id, act.detail) for act in acts] == [
        ("person.email_change_asked", sam.pk, was_and_is),
        ("person.email_changed", sam.pk, was_and_is),
    ]


def test_a_link_works_once_and_not_after_its_days(sam, time_machine):
    ask_by_page(signed_in(sam))
    link = link_sent_to(NEW)
    Client().post(link)
    mail.outbox.clear()
    ask_by_page(signed_in(User.objects.get(pk=sam.pk)), email="third@fernshire.example")

    assert Client().post(link).status_code == 404
    assert email_of(sam) == NEW
    late = link_sent_to("third@fernshire.example")
    time_machine.move_to(clock.real_now().replace(year=clock.real_now().year + 1))
    assert Client().post(late).status_code == 404
    assert email_of(sam) == NEW


def test_a_change_that_was_cancelled_or_asked_anew_is_confirmed_by_no_earlier_link(sam):
    client = signed_in(sam)
    ask_by_page(client)
    first = link_sent_to(NEW)
    ask_by_page(client, email="second@fernshire.example")
    second = link_sent_to("second@fernshire.example")
    client.post(reverse("accounts:withdraw_email_change"))

    assert [Client().post(link).status_code for link in (first, second)] == [404, 404]
    assert email_of(sam) == "sam@fernshire.example"
    assert AuditRecord.objects.filter(act="person.email_change_withdrawn").count() == 1


def test_two_who_confirm_at_once_change_it_once(sam):
    change = ask_for_change(person=sam, email=NEW, by=sam, at=clock.now())
    confirm(change, at=clock.now())

    with pytest.raises(LinkEnded):
        confirm(change, at=clock.now())


def test_the_address_of_somebody_else_is_refused_also_when_they_came_by_it_meanwhile(sam, cast):
    answer = ask_by_page(signed_in(sam), email="HEAD@fernshire.example")
    assert answer.status_code == 422
    assert "Someone else signs in with this email" in answer.text

    ask_by_page(signed_in(sam))
    link = link_sent_to(NEW)
    User.objects.filter(pk=cast.stranger.pk).update(email=NEW)
    answer = Client().post(link)
    assert (answer.status_code, email_of(sam)) == (422, "sam@fernshire.example")
    with pytest.raises(AddressTaken):
        ask_for_change(person=sam, email=NEW, by=sam, at=clock.now())


def test_nobody_signs_in_by_the_former_address_or_has_a_password_sent_there(sam):
    EmailAddress.objects.create(user=sam, email=sam.email, primary=True, verified=True)
    ask_by_page(signed_in(sam))
    Client().post(link_sent_to(NEW))
    mail.outbox.clear()

    client = Client()
    client.post("/accounts/login/", {"login": "sam@fernshire.example", "password": PASSWORD})
    client.post("/accounts/password/reset/", {"email": "sam@fernshire.example"})
    letters.send_waiting(is_working_day=False)
    assert "_auth_user_id" not in client.session
    assert not any("password/reset/key" in sent.body for sent in mail.outbox)


# By whoever manages people


@pytest.fixture
def admin(cast):
    cast.admin.set_password(PASSWORD)
    cast.admin.save()
    return signed_in(cast.admin)


def change_by_admin(admin, person, **typed):
    form = {"name": person.name, "email": NEW, "telephone": "", "password": PASSWORD}
    return admin.post(reverse("accounts:change_details", args=[person.pk]), form | typed)


def test_an_administrator_needs_their_own_password_and_the_person_confirms(admin, sam):
    assert change_by_admin(admin, sam, password="").status_code == 422
    assert change_by_admin(admin, sam, password="wrong").status_code == 422
    assert not EmailChange.objects.exists()

    change_by_admin(admin, sam)
    assert email_of(sam) == "sam@fernshire.example"
    assert f"{NEW} when they confirm it" in admin.get(reverse("accounts:person", args=[sam.pk])).text
    Client().post(link_sent_to(NEW))
    assert email_of(sam) == NEW
    assert [sent.to for sent in mail.outbox if "system administrator" in sent.body] == [
        [NEW],
        ["sam@fernshire.example"],
    ]


def test_who_never_had_a_password_has_a_wrong_address_corrected_at_once(admin, cast):
    invited = UserFactory(name="Nia Quist", email="nia@wrong.example", password=None)
    PostFactory(user=invited, social_worker=True)

    change_by_admin(admin, invited)

    assert email_of(invited) == NEW
    assert AuditRecord.objects.filter(act="person.email_changed", by_id=cast.admin.pk).exists()


@pytest.mark.parametrize("name", ["manager", "officer", "head", "data_officer"])
def test_nobody_else_changes_the_address_of_another(cast, sam, name):
    with pytest.raises(ActNotAllowed):
        ask_for_change(person=sam, email=NEW, by=getattr(cast, name), at=clock.now())
    with pytest.raises(ActNotAllowed):
        email_changes.withdraw(person=sam, by=getattr(cast, name), at=clock.now())
    assert Role.SYSTEM_ADMINISTRATOR not in {post.role for post in getattr(cast, name).posts.all()}
    assert not EmailChange.objects.exists()

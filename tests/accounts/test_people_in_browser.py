"""Inviting somebody, their first sign-in, and handing a child on, as people do it; each page without a barrier."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts import clock, letters
from accounts.models import Letter
from tests.browser_support import assert_accessible, assert_error_links_lead_to_controls, ready
from tests.cast import make_cast
from tests.factories.accounts import PASSWORD
from tests.kept import kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LINK = re.compile(r"/accounts/password/reset/key/\S+")


@pytest.fixture
def portal(watched_page, live_server):
    def go(path):
        watched_page.goto(live_server.url + path)
        return ready(watched_page)

    return go


@pytest.fixture
@kept
def people(transactional_db):
    return make_cast()


def _sign_in(portal, email, password=PASSWORD):
    page = portal("/accounts/login/")
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    return page


def test_from_the_invitation_to_the_first_sign_in(portal, people):
    page = _sign_in(portal, people.admin.email)
    assert_accessible(portal("/people/"))
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_role("button", name="Invite", exact=True).click()
    assert_accessible(page)
    assert_error_links_lead_to_controls(page)

    page.get_by_label("Name", exact=True).fill("Nia Quist")
    page.get_by_label("E-mail").fill("nia@fernshire.example")
    page.get_by_label("Role").select_option("Social worker")
    page.get_by_label("Social work team").select_option("Riverside team")
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.get_by_role("heading", name="Nia Quist")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Sign out").click()

    letters.send_waiting(is_working_day=False)
    page = portal(LINK.search(mail.outbox[-1].body).group(0))
    page.get_by_label("New password", exact=True).fill("seven calm herons")
    page.get_by_label("New password again").fill("seven calm herons")
    page.get_by_role("button", name="Save the new password").click()
    _sign_in(portal, "nia@fernshire.example", "seven calm herons")


def test_a_manager_hands_a_child_on(portal, people):
    people.colleague.posts.update(role="SW", team=people.team, school=None)
    page = _sign_in(portal, people.manager.email)
    assert_accessible(portal("/caseloads/"))
    page.get_by_role("link", name="Sam Person").click()
    page.get_by_role("button", name="Hand on").click()
    assert_accessible(page)
    assert_error_links_lead_to_controls(page)

    page.get_by_label("Robin Hazelwood").check()
    page.get_by_label("Who takes them over?").select_option("Colleague Person, Riverside team")
    page.get_by_role("button", name="Hand on").click()

    expect(page.get_by_text("1 child goes to Colleague Person")).to_be_visible()


def test_letters_looks_and_help_have_no_barrier(portal, people):
    Letter.objects.create(
        person=people.governance,
        kind="digest",
        day=people.today,
        subject="Reminder: 1 thing to do",
        body="Part 1 is due",
        state="REFUSED",
        refusal="550 no such person",
        created_at=clock.now(),
    )
    _sign_in(portal, people.governance.email)

    for path in ("/audit/", "/audit/?first=soon", "/letters/mine/", "/help/", "/help/letters/", "/who-does-what/"):
        assert_accessible(portal(path))
    page = portal("/letters/mine/")
    page.get_by_role("link", name="Reminder: 1 thing to do").click()
    expect(page.get_by_text("550 no such person")).to_be_visible()
    assert_accessible(page)

"""A person at a desk: a browser of their own, signed in, with a section open."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from tests.factories.accounts import PASSWORD
from tests.waiting import until

PATIENCE = 30_000


def sign_in(page, live_server, person):
    page.goto(live_server.url + reverse("account_login"))
    page.get_by_label("E-mail").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="My work")).to_be_visible(timeout=PATIENCE)


def open_section(page, live_server, pep, key="about_me"):
    page.goto(live_server.url + reverse("peps:section", args=[pep.reference, key]))
    page.locator("html[data-drafts]").wait_for(state="attached")
    return page


def status(page):
    return page.locator("[data-draft-status]")


def saved(page):
    expect(status(page)).to_have_text(re.compile(r"^Saved [0-2][0-9]:[0-5][0-9]$"), timeout=PATIENCE)


def page_says(page, expression):
    """The policy of the page's scripts lets nobody wait by a text of code."""
    until(lambda: page.evaluate(expression), page=page)

"""The end of a session, as somebody sees it who is writing."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browser_support import assert_accessible, ready

PASSWORD = "correct horse battery"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def short_session(settings):
    settings.SESSION_IDLE_SECONDS = 12
    settings.SESSION_WARNING_SECONDS = 9


def sign_in(page, live_server, name="tess"):
    page.goto(live_server.url + "/accounts/login/")
    page.get_by_label("E-mail", exact=True).fill(f"{name}@school.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.fixture
def writing(watched_page, live_server, short_session):
    """Tess, signed in, with half a form written. The page is any that has a form."""
    for name in ("tess", "sam"):
        User.objects.create_user(f"{name}@school.example", PASSWORD, name=name.title())
    sign_in(watched_page, live_server)
    watched_page.goto(live_server.url + "/components/")
    ready(watched_page)
    watched_page.get_by_label("What does Amina say about school?").fill("I like maths because")
    return watched_page


def test_a_warning_comes_in_time_and_one_button_is_enough(writing):
    warning = writing.get_by_role("alertdialog", name="You will be signed out soon")
    expect(warning).to_be_visible(timeout=8000)
    stay = writing.get_by_role("button", name="Stay signed in")
    expect(stay).to_be_focused()

    stay.click()

    expect(warning).to_be_hidden()
    expect(writing.get_by_label("What does Amina say about school?")).to_be_focused()


def test_after_the_end_the_text_is_kept_and_saved_once_signed_in_again(writing, live_server):
    ended = writing.get_by_role("alertdialog", name="You have been signed out")
    expect(ended).to_be_visible(timeout=25000)
    assert_accessible(writing)

    expect(writing.locator("main")).to_have_css("visibility", "hidden")  # nobody else reads the screen
    with writing.context.expect_page() as opened:
        writing.get_by_role("link", name=re.compile("Sign in again")).click()
    sign_in(opened.value, live_server)
    writing.bring_to_front()

    expect(ended).to_be_hidden(timeout=20000)
    expect(writing.get_by_label("What does Amina say about school?")).to_have_value("I like maths because")
    with writing.expect_navigation():
        writing.get_by_role("button", name="Save and continue").click()
    expect(writing.get_by_label("What does Amina say about school?")).to_have_value("I like maths because")


def test_somebody_else_who_signs_in_cannot_save_the_page(writing, live_server):
    ended = writing.get_by_role("alertdialog", name="You have been signed out")
    expect(ended).to_be_visible(timeout=25000)
    with writing.context.expect_page() as opened:
        writing.get_by_role("link", name=re.compile("Sign in again")).click()
    sign_in(opened.value, live_server, name="sam")
    writing.bring_to_front()

    expect(writing.get_by_text("Somebody else is signed in")).to_be_visible(timeout=20000)
    expect(ended).to_be_visible()
    expect(writing.locator("main")).to_have_css("visibility", "hidden")


def test_a_server_that_does_not_answer_is_not_asked_every_second(watched_page, live_server):
    User.objects.create_user("tess@school.example", PASSWORD, name="Tess")
    sign_in(watched_page, live_server)
    ready(watched_page)
    watched_page.clock.install()
    watched_page.goto(live_server.url + "/components/")
    ready(watched_page)
    asked = []
    watched_page.route("**/session/", lambda route: (asked.append(route.request), route.abort()))

    watched_page.clock.fast_forward("27:30")  # the warning is due, the end is not
    for _ in range(60):
        watched_page.clock.run_for(1000)
        watched_page.evaluate("fetch(location.href)")  # what was asked before it is known by now

    assert 1 <= len(asked) <= 6
    ended = watched_page.get_by_role("alertdialog", name="You have been signed out")
    expect(ended).to_be_hidden()
    watched_page.clock.fast_forward("02:00")
    expect(ended).to_be_visible()

"""A plan is audited without a mouse: every control is reached by the Tab key, in the order in which one reads."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from quality.models import Audit
from tests.browser_support import assert_accessible, assert_error_links_lead_to_controls, ready
from tests.factories.accounts import PASSWORD
from tests.quality.plans import submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def tab_to(page, selector, *, at_most=120):
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.locator(selector).evaluate_all("found => found.includes(document.activeElement)"):
            return
    pytest.fail(f"{selector} is not reached by the Tab key")


def test_a_short_check_from_the_queue_to_its_end_by_keyboard(watched_page, live_server, cast):
    page = watched_page
    submitted(cast)
    page.goto(live_server.url + reverse("account_login"))
    page.locator("input[name=login]").fill(cast.officer.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(live_server.url + "/")
    page.goto(live_server.url + reverse("quality:queue"))

    tab_to(page, "th a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit/")
    ready(page)
    tab_to(page, "summary:has-text('Learning')")
    page.keyboard.press("Enter")
    expect(page.get_by_text("How learning has moved on this year")).to_be_visible()
    tab_to(page, "[name=kind]")
    page.keyboard.press("Space")
    tab_to(page, "summary:has-text('one by one')")
    page.keyboard.press("Enter")
    tab_to(page, "[name=grade_needs]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=evidence_needs]")
    page.keyboard.type("What Robin says about maths.")
    tab_to(page, "[name=grade]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[name=finish]")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_error_links_lead_to_controls(page)
    assert_accessible(page)
    page.keyboard.type("Clear and current.")
    tab_to(page, "[name=finish]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign off")).to_be_visible()

    found = Audit.objects.get()
    assert (found.kind, found.grade, found.reason) == ("SHORT", "GOOD", "Clear and current.")
    assert found.criterion_grades.get().grade == "GOOD"

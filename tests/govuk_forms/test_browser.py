import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser_support import NARROW, WIDE, assert_accessible, assert_error_links_lead_to_controls, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def gallery(watched_page, live_server):
    watched_page.goto(live_server.url + reverse("gallery"))
    return ready(watched_page)


def send_empty(page):
    page.get_by_role("button", name="Save and continue").click()
    return ready(page)


def test_every_component_can_be_used_by_everybody(gallery):
    for width in (WIDE, NARROW):
        assert_accessible(gallery, widths=(width,))


def test_a_form_with_every_error_can_be_used_by_everybody(gallery):
    assert_accessible(send_empty(gallery))


def test_each_error_leads_to_the_control_that_it_is_about(gallery):
    assert_error_links_lead_to_controls(send_empty(gallery))


def test_an_incomplete_date_leads_to_its_missing_part(gallery):
    gallery.get_by_label("Day").fill("27")
    gallery.get_by_label("Year").fill("2026")
    send_empty(gallery)

    gallery.get_by_role("link", name="The date must include a month").click()

    expect(gallery.get_by_label("Month")).to_be_focused()
    expect(gallery.get_by_label("Day")).to_have_value("27")


def test_a_question_below_a_choice_appears_with_it(gallery):
    expect(gallery.get_by_label("Hours a week")).to_be_hidden()

    gallery.get_by_label("Part time").check()

    expect(gallery.get_by_label("Hours a week")).to_be_visible()


def test_four_times_as_large_nothing_has_to_be_scrolled_sideways(gallery):
    gallery.set_viewport_size({"width": 320, "height": 256})

    assert gallery.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_javascript_everything_is_there(browser, live_server):
    context = browser.new_context(java_script_enabled=False, viewport=NARROW)
    page = context.new_page()
    page.goto(live_server.url + reverse("gallery"))

    expect(page.get_by_label("Hours a week")).to_be_visible()
    expect(page.get_by_role("link", name="Check again")).to_be_visible()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    context.close()

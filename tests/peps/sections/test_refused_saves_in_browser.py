"""A server that refuses what was typed, or fails, is not a network that is down: the writer is told, and it is left alone."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import Note
from peps.enums import OwnPageFor
from peps.models import Conflict, OwnPage
from peps.questions.own_questions import own_questions
from tests.browser_support import NARROW, ready
from tests.cast import make_cast
from tests.factories import open_plan
from tests.kept import kept
from tests.peps.desk import PATIENCE, open_section, page_says, saved, status
from tests.peps.sections.test_writing_in_browser import ABOUT, text_of
from tests.peps.voice.test_voice_in_browser import link, start

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEN_MINUTES = 600_000
ONE_PAGE = "<h1>Sorry</h1>"


@pytest.fixture
@kept
def cast(transactional_db):
    cast = make_cast()
    cast.pep = open_plan(cast.child)
    return cast


@pytest.fixture
def small_server(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000


def asked(page, ending) -> list:
    """The saves that the page asks for from now on."""
    requests = []
    page.on("request", lambda each: each.method == "POST" and each.url.endswith(ending) and requests.append(each))
    return requests


def ten_minutes_pass(page):
    """Everything that waits in the page for its time is done at once."""
    page.clock.fast_forward(TEN_MINUTES)
    page.evaluate("fetch(location.href)")  # what was sent before it is known by now


def question(page, live_server, cast):
    number = [each.key for each in own_questions(cast.pep, OwnPageFor.CHILD)].index("hard") + 1
    page.clock.install()
    page.goto(live_server.url + reverse("peps:own_question", args=[OwnPage.objects.get().reference, number]))
    return page


def own_status(page):
    return page.locator("[data-own-status]")


def test_a_section_that_is_refused_says_so_keeps_the_text_and_asks_again_only_once_it_changes(
    cast, desk, live_server, small_server
):
    page = desk(cast.sam)
    page.clock.install()
    open_section(page, live_server, cast.pep)
    saves = asked(page, "/draft/")

    page.get_by_label(ABOUT).fill("Frogs " * 5000)

    expect(status(page)).to_contain_text("the portal cannot take this text", timeout=PATIENCE)
    page_says(page, "Object.keys(sessionStorage).some((key) => key.startsWith('draft '))")
    ten_minutes_pass(page)
    page.get_by_label("Pronouns").focus()
    assert len(saves) == 1
    expect(page.get_by_label(ABOUT)).to_have_value("Frogs " * 5000)
    with page.expect_response("**/draft/"):  # it asks once more, and the page stays
        page.get_by_role("button", name="Save and come back later").click()
    expect(status(page)).to_contain_text("the portal cannot take this text")
    expect(page.get_by_label(ABOUT)).to_have_value("Frogs " * 5000)

    page.get_by_label(ABOUT).fill("Frogs")
    saved(page)
    assert text_of(cast.pep) == "Frogs"


def test_a_section_of_a_server_that_fails_is_saved_once_it_is_well_again(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    page.route("**/draft/", lambda route: route.fulfill(status=500, body=ONE_PAGE))
    page.get_by_label(ABOUT).fill("Frogs")
    expect(status(page)).to_have_text("Not saved: the portal does not answer, keep this page open", timeout=PATIENCE)

    page.unroute("**/draft/")

    saved(page)
    assert text_of(cast.pep) == "Frogs"


def test_a_child_reads_that_it_is_too_long_and_not_that_there_is_no_internet(cast, phone, live_server, small_server):
    child = question(start(phone(), live_server, link(cast)), live_server, cast)
    saves = asked(child, child.url)

    child.get_by_role("textbox").fill("Fractions " * 2000)

    expect(own_status(child)).to_contain_text("It may be too long", timeout=PATIENCE)
    ten_minutes_pass(child)
    assert len(saves) == 1
    expect(child.get_by_role("textbox")).to_have_value("Fractions " * 2000)
    child.get_by_role("textbox").fill("Fractions")
    expect(own_status(child)).to_have_text("Saved", timeout=PATIENCE)


def test_a_child_s_page_whose_link_has_ended_does_not_ask_for_ever(cast, phone, live_server):
    child = question(start(phone(), live_server, link(cast)), live_server, cast)
    OwnPage.objects.update(until="2026-11-01")
    saves = asked(child, child.url)

    child.get_by_role("textbox").fill("Fractions")

    expect(own_status(child)).not_to_be_empty(timeout=PATIENCE)
    expect(own_status(child)).not_to_contain_text("internet")
    ten_minutes_pass(child)
    assert len(saves) == 1
    expect(child.get_by_role("textbox")).to_have_value("Fractions")


@pytest.mark.parametrize(("code", "said"), [(500, "our computer does not answer"), (413, "could not be saved")])
def test_a_drawing_that_a_server_did_not_take_is_still_there(cast, phone, live_server, code, said):
    child = start(phone(), live_server, link(cast))
    child.goto(live_server.url + reverse("peps:own_drawing", args=[OwnPage.objects.get().reference]))
    child.locator("canvas").click()
    child.route(child.url, lambda route: route.fulfill(status=code, body=ONE_PAGE))

    child.get_by_role("button", name="Keep my drawing").click()

    expect(own_status(child)).to_contain_text(said, timeout=PATIENCE)
    expect(own_status(child)).to_contain_text(re.compile("still here"))


def test_a_text_that_comes_back_after_a_reload_does_not_write_over_what_somebody_else_wrote_meanwhile(
    cast, desk, live_server
):
    sam = open_section(desk(cast.sam), live_server, cast.pep)
    sam.route("**/draft/", lambda route: route.abort())
    sam.get_by_label(ABOUT).fill("From Sam")
    expect(status(sam)).to_contain_text("Not saved", timeout=PATIENCE)
    page_says(sam, "Object.keys(sessionStorage).some((key) => key.startsWith('draft '))")
    manager = open_section(desk(cast.manager), live_server, cast.pep)
    manager.get_by_label(ABOUT).fill("From the manager")
    saved(manager)

    sam.on("dialog", lambda dialog: dialog.accept())
    sam.unroute("**/draft/")
    sam.reload()

    expect(sam.get_by_role("region", name="Two texts for one question")).to_contain_text(
        "From the manager", timeout=PATIENCE
    )
    assert Conflict.objects.count() == 1
    assert text_of(cast.pep) == "From the manager"


def test_a_form_that_is_sent_without_a_network_stays_with_what_was_typed(cast, desk, live_server):
    page = desk(cast.sam, size=NARROW)
    page.goto(live_server.url + reverse("children:add_row", args=[cast.child.reference, "note"]))
    page.get_by_label("Visit").check()
    page.get_by_label("No", exact=True).check()
    for part, number in (("day", "1"), ("month", "12"), ("year", "2026")):
        page.locator(f"[name$=_{part}]").first.fill(number)
    page.locator("textarea").first.fill("Written in the lift")
    ready(page)
    page.context.set_offline(True)

    page.locator("main form button[type=submit]").first.click()

    expect(page.get_by_role("alert")).to_contain_text("You are offline. Nothing was sent", timeout=PATIENCE)
    expect(page.locator("textarea").first).to_have_value("Written in the lift")
    page.context.set_offline(False)
    page.locator("main form").evaluate("form => form.requestSubmit()")  # for a second the button takes no second press
    expect(page.locator("main textarea")).to_have_count(0, timeout=PATIENCE)
    assert Note.objects.get(child=cast.child).text == "Written in the lift"

"""Writing in a section as people do it: at once with somebody else, without a network, after the session has ended."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from peps.models import Conflict, Revision
from tests.browser_support import NARROW, assert_accessible, ready
from tests.cast import make_cast
from tests.factories import open_plan
from tests.kept import kept
from tests.peps.desk import PATIENCE, open_section, page_says, saved, sign_in, status
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ABOUT = "What I would like people to know about me"


@pytest.fixture
@kept
def cast(transactional_db):
    cast = make_cast()
    cast.pep = open_plan(cast.child)
    return cast


def text_of(pep, key="know_about_me", section="about_me"):
    return pep.sections.get(key=section).text(key)


def test_a_draft_saves_by_itself_and_says_so(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)

    page.get_by_label(ABOUT).press_sequentially("Frogs")

    saved(page)
    assert text_of(cast.pep) == "Frogs"
    page.get_by_label(ABOUT).press_sequentially(" and newts")
    page.get_by_label("Full name").focus()  # leaving a field saves at once
    expect(status(page)).to_have_text(re.compile("^Saved"))
    page_says(page, "document.querySelector('[name=n__know_about_me]').value === '2'")
    assert text_of(cast.pep) == "Frogs and newts"
    assert Revision.objects.filter(question_key="know_about_me").count() == 1
    assert_accessible(page)


def test_two_in_one_section_see_each_other_and_their_changes_to_different_questions_merge(cast, desk, live_server):
    sam = open_section(desk(cast.sam), live_server, cast.pep)
    manager = open_section(desk(cast.manager), live_server, cast.pep)
    expect(manager.locator("[data-others]")).to_have_text("Also here: Sam Person.", timeout=PATIENCE)

    sam.get_by_label(ABOUT).fill("From Sam")
    manager.get_by_label("Pronouns").fill("they/them")
    saved(sam)
    saved(manager)

    assert (text_of(cast.pep), text_of(cast.pep, "pronouns")) == ("From Sam", "they/them")
    expect(manager.get_by_label(ABOUT)).to_have_value("From Sam", timeout=PATIENCE)  # it comes to the other's page
    assert not Conflict.objects.exists()


@pytest.mark.parametrize("first", ["sam", "manager"])
def test_two_in_one_question_lose_no_word_whichever_save_arrives_first(cast, desk, live_server, first):
    pages = {"sam": open_section(desk(cast.sam), live_server, cast.pep)}
    pages["manager"] = open_section(desk(cast.manager), live_server, cast.pep)
    second = next(name for name in pages if name != first)
    for name, page in pages.items():  # both have typed before either has saved
        page.evaluate("(text) => { document.querySelector('[name=know_about_me]').value = text }", f"From {name}")

    for name in (first, second):
        pages[name].get_by_label(ABOUT).press_sequentially("!")
        pages[name].get_by_label("Full name").focus()
        expect(status(pages[name])).to_have_text(re.compile("^Saved"), timeout=PATIENCE)

    page = pages[second]
    region = page.get_by_role("region", name="Two texts for one question")
    expect(region).to_contain_text(f"From {first}!")
    expect(region).to_contain_text(f"From {second}!")
    assert_accessible(page)
    region.get_by_text("Join the two texts").click()
    region.get_by_label("Both texts").fill(f"From {first}! From {second}!")
    region.get_by_role("button", name="Use the joined text").click()
    expect(page.get_by_label(ABOUT)).to_have_value(f"From {first}! From {second}!", timeout=PATIENCE)
    kept = {text for row in Revision.objects.all() for text in (row.old_text, row.new_text)}
    assert {"From sam!", "From manager!"} <= kept


def test_a_network_that_is_cut_while_typing_loses_nothing(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    page.context.set_offline(True)

    page.get_by_label(ABOUT).fill("Written on the train")
    expect(status(page)).to_have_text("Not saved: you are offline, keep this page open", timeout=PATIENCE)
    assert text_of(cast.pep) == ""

    page.context.set_offline(False)
    saved(page)
    assert text_of(cast.pep) == "Written on the train"


def test_a_reload_of_the_tab_brings_back_what_was_not_saved(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label(ABOUT).fill("Almost lost")
    expect(status(page)).to_contain_text("Not saved", timeout=PATIENCE)
    page_says(page, "Object.keys(sessionStorage).some((key) => key.startsWith('draft '))")
    assert "Almost lost" not in page.evaluate("JSON.stringify(sessionStorage)")

    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute("**/draft/")
    page.reload()

    expect(page.get_by_label(ABOUT)).to_have_value("Almost lost", timeout=PATIENCE)
    saved(page)
    assert text_of(cast.pep) == "Almost lost"


def test_a_reply_that_was_lost_costs_nothing(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    lost = []

    def lose(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())  # the server has it, the page never hears
            route.abort()

    page.route("**/draft/", lose)
    page.get_by_label(ABOUT).fill("Frogs")
    expect(status(page)).to_contain_text("Not saved", timeout=PATIENCE)
    page.get_by_label(ABOUT).press_sequentially(" and newts")

    saved(page)
    assert text_of(cast.pep) == "Frogs and newts"
    assert not Conflict.objects.exists()


def end_the_session(page, person):
    page.wait_for_load_state("networkidle")  # SQLite locks a table that the server is still reading
    Session.objects.all().delete()
    page.get_by_label(ABOUT).fill("Written after the end")
    expect(page.get_by_role("alertdialog", name="You have been signed out")).to_be_visible(timeout=PATIENCE)


def test_the_session_ends_while_typing_and_the_same_person_signs_in_again(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    end_the_session(page, cast.sam)
    assert text_of(cast.pep) == ""

    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("Sign in again")).click()
    sign_in(opened.value, live_server, cast.sam)
    page.bring_to_front()

    saved(page)
    expect(page.get_by_label(ABOUT)).to_have_value("Written after the end")
    assert text_of(cast.pep) == "Written after the end"


def test_another_person_who_signs_in_instead_never_sees_the_text(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    end_the_session(page, cast.sam)

    with page.context.expect_page() as opened:
        page.get_by_role("link", name=re.compile("Sign in again")).click()
    sign_in(opened.value, live_server, cast.manager)
    page.bring_to_front()
    expect(page.get_by_text("Somebody else is signed in")).to_be_visible(timeout=PATIENCE)
    expect(page.locator("main")).to_have_css("visibility", "hidden")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()  # the manager's own page of the same section
    page.locator("html[data-drafts]").wait_for(state="attached")
    expect(page.get_by_label(ABOUT)).to_have_value("")
    assert "Written after the end" not in page.evaluate("JSON.stringify(sessionStorage)")
    assert text_of(cast.pep) == ""


def test_signing_out_leaves_no_text_in_the_tab(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    page.route("**/draft/", lambda route: route.abort())
    page.get_by_label(ABOUT).fill("Almost lost")
    page_says(page, "Object.keys(sessionStorage).some((key) => key.startsWith('draft '))")

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=PATIENCE)

    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('draft '))") == []


def test_a_button_saves_what_was_typed_a_moment_ago_and_goes_on(cast, desk, live_server):
    page = open_section(desk(cast.sam, size=NARROW), live_server, cast.pep)
    page.get_by_label(ABOUT).fill("Frogs")

    page.get_by_role("button", name="Save and come back later").click()

    expect(page.get_by_text("is saved. You can go on whenever you like.")).to_be_visible(timeout=PATIENCE)
    assert text_of(cast.pep) == "Frogs"


def test_the_meetings_rows_save_by_themselves_and_a_button_after_it_does_not_meet_itself(cast, desk, live_server):
    page = open_section(desk(cast.teacher), live_server, cast.pep, "meeting")
    page.get_by_label("Where?").fill("The library")
    page.get_by_label("Who came?").fill("Robin and Jo Carer")
    page.get_by_label("Where?").focus()
    written = cast.pep.meetings.filter(place="The library", attended="Robin and Jo Carer")
    until(written.exists, page=page)
    saved(page)

    page.get_by_label("Where?").fill("The quiet room")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_text("is saved. You can go on")).to_be_visible(timeout=PATIENCE)
    assert cast.pep.meetings.get().place == "The quiet room"


@pytest.mark.parametrize("scripted", [True, False], ids=["with scripts", "without JavaScript"])
def test_enter_in_a_line_saves_and_neither_chooses_nor_confirms(cast, desk, live_server, scripted):
    page = desk(cast.sam, scripted=scripted)
    page.goto(live_server.url + reverse("peps:section", args=[cast.pep.reference, "about_me"]))
    page.get_by_label("Pronouns").fill("they/them")
    page.get_by_label("Pronouns").press("Enter")

    expect(page.get_by_text("“About me” is saved.")).to_be_visible(timeout=PATIENCE)
    section = cast.pep.sections.get(key="about_me")
    assert section.text("pronouns") == "they/them"
    assert section.confirmed_at is None


def test_without_javascript_two_writers_lose_nothing_either(cast, desk, live_server):
    pages = [desk(person, scripted=False) for person in (cast.sam, cast.manager)]
    for page in pages:
        page.goto(live_server.url + reverse("peps:section", args=[cast.pep.reference, "about_me"]))
    for page, text in zip(pages, ("From Sam", "From the manager"), strict=True):
        page.get_by_label(ABOUT).fill(text)
        page.get_by_role("button", name="Save and come back later").click()

    page = pages[1]
    expect(page.get_by_role("region", name="Two texts for one question")).to_contain_text("From Sam")
    page.get_by_role("button", name="Use my text").click()
    expect(page.get_by_label(ABOUT)).to_have_value("From the manager", timeout=PATIENCE)
    assert Revision.objects.filter(old_text="From Sam").exists()


def test_earlier_texts_are_read_back_and_put_back(cast, desk, live_server):
    page = open_section(desk(cast.sam), live_server, cast.pep)
    for text in ("Frogs and newts", "Newts"):
        page.get_by_label(ABOUT).fill(text)
        page.get_by_label("Full name").focus()
        until(lambda wanted=text: text_of(cast.pep) == wanted, page=page)
        saved(page)
    page.get_by_role("link", name="See what was written before").click()
    assert_accessible(ready(page))

    page.get_by_role("button", name=re.compile("Put this text back")).first.click()

    expect(page.get_by_label(ABOUT)).to_have_value("Frogs and newts", timeout=PATIENCE)

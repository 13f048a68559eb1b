"""A child's own page on a phone, a carer's by link, and a meeting from the plan to its record: journeys in a real browser."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Letter
from children.models import Placement
from pep_portal.tasks import send_written
from peps.documents.signed_copy import freeze
from peps.enums import OwnPageFor, PepStatus
from peps.models import Attachment, Meeting, OwnAnswer, OwnPage, PersonalEducationPlan
from peps.questions.own_questions import own_questions
from peps.voice.guest_links import hand_over
from tests.browser_support import assert_accessible, ready
from tests.cast import TODAY, make_cast
from tests.factories import open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.peps.desk import PATIENCE, saved
from tests.peps.voice.test_own_pages import text_in_plan
from tests.quality.plans import fill
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = moment(TODAY)
AT_400_PERCENT = {"width": 320, "height": 256}


@pytest.fixture
@kept
def cast(transactional_db):
    cast = make_cast()
    Placement.objects.filter(child=cast.child).update(carer_name="Jo Carer", carer_email="jo@carer.example")
    cast.pep = open_plan(cast.child)
    return cast


def link(cast, made_for=OwnPageFor.CHILD) -> str:
    _, token = hand_over(pep=cast.pep, made_for=made_for, last_day=dt.date(2026, 12, 20), by=cast.sam, at=AT)
    return reverse("peps:own_start", args=[token])


def start(page, live_server, address, button="Start"):
    page.goto(live_server.url + address)
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    return page


def go_to(page, live_server, cast, key, made_for=OwnPageFor.CHILD):
    number = [each.key for each in own_questions(cast.pep, made_for)].index(key) + 1
    reference = OwnPage.objects.get(pep=cast.pep, made_for=made_for).reference
    page.goto(live_server.url + reverse("peps:own_question", args=[reference, number]))
    return page


def go(page, live_server, cast, name, *args):
    page.goto(live_server.url + reverse(f"peps:{name}", args=[cast.pep.reference, *args]))
    return ready(page)


def press(page, name):
    with page.expect_navigation(timeout=PATIENCE):
        page.locator("main").get_by_role("button", name=name).first.click()


def sign(cast):
    PersonalEducationPlan.objects.filter(pk=cast.pep.pk).update(status=PepStatus.SIGNED_OFF, signed_off_at=AT)
    cast.pep = PersonalEducationPlan.objects.get(pk=cast.pep.pk)
    freeze(pep=cast.pep, by=cast.head, at=AT)


def test_a_child_says_what_they_think_on_a_phone_that_is_dropped_and_reads_what_came_of_it(
    cast, phone, desk, live_server
):
    fill(cast.pep, by=cast.officer)
    address = link(cast)
    child = start(phone(), live_server, address)
    child.get_by_role("radio", name="Good", exact=True).tap()  # the first question has faces
    child.get_by_label("Everyone who helps with my plan").check()
    press(child, "Save and go on")
    go_to(child, live_server, cast, "would_help").get_by_label("Everyone who helps with my plan").check()
    child.get_by_role("textbox").press_sequentially("A quiet place")
    expect(child.locator("[data-own-status]")).to_have_text("Saved", timeout=PATIENCE)

    # Dropped: the page is gone. Elsewhere the link shows nothing of what was typed.
    context = child.context
    child.close()
    elsewhere = start(phone(), live_server, address)
    go_to(elsewhere, live_server, cast, "would_help")
    expect(elsewhere.get_by_role("textbox")).to_have_value("")
    assert "A quiet place" not in elsewhere.content()

    # Picked up: the same phone goes on with every word.
    child = start(context.new_page(), live_server, address)
    go_to(child, live_server, cast, "would_help")
    expect(child.get_by_role("textbox")).to_have_value("A quiet place")
    reference = OwnPage.objects.get().reference
    child.goto(live_server.url + reverse("peps:own_drawing", args=[reference]))
    canvas = child.locator("canvas")
    box = canvas.bounding_box()
    child.mouse.move(box["x"] + 30, box["y"] + 30)
    child.mouse.down()
    child.mouse.move(box["x"] + 120, box["y"] + 90)
    child.mouse.up()
    child.get_by_label("Everyone who helps with my plan").check()
    with child.expect_navigation():
        child.get_by_role("button", name="Keep my drawing").click()
    expect(child.get_by_alt_text("Picture 1 that you sent")).to_be_visible()
    child.goto(live_server.url + reverse("peps:own_check", args=[reference]))
    expect(child.get_by_text("A quiet place")).to_be_visible()
    press(child, "Send it")
    expect(child.get_by_role("heading", name="Thank you")).to_be_visible()
    assert text_in_plan(cast.pep, "would_help") == "A quiet place"
    assert Attachment.objects.get().kind == "DRAWING"

    # The wish is answered, and the child reads it in their own copy.
    teacher = go(desk(cast.teacher), live_server, cast, "wishes")
    teacher.get_by_role("link", name="What would help me").click()
    teacher.get_by_label("We will do it").check()
    teacher.get_by_label("Say it to the child").fill("You can use the library after school, from Monday.")
    press(teacher, "Save")
    sign(cast)
    copy = start(phone(), live_server, link(cast, OwnPageFor.COPY), "Open my plan")
    expect(copy.get_by_role("heading", name="You said: A quiet place")).to_be_visible()
    expect(copy.get_by_text("You can use the library after school, from Monday.")).to_be_visible()
    expect(copy.get_by_role("heading", name="What you are entitled to")).to_be_visible()


def test_the_network_goes_while_a_child_writes_and_nothing_is_lost(cast, phone, live_server):
    child = start(phone(), live_server, link(cast))
    go_to(child, live_server, cast, "hard")
    child.context.set_offline(True)
    child.get_by_role("textbox").press_sequentially("Fractions")
    expect(child.locator("[data-own-status]")).to_contain_text("there is no internet", timeout=PATIENCE)
    child.get_by_role("button", name="Save and go on").click()
    expect(child.get_by_role("textbox")).to_have_value("Fractions")
    child.context.set_offline(False)
    expect(child.locator("[data-own-status]")).to_have_text("Saved", timeout=PATIENCE)


def test_a_child_who_leaves_the_page_at_once_finds_the_last_word_again(cast, phone, live_server):
    child = start(phone(), live_server, link(cast))
    go_to(child, live_server, cast, "hard")
    address = child.url
    child.get_by_role("textbox").press_sequentially("Fractions")
    child.goto("about:blank")
    until(OwnAnswer.objects.filter(question_key="hard", text="Fractions").exists, page=child)
    child.goto(address)
    expect(child.get_by_role("textbox")).to_have_value("Fractions")


def test_a_carer_writes_by_link_without_javascript(cast, phone, live_server):
    carer = start(phone(scripted=False), live_server, link(cast, OwnPageFor.CARER))
    for text in ("We read together", "", "Reading every night", "The way to school"):
        carer.get_by_role("textbox").fill(text)
        press(carer, "Save and go on")
    press(carer, "Send it")
    expect(carer.get_by_role("heading", name="Thank you")).to_be_visible()
    assert text_in_plan(cast.pep, "carer_talk") == "The way to school"


def test_by_keyboard_alone_a_child_answers_and_sends(cast, phone, live_server):
    child = phone()
    child.goto(live_server.url + link(cast))
    child.get_by_role("button", name="Start").focus()
    with child.expect_navigation():
        child.keyboard.press("Enter")
    child.get_by_role("radio", name="Very good").focus()
    child.keyboard.press("Space")
    child.keyboard.press("ArrowDown")
    expect(child.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    child.get_by_label("Everyone who helps with my plan").focus()
    child.keyboard.press("Space")
    child.get_by_role("button", name="Save and go on").focus()
    with child.expect_navigation():
        child.keyboard.press("Enter")
    child.goto(live_server.url + reverse("peps:own_check", args=[OwnPage.objects.get().reference]))
    child.get_by_role("button", name="Send it").focus()
    with child.expect_navigation():
        child.keyboard.press("Enter")
    assert text_in_plan(cast.pep, "feels") == "GOOD"


def test_no_page_that_opens_by_a_link_has_a_barrier_at_any_width(cast, phone, live_server):
    address = link(cast)
    page = phone()
    page.goto(live_server.url + address)
    assert_accessible(page)
    start(page, live_server, address)
    reference = OwnPage.objects.get().reference
    names = [
        ("own_question", 1), ("own_question", 2), ("own_drawing",), ("own_check",),
    ]  # fmt: skip
    for name, *args in names:
        page.goto(live_server.url + reverse(f"peps:{name}", args=[reference, *args]))
        ready(page)
        for fold in page.locator("summary").all():
            fold.click()
        assert_accessible(page)
        page.set_viewport_size(AT_400_PERCENT)
        assert page.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"], page.url
    go_to(page, live_server, cast, "hard").get_by_role("textbox").fill("Fractions")
    page.get_by_label("Everyone who helps with my plan").check()
    press(page, "Save and go on")
    page.goto(live_server.url + reverse("peps:own_check", args=[reference]))
    press(page, "Send it")
    assert_accessible(page)
    page.goto(live_server.url + address)
    assert_accessible(page)
    fill(cast.pep, by=cast.officer)
    sign(cast)
    copy = start(phone(), live_server, link(cast, OwnPageFor.COPY), "Open my plan")
    assert_accessible(copy)
    copy.set_viewport_size(AT_400_PERCENT)
    assert copy.evaluate("document.documentElement.scrollWidth") <= AT_400_PERCENT["width"]


def test_no_page_of_those_who_arrange_it_has_a_barrier(cast, desk, live_server):
    page = desk(cast.sam)
    for name, *args in (("meeting",), ("plan_meeting",)):
        go(page, live_server, cast, name, *args)
        assert_accessible(page)
    plan(page, live_server, cast, "9/12/2026")
    invitee = Meeting.objects.get().invitees.last()
    for name, *args in (
        ("meeting",), ("add_invitee",), ("change_invitee", invitee.reference), ("remove_invitee", invitee.reference),
        ("cancel_meeting",), ("own_pages",), ("hand_over", "child"), ("wishes",),
    ):  # fmt: skip
        go(page, live_server, cast, name, *args)
        assert_accessible(page)
    go(page, live_server, cast, "hand_over", "child")
    press(page, "Make the link")
    expect(page.get_by_alt_text("Square code that opens the page")).to_be_visible()
    assert_accessible(page)
    teacher = desk(cast.teacher)
    go(teacher, live_server, cast, "section", "meeting")
    assert_accessible(teacher)
    head = desk(cast.head)
    head.goto(live_server.url + reverse("peps:words_for_children"))
    ready(head)
    assert_accessible(head)


def plan(page, live_server, cast, day):
    go(page, live_server, cast, "plan_meeting")
    page.get_by_label("On which day?").fill(day)
    page.get_by_label("At what time?").fill("14:30")
    page.get_by_label("At the school, nursery or college").check()
    page.get_by_label("The child chose the place, or agreed to it").check()
    press(page, "Save")


def test_a_meeting_cancelled_rearranged_quorate_with_a_stand_in_and_captured_without_a_network(cast, desk, live_server):
    page = desk(cast.sam)
    plan(page, live_server, cast, "8/12/2026")
    press(page, "Send 3 invitations by e-mail")
    send_written()  # an invitation that had not left would be withdrawn, and nobody be told
    page.get_by_role("link", name="Cancel the meeting").click()
    page.get_by_label("The school").check()
    page.get_by_label("Why?").fill("The hall was flooded.")
    press(page, "Cancel the meeting")
    expect(page.get_by_text("The hall was flooded.")).to_be_visible()
    plan(page, live_server, cast, "9/12/2026")
    page.get_by_role("link", name="Ask somebody else").click()
    page.get_by_label("Carer", exact=True).check()
    page.get_by_label("Name", exact=True).fill("Al Carer")
    page.get_by_label("stands in for the one").check()
    press(page, "Save")
    assert Letter.objects.filter(address="jo@carer.example").count() == 2  # asked, and called off

    # Captured with the network cut: it is kept on the page, and saved when there is a network again.
    teacher = go(desk(cast.teacher), live_server, cast, "section", "meeting")
    teacher.locator("html[data-drafts]").wait_for(state="attached")
    teacher.context.set_offline(True)
    teacher.get_by_label("When was it held?").fill("1/12/2026")
    for name, came in (("Sam Person", "Came"), ("Jo Carer", "Sent apologies"), ("Al Carer", "Came"),
                       ("Teacher Person", "Came"), ("Robin (", "Came")):  # fmt: skip
        teacher.get_by_role("group", name=name).get_by_label(came, exact=True).check()
    teacher.get_by_label("Yes, for all of it").check()
    teacher.get_by_label("What was agreed", exact=True).fill("Robin reads to Al every night.")
    teacher.get_by_label("Who tells the child what was agreed").fill("Sam Person")
    action = teacher.get_by_role("group", name="Action 1")
    action.get_by_label("What").fill("Buy a reading lamp")
    action.get_by_label("Who").fill("Al Carer")
    expect(teacher.locator("[data-draft-status]")).to_contain_text("offline", timeout=PATIENCE)
    assert not cast.pep.agreed_actions.exists()
    teacher.context.set_offline(False)
    saved(teacher)
    assert cast.pep.agreed_actions.get().what == "Buy a reading lamp"

    # Not closed without the next date or a reason.
    press(teacher, "Save and mark as complete")
    expect(teacher.get_by_text("Set the date of the next meeting, or say why there is none")).to_be_visible()
    teacher.get_by_label("When is the next meeting?").fill("9/3/2027")
    teacher.locator("html[data-drafts]").wait_for(state="attached")
    press(teacher, "Save and mark as complete")
    expect(teacher.locator(".govuk-notification-banner").first).to_contain_text("is complete", timeout=PATIENCE)
    assert Meeting.objects.get(cancelled_at=None).next_date == dt.date(2027, 3, 9)

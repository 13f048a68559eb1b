"""The pages of the form in a real browser: without a barrier at both widths, and reachable by keyboard."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import HealthSummary
from peps.life.workflow import make_move
from peps.models import Attachment, Conflict, HandOnRequest, LocalQuestion, PersonalEducationPlan, Presence, Revision
from tests.browser_support import assert_accessible, assert_error_links_lead_to_controls, ready
from tests.cast import make_cast
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept
from tests.quality.plans import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = moment(dt.date(2026, 12, 1))


@pytest.fixture
@kept
def cast(transactional_db):
    """A repeat plan with a difference, a conflict, somebody else there, a document, a history and a request."""
    cast = make_cast()
    LocalQuestion.objects.create(label="Which library do they use?", hint="The one they go to most")
    earlier = open_plan(cast.child, term=TermFactory(academic_year="2025/26"), at=moment(dt.date(2026, 7, 1)))
    fill(earlier, by=cast.officer)
    PersonalEducationPlan.objects.filter(pk=earlier.pk).update(status="SIGNED_OFF", signed_off_at=earlier.opened_at)
    HealthSummary.objects.create(child=cast.child, text="Asthma and hay fever", from_date=dt.date(2026, 10, 1))
    cast.pep = open_plan(cast.child)
    health = cast.pep.sections.get(key="health")
    Conflict.objects.create(section=health, question_key="support_now", text="A youth worker", by=cast.sam, at=NOW)
    Presence.objects.create(section=health, person=cast.manager, seen_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC))
    Revision.objects.create(
        section=health, question_key="support_now", old_text="Nobody", new_text="A nurse", n=1, by=cast.manager, at=NOW
    )
    Attachment.objects.create(
        section=health, kind="REPORT", title="A long title of a report about a whole year", content_type="application/pdf",
        size=12345, stored_name="attachments/none", sha256="0" * 64, added_by=cast.sam, added_at=NOW,
    )  # fmt: skip
    cast.request = HandOnRequest.objects.create(
        section=cast.pep.sections.get(key="learning"), name="Tutor Person", email="tutor.with.a.long.name@elsewhere.example",
        asked_by=cast.teacher, asked_at=NOW,
    )  # fmt: skip
    return cast


def of_plan(cast, name, *more):
    return reverse(f"peps:{name}", args=[cast.pep.reference, *more])


def pages_of(cast) -> dict[str, list[str]]:
    """Who -> the addresses of this part that they open."""
    question = LocalQuestion.objects.get().pk
    return {
        "sam": [
            of_plan(cast, "task_list"),
            of_plan(cast, "section", "health"),
            of_plan(cast, "section", "care"),
            of_plan(cast, "history", "health"),
            of_plan(cast, "attach", "health"),
            of_plan(cast, "remove_attachment", "health", Attachment.objects.get().reference),
            of_plan(cast, "hand_on", "health"),
            of_plan(cast, "what_changed"),
            of_plan(cast, "copies"),
            of_plan(cast, "copy_sent"),
            of_plan(cast, "filed"),
        ],
        "teacher": [
            of_plan(cast, "task_list"),
            of_plan(cast, "hand_on", "learning"),
            of_plan(cast, "section", "local"),
        ],
        "officer": [
            of_plan(cast, "task_list"),
            of_plan(cast, "change_owner", "learning"),
            reverse("peps:decide_request", args=[cast.request.pk]),
            reverse("peps:bring_in", args=[cast.child.reference]),
            reverse("workspace:child_tab", args=[cast.child.reference, "plans"]),
        ],
        "head": [
            reverse("peps:form"),
            reverse("peps:switch_sections"),
            reverse("peps:word_voice", args=["primary"]),
            reverse("peps:preview_form", args=["secondary"]),
            reverse("peps:add_local_question"),
            reverse("peps:change_local_question", args=[question]),
            reverse("peps:remove_local_question", args=[question]),
            reverse("peps:local_part"),
        ],
    }


@pytest.mark.parametrize("who", ["sam", "teacher", "officer", "head"])
def test_every_page_is_without_a_barrier_at_both_widths(cast, sign_in, live_server, who):
    page = sign_in(getattr(cast, who))
    for address in pages_of(cast)[who]:
        answer = page.goto(live_server.url + address)
        assert answer.status == 200, address
        assert_accessible(ready(page))


def test_the_response_to_the_school_part_has_no_barrier_and_says_what_is_wrong(cast, sign_in, live_server):
    fill(cast.pep, by=cast.officer)
    make_move("submit_school_part", pep=cast.pep, by=cast.teacher, at=NOW)
    page = sign_in(cast.sam)
    page.goto(live_server.url + of_plan(cast, "respond"))
    page.get_by_role("button", name="Send").click()
    assert_accessible(ready(page))
    assert_error_links_lead_to_controls(page)


def test_a_section_is_filled_chosen_and_confirmed_by_keyboard_alone(cast, sign_in, live_server):
    page = sign_in(cast.sam)
    page.goto(live_server.url + of_plan(cast, "section", "health"))
    page.locator("html[data-drafts]").wait_for(state="attached")
    for _ in range(60):
        page.keyboard.press("Tab")
        if "Use my text" in page.evaluate("document.activeElement.textContent"):
            break
    page.keyboard.press("Enter")

    expect(page.get_by_label("Support from outside school")).to_have_value("A youth worker", timeout=30_000)

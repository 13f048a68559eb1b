"""A repeat plan of each phase, and of a child who is on no roll: opened, prefilled, confirmed, a difference chosen, a
section handed to a colleague and taken back, both parts submitted."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.enums import Phase
from children.models import Child, Enrolment, HealthSummary
from peps.enums import PepStatus
from peps.models import PersonalEducationPlan, Section
from peps.questions.plan_form import blueprint_of
from peps.sections.section_choices import to_confirm
from tests.browser_support import WIDE
from tests.cast import make_cast
from tests.factories import TermFactory, open_plan
from tests.factories.peps import moment
from tests.journeys.filling import answers_to_post, write_targets
from tests.journeys.walking import Walk
from tests.peps.filled_plan import BORN
from tests.quality.plans import fill_the_rest
from tests.signed_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SITUATIONS = [*((phase, True) for phase in Phase), (Phase.SECONDARY, False)]


@pytest.fixture(params=SITUATIONS, ids=lambda each: f"{each[0].label}{'' if each[1] else ', not on roll'}")
def cast(request, transactional_db):
    """With a plan of the summer that was signed off; what the record knew stands in it as it was, but for the health."""
    phase, is_on_roll = request.param
    cast = make_cast()
    cast.is_on_roll = is_on_roll
    Child.objects.filter(pk=cast.child.pk).update(date_of_birth=BORN[phase])
    if not is_on_roll:
        Enrolment.objects.filter(child=cast.child).update(until=dt.date(2026, 6, 1))
    cast.child.refresh_from_db()
    summer = open_plan(cast.child, term=TermFactory(academic_year="2025/26"), at=moment(dt.date(2026, 7, 1)))
    fill_the_rest(summer, by=cast.officer)
    PersonalEducationPlan.objects.filter(pk=summer.pk).update(
        status=PepStatus.SIGNED_OFF, signed_off_at=moment(dt.date(2026, 7, 20))
    )
    HealthSummary.objects.create(child=cast.child, text="Asthma and hay fever", from_date=dt.date(2026, 10, 1))
    return cast


@pytest.fixture
def walk(browser, live_server):
    walk = Walk(browser, live_server, WIDE, scripted=True)
    yield walk
    walk.sign_out()


def complete_rest(person, pep, part: str) -> None:
    """What is left of the part, posted as the page posts it; the way through every section by hand has its own test."""
    client, blueprint = signed_in(person), blueprint_of(pep)
    for section in pep.sections.filter(part__name=part, confirmed_at=None):
        if section.key == "targets":
            write_targets(client, pep)
        data = answers_to_post(blueprint.section(section.key), section)
        for each in to_confirm(section, blueprint.section(section.key)):
            client.post(reverse("peps:section", args=[pep.reference, section.key]), {"then": f"confirm:{each.key}"})
        response = client.post(reverse("peps:section", args=[pep.reference, section.key]), {**data, "then": "complete"})
        assert response.status_code == 302, (section.key, response.context["lacking"])


def said(walk: Walk, text: str) -> None:
    expect(walk.page.locator(".govuk-notification-banner").first).to_contain_text(text)


@pytest.mark.alike
def test_a_repeat_plan_is_opened_confirmed_and_submitted(walk, cast):
    # Opened by the virtual school, from the record and the last plan.
    walk.sign_in(cast.officer)
    walk.go("peps:open", cast.child.reference)
    walk.page.locator("[name=kind][value=TERMLY]").check()
    walk.press("Open the plan")
    pep = PersonalEducationPlan.objects.get(child=cast.child, status=PepStatus.OPEN)
    assert pep.follows is not None

    # Prefilled, and confirmed with one press.
    walk.sign_in(cast.sam)
    walk.go("peps:section", pep.reference, "story")
    expect(walk.page.locator("main")).to_contain_text("Filled in from")
    walk.press("All of this is still right")
    said(walk, "is complete")

    # Where the record and the last plan differ, one is chosen.
    walk.go("peps:section", pep.reference, "health")
    expect(walk.page.locator("main")).to_contain_text("do not say the same")
    walk.page.get_by_role("button", name=re.compile("Use this.*from the plan")).click()
    said(walk, "Chosen")
    assert pep.sections.get(key="health").text("health") == "Enjoys science."
    walk.go("peps:what_changed", pep.reference)

    # Handed to a colleague, who writes; taken back, with what they wrote.
    walk.go("peps:hand_on", pep.reference, "care_plan")
    walk.page.get_by_label("Your colleague's work e-mail address").fill(cast.administrator.email)
    walk.press("Hand on")
    said(walk, "Your colleague can fill in this section now")
    walk.sign_in(cast.administrator)
    walk.go("peps:section", pep.reference, "care_plan")
    walk.page.get_by_label("What else has changed since the last plan").fill("She has joined a choir.")
    walk.press("Save and come back later")
    walk.sign_in(cast.sam)
    walk.go("peps:hand_on", pep.reference, "care_plan")
    walk.press("Take it back")
    said(walk, "The section is yours again")
    assert pep.sections.get(key="care_plan").text("since_last_plan") == "She has joined a choir."

    # Both parts, each by its own.
    complete_rest(cast.sam, pep, "PART_1")
    walk.go("peps:submit_part_1", pep.reference)
    walk.press("Submit Part 1")
    writer = cast.teacher if cast.is_on_roll else cast.officer
    walk.sign_in(writer)
    walk.go("peps:section", pep.reference, "strengths")
    walk.page.get_by_label("Hobbies, clubs and other interests").fill("Choir, and the climbing wall.")
    walk.press("Save and come back later")
    said(walk, "is saved")
    complete_rest(writer, pep, "SCHOOL")
    walk.go("quality:check", pep.reference)
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()
    pep.refresh_from_db()
    assert pep.status == PepStatus.SUBMITTED
    assert not Section.objects.filter(pep=pep, confirmed_at=None).exists()

    # The social worker reads what came in, and says so.
    walk.sign_in(cast.sam)
    walk.go("peps:respond", pep.reference)
    walk.page.locator("[name=answer][value=yes]").check()
    walk.press("Send")
    assert pep.responses.get().is_agreed

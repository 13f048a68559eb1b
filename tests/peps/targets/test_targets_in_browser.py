"""Targets, results and scores in a real browser: at both widths, by keyboard, without JavaScript, and as a journey."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import Child, Enrolment, YearlyOutcome
from peps.enums import PepStatus, TargetOutcome
from peps.models import BankTarget, CostLine, PersonalEducationPlan, Provision, SdqReturn, Target
from peps.questions.blueprint.target_questions import key_of
from peps.sections.completeness import missing
from peps.targets.targets import add_target
from tests.browser_support import NARROW, assert_accessible, ready
from tests.cast import make_cast
from tests.factories import ChildFactory, EnrolmentFactory, TermFactory, open_plan
from tests.factories.peps import moment
from tests.journeys.filling import target_texts
from tests.kept import kept
from tests.peps.desk import PATIENCE, page_says, saved
from tests.quality.plans import fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AT = moment(dt.date(2026, 12, 1))


@pytest.fixture
@kept
def cast(transactional_db):
    """Robin's spring plan follows one that another school wrote; the pronouns are they and them."""
    cast = make_cast()
    Child.objects.filter(pk=cast.child.pk).update(pronouns="they/them")
    cast.child.refresh_from_db()
    earlier = open_plan(cast.child, term=TermFactory(academic_year="2025/26"), at=moment(dt.date(2026, 7, 1)))
    fill(earlier, by=cast.officer)
    CostLine.objects.create(target=earlier.targets.first(), intervention="TUITION_ONE", asked_pence=24000)
    PersonalEducationPlan.objects.filter(pk=earlier.pk).update(
        status=PepStatus.SIGNED_OFF, signed_off_at=moment(dt.date(2026, 7, 20)), school=cast.other_school
    )
    cast.pep = open_plan(cast.child)
    cast.section = cast.pep.sections.get(key="targets")
    return cast


def go(page, live_server, cast, name, *args):
    page.goto(live_server.url + reverse(f"peps:{name}", args=[cast.pep.reference, *args]))
    return page


def said(page, text):
    expect(page.locator(".govuk-notification-banner").first).to_contain_text(text, timeout=PATIENCE)


def press(page, name):
    """The page that follows is there when this ends; a section saves first, and goes on then."""
    with page.expect_navigation(timeout=PATIENCE):
        page.locator("main").get_by_role("button", name=name).first.click()


def test_no_page_of_this_part_has_a_barrier(cast, desk, live_server):
    target = add_target(
        section=cast.section, by=cast.teacher, at=AT, texts=target_texts()[0] | {"outcome": "Improve in maths"}
    )
    gone = Target.objects.create(pep=cast.pep, outcome="Gone", taken_out_at=AT, taken_out_by=cast.teacher)
    line = CostLine.objects.create(target=target, intervention="ICT", asked_pence=5000)
    row = Provision.objects.create(
        pep=cast.pep, what="Reading with a tutor", kind="TUITION_ONE", hours_a_week="1.5", is_carried=True
    )
    SdqReturn.objects.create(pep=cast.pep, emotional=6, conduct=4, hyperactivity=5, peer=3, prosocial=7, own_total=11)
    YearlyOutcome.objects.create(child=cast.child, year_end_date=dt.date(2026, 3, 31), sdq_score=15)
    cast.pep.subject_results.update(last_value="WTS", now_value="EXS", target_value="GDS")
    example = BankTarget.objects.create(area="SEMH", outcome="{name} sings", added_by=cast.head, added_at=AT)
    assert gone.pk
    pages = {
        cast.teacher: [
            ("section", "targets"), ("section", "target_reviews"), ("section", "learning"), ("section", "attendance"),
            ("section", "provision"), ("section", "wellbeing"), ("target", target.reference), ("add_target",), ("bank",),
            ("take_out_target", target.reference), ("add_cost", target.reference), ("remove_cost", target.reference, line.pk),
            ("add_provision",), ("end_provision", row.reference), ("sdq_items",), ("sdq_chart",), ("add_subject",),
            ("progress",), ("note_progress",),
        ],
    }  # fmt: skip
    for person, addresses in pages.items():
        page = desk(person)
        for name, *args in addresses:
            go(page, live_server, cast, name, *args)
            ready(page)
            assert_accessible(page)
    page = desk(cast.head)
    for name, args in (
        ("target_settings", []),
        ("own_bank", []),
        ("add_own_example", []),
        ("remove_own_example", [example.pk]),
    ):
        page.goto(live_server.url + reverse(f"peps:{name}", args=args))
        ready(page)
        assert_accessible(page)


def test_a_target_saves_by_itself_and_the_advice_follows(cast, desk, live_server):
    page = desk(cast.teacher)
    go(page, live_server, cast, "add_target")
    press(page, "Start with an empty target")
    page.locator("html[data-drafts]").wait_for(state="attached")

    page.get_by_label("What will be different?").press_sequentially("Robin will improve")
    saved(page)
    expect(page.locator("[data-advice]")).to_contain_text("“improve” can mean many things", timeout=PATIENCE)
    assert cast.pep.targets.get().outcome == "Robin will improve"

    page.get_by_label("What will be different?").fill("Robin reads 20 pages a week.")
    saved(page)
    expect(page.locator("[data-advice]")).not_to_contain_text("can mean many things", timeout=PATIENCE)
    page.reload()
    expect(page.get_by_label("What will be different?")).to_have_value("Robin reads 20 pages a week.")


def test_the_network_goes_while_a_target_is_written_and_nothing_is_lost(cast, desk, live_server):
    target = add_target(section=cast.section, by=cast.teacher, at=AT)
    page = desk(cast.teacher)
    go(page, live_server, cast, "target", target.reference)
    page.locator("html[data-drafts]").wait_for(state="attached")
    page.context.set_offline(True)
    page.get_by_label("What will be done?").press_sequentially("Ten minutes a day")
    expect(page.locator("[data-draft-status]")).to_contain_text("Not saved: you are offline", timeout=PATIENCE)
    page.context.set_offline(False)
    saved(page)
    target.refresh_from_db()
    assert target.support == "Ten minutes a day"


def test_two_people_in_one_target_keep_both_texts(cast, desk, live_server):
    target = add_target(section=cast.section, by=cast.teacher, at=AT)
    pages = {person: desk(person) for person in (cast.teacher, cast.officer)}
    for page in pages.values():
        go(page, live_server, cast, "target", target.reference)
        page.locator("html[data-drafts]").wait_for(state="attached")
    pages[cast.teacher].get_by_label("Who will do it?").fill("Ms Tutor")
    saved(pages[cast.teacher])
    target.refresh_from_db()
    assert target.by_whom == "Ms Tutor"
    key = key_of(target.reference, "by_whom")
    officer = pages[cast.officer]
    officer.get_by_label("Who will do it?").fill("Mr Mentor")
    page_says(officer, "document.querySelector('[data-conflicts]').textContent.includes('Mr Mentor') || "
                   "document.querySelector('[data-draft-status]').textContent.startsWith('Saved')")  # fmt: skip
    texts = {cast.pep.sections.get(key="targets").text(key), *cast.section.conflicts.values_list("text", flat=True)}
    texts |= set(cast.section.revisions.filter(question_key=key).values_list("old_text", flat=True))
    assert {"Ms Tutor", "Mr Mentor"} <= texts


def test_by_keyboard_alone(cast, desk, live_server):
    page = desk(cast.teacher)
    go(page, live_server, cast, "add_target")
    page.get_by_role("button", name="Start with an empty target").focus()
    with page.expect_navigation(timeout=PATIENCE):
        page.keyboard.press("Enter")
    page.locator("html[data-drafts]").wait_for(state="attached")
    page.get_by_label("English", exact=True).focus()
    page.keyboard.press("Space")
    saved(page)
    assert cast.pep.targets.get().area == "ENGLISH"
    page.get_by_role("button", name="Save and go back to the targets").focus()
    page.keyboard.press("Enter")
    said(page, "is saved")


@pytest.mark.parametrize("size", [NARROW])
def test_without_javascript_a_target_is_begun_from_the_bank_costed_and_taken_out(cast, desk, live_server, size):
    page = desk(cast.teacher, size=size, scripted=False)
    go(page, live_server, cast, "add_target")
    page.get_by_role("link", name="Look through the examples").click()
    page.wait_for_url("**/bank/")
    page.get_by_label("Words to look for").fill("tables check")
    press(page, "Show")
    press(page, re.compile("Begin with this"))
    target = cast.pep.targets.get()
    assert target.outcome == "Robin answers 20 of 25 in a practice tables check."
    page.get_by_role("link", name="Add a cost").click()
    page.wait_for_url("**/costs/add/")
    page.get_by_label("What does it pay for?").select_option("PROGRAMME")
    page.get_by_label("How much does it cost?").fill("45")
    page.get_by_label("Pupil Premium Plus", exact=True).check()
    press(page, "Save")
    assert target.cost_lines.get().asked_pence == 4500
    page.get_by_role("link", name="Take this target out").click()
    page.wait_for_url("**/take-out/")
    press(page, "Take it out")
    page.get_by_text("Targets that were taken out (1)").click()
    press(page, re.compile("Put it back"))
    said(page, "in the plan again")


def test_last_terms_targets_the_bank_a_pasted_name_and_a_high_score(cast, desk, live_server):
    pasted = ChildFactory(given_name="Quillon", family_name="Marsh")
    EnrolmentFactory(child=pasted, school=cast.school)
    page = desk(cast.teacher)

    # Last term's targets were another school's: 'not known' is an answer, and none may be left open.
    go(page, live_server, cast, "section", "target_reviews")
    press(page, "Save and mark as complete")
    expect(page.get_by_role("alert")).to_contain_text("Say how 3 targets of the last plan turned out")
    for choice in page.get_by_label("Not known to this school").all():
        choice.check()
    page.get_by_label("What made most difference for the child").fill("We do not know yet.")
    press(page, "Save and mark as complete")
    said(page, "is complete")
    assert set(cast.pep.target_reviews.values_list("outcome", flat=True)) == {TargetOutcome.NOT_KNOWN}

    # The bank speaks of a child whose pronouns are they and them as they wish.
    go(page, live_server, cast, "bank")
    page.get_by_label("Words to look for").fill("homework")
    press(page, "Show")
    expect(page.locator("main")).to_contain_text("Robin hands in homework on time")
    page.get_by_label("Words to look for").fill("proud")
    press(page, "Show")
    expect(page.locator("main")).to_contain_text("what makes them proud")
    press(page, re.compile("Begin with this"))
    assert "them" in cast.pep.targets.get().outcome

    # A target pasted from another child's plan is pointed out, and stops nobody.
    page.get_by_label("What will be different?").fill("Quillon reads 8 of 10 words to her tutor.")
    press(page, "Save and look at the advice")
    expect(page.locator("[data-advice]")).to_contain_text("“Quillon” is the name of another child at this school")
    expect(page.locator("[data-advice]")).to_contain_text("Robin uses “they” and “them”")

    # At 18 the plan asks for a target for wellbeing, or a reason.
    go(page, live_server, cast, "section", "wellbeing")
    for label, score in (("Emotional", "6"), ("Conduct", "4"), ("Hyperactivity and attention", "5"),
                         ("Getting on with others of the same age", "3"), ("Kind and helpful behaviour", "7")):  # fmt: skip
        page.get_by_label(label, exact=True).fill(score)
    page.get_by_label("Who filled in the questionnaire?").fill("Ms Teacher")
    press(page, "Save and come back later")
    said(page, "is saved")
    Target.objects.filter(pep=cast.pep).update(area="ENGLISH")
    assert any(
        "The teacher SDQ is 18" in each.text
        for each in missing(cast.pep.__class__.objects.get(pk=cast.pep.pk), "SCHOOL")
    )
    go(page, live_server, cast, "section", "wellbeing")
    expect(page.locator("main")).to_contain_text("Total difficulties: 18 of 40 (high).")
    page.get_by_label("If there is no wellbeing target, why not?").fill(
        "In therapy already, and Robin asked for no more."
    )
    press(page, "Save and come back later")
    said(page, "is saved")
    assert not any(
        "The teacher SDQ" in each.text for each in missing(cast.pep.__class__.objects.get(pk=cast.pep.pk), "SCHOOL")
    )
    assert Enrolment.objects.filter(child=pasted).exists()

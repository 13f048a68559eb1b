"""The same way in Chromium: at both widths with axe on every page, and once without JavaScript."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from funding.models import LedgerEntry
from peps.enums import PepStatus
from quality.models import Point
from quality.proforma import criteria_of, current
from tests.journeys.walking import WAYS, Walk, complete_part, plan_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=WAYS)
def walk(request, browser, live_server, celery_at_once):
    size, scripted = WAYS[request.param]
    walk = Walk(browser, live_server, size, scripted=scripted)
    yield walk
    walk.sign_out()


def judge(walk: Walk, pep, grade: str, *, point: str = "", again: bool = False) -> None:
    walk.page.goto(walk.server.url + reverse("quality:audit", args=[pep.reference]) + ("?again=1" if again else ""))
    walk.look("audit")
    criteria = criteria_of(current())
    typed = {"kind": "FULL", "grade": grade, "reason": "Clear and kind; the targets could be sharper."}
    typed |= {f"grade_{criterion.key}": grade for criterion in criteria}
    typed |= {f"evidence_{criterion.key}": "Read in the plan." for criterion in criteria}
    if point:
        typed |= {
            "point_0_section": "targets",
            "point_0_text": point,
            "point_0_kind": "BEFORE",
            "point_0_due_day": "8",
            "point_0_due_month": "12",
            "point_0_due_year": "2026",
        }
    folded = walk.page.locator("details:not([open]) > summary", has_text="The criteria, one by one")
    if folded.count():
        folded.click()
    for folded in walk.page.locator("main form details:not([open])", has=walk.page.locator("[name^=grade_]")).all():
        folded.locator("summary").first.click()
    walk.fill(typed)
    walk.page.locator("button[name=finish]").click()
    walk.page.wait_for_load_state()
    walk.look("after-audit")


def test_one_terms_plan_across_the_people_who_do_it(walk, cast, funding_regime):
    child = cast.child

    # 1. An officer opens the term and delegates it.
    walk.sign_in(cast.officer)
    walk.go("peps:delegation", cast.term.key)
    walk.look("delegation-before")
    walk.press("Open 2 plans now")
    walk.look("delegation-after")
    pep = plan_of(child)

    # 2. The social worker completes Part 1.
    walk.sign_in(cast.sam)
    walk.page.locator(f'main a[href*="{pep.reference}"]').first.click()
    walk.go("peps:task_list", pep.reference)
    walk.look("task-list-social-worker")
    complete_part(walk, child, "PART_1")
    walk.go("peps:submit_part_1", pep.reference)
    walk.look("submit-part-1")
    walk.press("Submit Part 1")
    expect(walk.page.locator(".govuk-notification-banner")).to_contain_text("Part 1 is submitted")

    # 3. The designated teacher is told what is missing, then completes the school part.
    walk.sign_in(cast.teacher)
    walk.go("workspace:children")
    walk.look("children")
    expect(walk.page.get_by_text("Thistledown")).to_have_count(0)
    walk.go("workspace:child", child.reference)
    walk.look("child")
    walk.go("quality:check", pep.reference)
    walk.look("check-missing")
    complete_part(walk, child, "SCHOOL")
    walk.go("peps:task_list", pep.reference)
    walk.look("task-list-teacher")
    walk.go("quality:check", pep.reference)
    walk.look("check-ready")
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()
    assert plan_of(child).status == PepStatus.SUBMITTED

    # 4. The officer audits and returns it; the teacher answers; the officer signs off.
    walk.sign_in(cast.officer)
    walk.go("quality:queue")
    walk.look("quality-queue")
    judge(walk, pep, "REQUIRES_IMPROVEMENT", point="Say how often the tutor comes.")
    walk.go("quality:return", pep.reference)
    walk.look("return")
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()
    assert plan_of(child).status == PepStatus.RETURNED

    walk.sign_in(cast.teacher)
    walk.go("quality:points", pep.reference)
    walk.look("points")
    point = Point.objects.get()
    walk.fill({f"answer_{point.pk}": "The tutor comes on Mondays and Thursdays."})
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()
    walk.go("peps:section", pep.reference, "targets")
    walk.press("Save and mark as complete")
    walk.go("quality:check", pep.reference)
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()

    walk.sign_in(cast.officer)
    judge(walk, pep, "GOOD", again=True)
    walk.go("quality:sign_off", pep.reference)
    walk.look("sign-off")
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()
    assert plan_of(child).status == PepStatus.SIGNED_OFF
    walk.go("peps:task_list", pep.reference)
    walk.look("task-list-signed-off")
    with walk.page.expect_download() as download:
        walk.page.get_by_role("link", name="Download as PDF").click()
    assert child.family_name not in download.value.suggested_filename

    # 5. Sign-off at good releases the instalment; it stands in the ledger.
    walk.go("funding:release")
    walk.look("release")
    walk.page.locator("main form button").first.click()
    walk.page.wait_for_load_state()
    assert LedgerEntry.objects.filter(pep=pep, kind="INSTALMENT").exists()
    walk.go("funding:accounts")
    walk.look("funding")

    # 6 and 7. The service manager sees the numbers that were moved, and no name.
    walk.sign_in(cast.service_manager)
    walk.go("reports:dashboard")
    walk.look("dashboard")
    expect(walk.page.locator("main")).to_contain_text("50.0")
    expect(walk.page.get_by_text("Hazelwood")).to_have_count(0)

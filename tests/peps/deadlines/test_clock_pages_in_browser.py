"""Pages of clocks, calendar, board and meetings to attend, in a real browser at both widths."""

import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.models import CareReview, DayOff
from peps.models import Meeting, PersonalEducationPlan
from tests.browser_support import assert_accessible, assert_error_links_lead_to_controls, ready
from tests.cast import TODAY, make_cast
from tests.factories import RecordChangeFactory, open_plan
from tests.kept import kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
@kept
def cast(transactional_db):
    cast = make_cast()
    cast.pep = open_plan(cast.child)
    Meeting.objects.create(pep=cast.pep, planned_date=dt.date(2026, 12, 9))
    PersonalEducationPlan.objects.update(year_group=6)
    DayOff.objects.create(school=cast.school, day=dt.date(2026, 12, 4))
    cast.review = CareReview.objects.create(child=cast.child, review_date=TODAY, state="BOOKED")
    RecordChangeFactory(child=cast.child, changed_date=dt.date(2026, 11, 24), was_school=cast.other_school)
    return cast


def test_no_page_of_this_part_has_a_barrier(cast, desk, live_server):
    pages = {
        cast.head: [
            "peps:clocks", "peps:change_clocks", "peps:attending", "peps:board", "children:terms", "children:own_days",
            "children:add_days_off", "children:add_own_term", "imports:term_dates_file",
            ("children:school_year", "2027-28"), ("peps:delegation", cast.term.key), ("peps:extend", cast.pep.reference),
            ("peps:task_list", cast.pep.reference), "workspace:my_work",
        ],
        cast.iro: [("peps:check_at_review", cast.review.pk), "workspace:my_work"],
        cast.sam: [("peps:open", cast.child.reference), "workspace:my_work"],
    }  # fmt: skip
    for person, addresses in pages.items():
        page = desk(person)
        for each in addresses:
            name, *args = (each,) if isinstance(each, str) else each
            page.goto(live_server.url + reverse(name, args=args))
            ready(page)
            page.evaluate("document.querySelectorAll('main details').forEach((fold) => (fold.open = true))")
            assert_accessible(page)


def test_a_year_with_a_mistake_says_where_and_is_kept_once_it_is_right(cast, desk, live_server):
    page = desk(cast.admin)
    page.goto(live_server.url + reverse("children:school_year", args=["2027-28"]))
    for name, days in {
        "AUTUMN": ("01/09/2027", "25/10/2027", "29/10/2027", "17/12/2027", "25/08/2027", "10/12/2027"),
        "SPRING": ("16/12/2027", "14/02/2028", "18/02/2028", "31/03/2028", "05/01/2028", "24/03/2028"),
        "SUMMER": ("18/04/2028", "29/05/2028", "02/06/2028", "21/07/2028", "13/04/2028", "14/07/2028"),
    }.items():
        fields = (
            "first_day", "half_term_from_date", "half_term_last_date", "last_day", "delegation_date", "pep_deadline_date"
        )  # fmt: skip
        for field, value in zip(fields, days, strict=True):
            page.locator(f"#id_{name}-{field}").fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Keep this year").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("before the autumn term has ended")
    assert_error_links_lead_to_controls(page)
    page.locator("#id_SPRING-first_day").fill("04/01/2028")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep this year").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("The school year 2027/28 is entered")

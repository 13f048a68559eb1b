import datetime as dt

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from children.identity.search import key_of
from tests.browser_support import assert_accessible, ready
from tests.cast import make_cast
from tests.factories import ContactFactory, open_plan
from tests.factories.peps import moment
from tests.kept import kept

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
@kept
def cast(transactional_db):
    cast = make_cast()
    for child in (cast.child, cast.other):
        child.search_key = key_of(child)
        child.save()
        open_plan(child, at=moment(dt.date(2026, 9, 2)))
    ContactFactory(child=cast.child)
    ContactFactory(child=cast.child, name="Morgan Uncle", relationship="Uncle", may_have_contact=False)
    return cast


@pytest.mark.parametrize("who", ["sam", "manager", "officer", "colleague"])
def test_the_first_page_can_be_used_by_everybody(cast, sign_in, who):
    assert_accessible(sign_in(getattr(cast, who)))


def test_a_child_is_found_from_any_page_and_called(cast, sign_in):
    page = sign_in(cast.officer)

    page.get_by_role("search", name="Find a child from any page").get_by_role("searchbox").fill("robbin hazlewood")
    page.get_by_role("button", name="Find").click()
    assert_accessible(ready(page))
    page.get_by_role("link", name="Robin Hazelwood").click()

    expect(page.get_by_role("heading", name="Robin Hazelwood")).to_be_visible()
    expect(page.get_by_text("No contact with Morgan Uncle")).to_be_visible()
    assert_accessible(ready(page))


def test_a_term_that_was_mistyped_can_be_mended_by_everybody(cast, sign_in, live_server):
    page = sign_in(cast.admin)
    page.goto(live_server.url + reverse("children:add_term"))

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert_accessible(ready(page))

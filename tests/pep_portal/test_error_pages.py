"""What somebody reads when a page is not there, not theirs, or broken."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_why_it_may_be_so_and_names_no_child(client, cast):
    client.force_login(cast.stranger)

    page = client.get(reverse("workspace:child", args=[cast.child.reference]))

    assert page.status_code == 404
    assert "not yours to see" in page.text
    assert cast.child.family_name not in page.text


def test_an_act_that_is_not_theirs_says_which_and_whom_to_ask(client, cast):
    client.force_login(cast.teacher)

    page = client.get(reverse("accounts:people"))

    assert page.status_code == 403
    assert "Your role does not let you invite people" in page.text
    assert "Who does what" in page.text


def test_the_page_for_a_fault_needs_nothing_that_may_be_broken():
    page = render_to_string("500.html")

    assert "This is a fault of the portal, not yours" in page
    assert "<script" not in page


def test_the_gallery_is_not_there_in_production(client, cast, settings):
    assert client.get(reverse("gallery")).status_code == 200

    settings.IS_PRODUCTION, settings.PORTAL_TODAY = True, ""

    assert client.get(reverse("gallery")).status_code == 404

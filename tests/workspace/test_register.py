import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import NotFullTimeFactory
from tests.signed_in import BACKEND

pytestmark = pytest.mark.django_db


def read(person, address) -> str:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client.get(address).content.decode()


def test_the_register_lists_the_children_one_reaches_with_whose_time_is_up(cast):
    NotFullTimeFactory(child=cast.child, planned_end_date=dt.date(2026, 11, 27))
    NotFullTimeFactory(child=cast.other)

    page = read(cast.teacher, reverse("workspace:register"))

    assert "Robin Hazelwood" in page
    assert "27 November 2026" in page
    assert "Thistledown" not in page
    assert "Thistledown" in read(cast.officer, reverse("workspace:register"))


def test_past_its_end_or_its_review_it_is_a_task(cast):
    assert "not in full-time education" not in read(cast.officer, "/")
    NotFullTimeFactory(child=cast.child, planned_end_date=dt.date(2026, 11, 27))
    NotFullTimeFactory(child=cast.other, review_date=dt.date(2026, 11, 20))

    page = read(cast.officer, "/")

    assert "Robin Hazelwood: not in full-time education" in page
    assert "Wren Thistledown: not in full-time education" in page
    assert "Thistledown" not in read(cast.teacher, "/")


def test_what_is_ended_is_no_longer_in_it(cast):
    NotFullTimeFactory(child=cast.child, until=dt.date(2026, 11, 20))

    assert "Every child of yours is in full-time education" in read(cast.teacher, reverse("workspace:register"))

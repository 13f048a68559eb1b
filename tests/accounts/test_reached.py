"""Whom a person reaches is looked up once a request; the same children are found as by the condition."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import reached
from accounts.access import Level
from accounts.models import User
from children.models import Child, Enrolment, NamedPerson
from peps.models import PersonalEducationPlan, Section
from tests.architecture.test_access_matrix import WHO
from tests.factories import AllocationFactory, ChildFactory, open_plan
from tests.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def restricted(cast):
    """A child of Sam's caseload whom only the officer may see."""
    child = ChildFactory(family_name="Secretwood", is_restricted=True)
    AllocationFactory(child=child, person=cast.sam)
    NamedPerson.objects.create(child=child, person=cast.officer, from_date=dt.date(2026, 1, 1))
    open_plan(child)
    return child


def found_by(person) -> dict[str, set]:
    anew = User.objects.get(pk=person.pk)
    return {
        **{level: set(Child.objects.visible_to(anew, level=level)) for level in Level},
        "plans": set(PersonalEducationPlan.objects.visible_to(anew)),
        "read": set(Section.objects.visible_to(anew)),
        "asked": set(Section.objects.asked_of(anew)),
    }


@pytest.mark.alike
@pytest.mark.parametrize("who", WHO)
def test_keys_and_condition_find_the_same(cast, restricted, who):
    for child in (cast.child, cast.other):
        open_plan(child)
    person = getattr(cast, who)
    by_condition = found_by(person)

    with reached.looked_up_once():
        by_keys = found_by(person)

    assert by_keys == by_condition
    assert (restricted in by_keys[Level.RECORD]) == (who == "officer")


def test_it_is_looked_up_once(cast):
    with reached.looked_up_once():
        found_by(cast.sam)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found_by(cast.sam)

    assert [query["sql"] for query in asked if "children_allocation" in query["sql"]] == []


def test_more_children_than_keys_are_worth_stand_as_the_condition(cast, monkeypatch):
    monkeypatch.setattr(reached, "AT_MOST", 1)
    for child in ChildFactory.create_batch(2):
        AllocationFactory(child=child, person=cast.sam)

    with reached.looked_up_once():
        assert Child.objects.visible_to(cast.sam).count() == 3


def test_once_the_request_ends_an_allocation_nothing_is_kept(cast):
    with reached.looked_up_once():
        assert cast.child in Child.objects.visible_to(cast.sam)
        cast.child.allocations.update(until=dt.date(2026, 11, 1))

        assert cast.child not in Child.objects.visible_to(cast.sam)


def test_nor_when_a_child_becomes_restricted(cast):
    with reached.looked_up_once():
        assert cast.child in Child.objects.visible_to(cast.sam)
        Child.objects.filter(pk=cast.child.pk).update(is_restricted=True)

        assert cast.child not in Child.objects.visible_to(cast.sam)


def test_nothing_outlives_a_request(cast):
    client = signed_in(cast.teacher)
    page = f"/children/{cast.child.reference}/"
    assert client.get(page).status_code == 200

    Enrolment.objects.filter(child=cast.child).update(until=dt.date(2026, 11, 1))

    assert client.get(page).status_code == 404

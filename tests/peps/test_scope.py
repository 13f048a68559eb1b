"""Whose plan is kept: looked after, old enough, young enough, and in a nursery before Reception."""

import datetime as dt

import pytest

from children.models import CarePeriod
from peps.scope import in_scope, out_of_scope, scope_day
from tests.factories import ChildFactory, EnrolmentFactory, TermFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 12, 1)


def reasons():
    return {each.child: each.reason for each in out_of_scope(TODAY)}


@pytest.mark.parametrize(
    ("born", "reason"),
    [
        (dt.date(2008, 12, 2), None),  # turns 18 tomorrow
        (dt.date(2008, 12, 1), "Has turned 18"),
        (dt.date(2021, 8, 31), None),  # the youngest of year 1
        (dt.date(2021, 9, 1), None),  # the oldest of Reception
        (dt.date(2022, 8, 31), None),  # the youngest of Reception
        (dt.date(2022, 9, 1), "Not yet at school and not in a nursery"),
        (dt.date(2023, 12, 1), "Not yet at school and not in a nursery"),
        (dt.date(2023, 12, 2), "Under 3 years old"),
    ],
)
def test_the_ages_that_count(born, reason):
    child = ChildFactory(date_of_birth=born)

    assert reasons().get(child) == reason
    assert in_scope(TODAY).contains(child) is (reason is None)


@pytest.mark.parametrize(
    ("born", "is_in_scope"),
    [
        (dt.date(2010, 2, 28), False),  # has turned 18
        (dt.date(2010, 3, 1), True),
        (dt.date(2025, 2, 28), True),  # has turned 3
        (dt.date(2025, 3, 1), False),
    ],
)
def test_on_29_february_a_birthday_of_the_28th_has_been_and_one_of_1_march_is_to_come(born, is_in_scope):
    child = EnrolmentFactory(child__date_of_birth=born).child

    assert in_scope(dt.date(2028, 2, 29)).contains(child) is is_in_scope


@pytest.mark.parametrize(("on", "is_in_scope"), [(dt.date(2026, 2, 28), True), (dt.date(2026, 3, 1), False)])
def test_who_was_born_on_29_february_turns_18_on_1_march(on, is_in_scope):
    child = EnrolmentFactory(child__date_of_birth=dt.date(2008, 2, 29)).child

    assert in_scope(on).contains(child) is is_in_scope


def test_a_three_year_old_in_a_nursery_is_in_scope():
    child = EnrolmentFactory(child__date_of_birth=dt.date(2023, 10, 1)).child

    assert in_scope(TODAY).contains(child)


@pytest.mark.parametrize("enrolled", ["nowhere", "until today", "from tomorrow"])
def test_a_three_year_old_who_is_in_no_nursery_that_day_is_not_in_scope(enrolled):
    child = ChildFactory(date_of_birth=dt.date(2023, 10, 1))
    EnrolmentFactory()  # somebody else's
    if enrolled == "until today":
        EnrolmentFactory(child=child, until=TODAY)
    if enrolled == "from tomorrow":
        EnrolmentFactory(child=child, from_date=TODAY + dt.timedelta(days=1))

    assert not in_scope(TODAY).contains(child)
    assert reasons()[child] == "Not yet at school and not in a nursery"


def test_a_child_whose_care_ended_today_is_neither_in_nor_out_of_scope():
    child = ChildFactory()
    CarePeriod.objects.filter(child=child).update(until=TODAY)

    assert not in_scope(TODAY).exists()
    assert reasons() == {}


def test_a_child_in_a_series_of_short_breaks_is_not_in_scope():
    child = ChildFactory()
    CarePeriod.objects.filter(child=child).update(is_short_break=True)

    assert not in_scope(TODAY).exists()


@pytest.mark.parametrize(
    ("on", "judged"),
    [
        (dt.date(2026, 8, 26), dt.date(2026, 9, 2)),  # before the term: as on its first day
        (dt.date(2026, 9, 2), dt.date(2026, 9, 2)),
        (TODAY, TODAY),
        (dt.date(2026, 12, 18), dt.date(2026, 12, 18)),
        (dt.date(2026, 12, 19), dt.date(2026, 12, 18)),  # after it: as on its last
    ],
)
def test_a_terms_children_are_those_of_today_within_the_term(on, judged):
    assert scope_day(TermFactory.build(), on) == judged


def test_a_record_that_was_merged_into_another_is_not_counted_twice():
    child = ChildFactory()
    ChildFactory(merged_into=child)

    assert list(in_scope(TODAY)) == [child]

"""Who left care before their plan was due is in no figure from that day on."""

import datetime as dt

import pytest

from reports import cohort
from tests.factories import CarePeriodFactory, ChildFactory, TermFactory
from tests.reports.standing import AFTER, COUNTS, DEADLINE, a_plan

LEFT, BACK = dt.date(2026, 11, 2), dt.date(2026, 11, 23)


@pytest.fixture
def term(db):
    return TermFactory()


def away_from(first, *, until=None, **plan):
    """A child whose care ended on the day before `first`, perhaps to come back on `until`, with a plan of the term."""
    child = ChildFactory(in_care=None)
    CarePeriodFactory(child=child, until=first)
    if until:
        CarePeriodFactory(child=child, from_date=until)
    a_plan(child, due_date=DEADLINE, **plan)
    return child


def counts(child, *, term, on):
    return cohort.live(term=term, on=on, person=COUNTS).filter(pk=child.pk).exists()


@pytest.mark.parametrize(
    ("left", "on", "is_counted"),
    [
        (LEFT, LEFT - dt.timedelta(days=1), True),
        (LEFT, LEFT, False),
        (LEFT, AFTER, False),
        (DEADLINE, AFTER, False),  # was no longer in care on the due date
        (DEADLINE + dt.timedelta(days=1), AFTER, True),
    ],
)
def test_who_leaves_care_before_their_plan_is_due_is_out_from_that_day(term, left, on, is_counted):
    assert counts(away_from(left), term=term, on=on) is is_counted


@pytest.mark.parametrize(("on", "is_counted"), [(BACK - dt.timedelta(days=1), False), (BACK, True), (AFTER, True)])
def test_who_comes_back_into_care_counts_again_from_that_day(term, on, is_counted):
    assert counts(away_from(LEFT, until=BACK), term=term, on=on) is is_counted


def test_short_breaks_bring_nobody_back_into_the_figures(term):
    child = away_from(LEFT)
    CarePeriodFactory(child=child, from_date=LEFT, is_short_break=True)

    assert not counts(child, term=term, on=BACK)


def test_care_that_was_entered_in_error_has_not_ended(term):
    child = ChildFactory(in_care=None)
    CarePeriodFactory(child=child, from_date=LEFT, until=LEFT)
    a_plan(child, due_date=DEADLINE)

    assert counts(child, term=term, on=BACK)


def test_whose_plan_was_signed_off_counts_after_they_have_left(term):
    assert counts(away_from(LEFT, signed_off=LEFT), term=term, on=AFTER)

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.statistics import collector

from tests.strictness.properties import MOST_REFUSED, share_refused

DAYS = st.integers(0, 1000)


def refused_by(check) -> float:
    told = []
    with collector.with_value(told.append):
        settings(suppress_health_check=list(HealthCheck))(check)()
    return share_refused(told[0])


@given(DAYS, DAYS)
def assumes(one, other):
    assume(one < other)


@given(st.tuples(DAYS, DAYS).filter(lambda pair: pair[0] < pair[1]))
def filters(pair):
    assert pair[0] < pair[1]


@given(st.lists(DAYS, min_size=2, max_size=2).map(sorted))
def draws_what_is_valid(pair):
    assert pair[0] <= pair[1]


def test_what_assume_and_filter_refuse_is_counted():
    assert refused_by(assumes) > MOST_REFUSED
    assert refused_by(filters) > MOST_REFUSED


def test_a_property_that_draws_what_is_valid_refuses_nothing():
    assert refused_by(draws_what_is_valid) == 0


def test_no_property_has_to_be_done_within_a_time():
    assert settings.default.deadline is None

import pytest

from accounts.clock import pretend
from benchmarks import delegation
from benchmarks.pages import TODAY

pytestmark = pytest.mark.django_db


def test_a_term_costs_as_many_queries_a_child_for_eight_as_for_two_and_no_more_than_its_bound():
    said = []
    with pretend(TODAY):
        handed = delegation.run(children=8, say=said.append)

    assert len(said) == 3
    assert handed.rows > 8 * 10
    assert handed.queries_a_child <= delegation.MOST_QUERIES_A_CHILD

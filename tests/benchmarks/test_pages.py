import pytest

from benchmarks import pages

pytestmark = [pytest.mark.django_db, pytest.mark.urls("benchmarks.bare")]


def test_the_benchmark_of_pages_opens_each_beside_a_bare_view_and_says_whether_the_aims_are_met():
    said = []

    measured = pages.run(children=3, rounds=2, say=said.append)

    assert measured[0].name == "a bare view"
    assert all(len(page.seconds) == 2 and page.size for page in measured)
    assert measured[-1].queries <= 10
    assert measured[0].queries < measured[1].queries
    assert len(said) == 1 + len(measured) + 2
    assert sum(" met: " in line or "NOT met: " in line for line in said) == 4

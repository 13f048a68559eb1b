import pytest

from benchmarks import imports
from children.models import Child, Placement

pytestmark = pytest.mark.django_db


def test_the_benchmark_of_imports_takes_what_it_makes_and_prints_what_it_measured():
    said = []

    measured = imports.run(children=10, episodes=120, say=said.append)

    assert Child.objects.count() == 10
    assert Placement.objects.count() == 120
    assert [one.rows for one in measured] == [130, 130, 130]
    assert len(said) == 5

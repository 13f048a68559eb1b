"""Of cases that are alike a run tries some: at least one, the same ones in each of its processes, others next time."""

from types import SimpleNamespace

import pytest

from tests import alike

CASES = [SimpleNamespace(nodeid=f"test_a_wrong_file[{number}]") for number in range(10)]


@pytest.fixture(autouse=True)
def one_in_three(monkeypatch):
    monkeypatch.setattr(alike, "TRIED_OF", 3)


def left(cases, seed):
    config = SimpleNamespace(getoption=lambda name, otherwise: seed)
    return {case.nodeid for case in alike.left_this_time(cases, "test_a_wrong_file", config)}


def test_a_third_is_tried_and_no_less():
    assert len(left(CASES, 1)) == 6
    assert len(left(CASES[:2], 1)) == 1
    assert left(CASES[:1], 1) == set()


def test_each_process_of_a_run_leaves_the_same_whatever_order_it_read_them_in():
    assert left(CASES, 1) == left(CASES[::-1], 1)


def test_in_some_runs_each_is_tried():
    assert set.intersection(*(left(CASES, seed) for seed in range(30))) == set()


def test_by_itself_a_test_tries_all(monkeypatch):
    monkeypatch.setattr(alike, "TRIED_OF", 1)

    assert left(CASES, 1) == set()

"""Rows that nobody asked for in an order come in any (a plugin of pytest), as the database may give them.

What depends on the order in which rows happen to lie is found on the day it is written, not on the day PostgreSQL lays
them otherwise. The dice follow the seed of pytest-randomly: `--randomly-seed` gives the same order again.
"""

import random

from django.db.models.query import MAX_GET_RESULTS, QuerySet

DICE = random.Random()
_fetch_all, _iterator = QuerySet._fetch_all, QuerySet._iterator


class AnyRowsWillDo(AssertionError):
    pass


def in_any_order(rows: QuerySet) -> bool:
    if rows.ordered:
        return False
    query = rows.query
    if query.is_sliced and query.high_mark != MAX_GET_RESULTS:  # get() looks whether there are more than one
        raise AnyRowsWillDo(f"Some rows of {rows.model.__name__} are taken, in no order: which, is left to chance")
    return True


def fetch_all_in_any_order(rows: QuerySet) -> None:
    is_new = rows._result_cache is None
    shuffled = is_new and in_any_order(rows)
    _fetch_all(rows)
    if shuffled:
        DICE.shuffle(rows._result_cache)


def iterate_in_any_order(rows: QuerySet, *args, **kwargs):
    found = _iterator(rows, *args, **kwargs)
    if not in_any_order(rows):
        return found
    found = list(found)
    DICE.shuffle(found)
    return iter(found)


def pytest_configure():
    QuerySet._fetch_all = fetch_all_in_any_order
    QuerySet._iterator = iterate_in_any_order


def pytest_runtest_setup(item):
    throw_anew(item)


def pytest_runtest_call(item):
    throw_anew(item)


def throw_anew(item) -> None:
    """The same for one test alone as for all, whatever was drawn before it."""
    DICE.seed(f"{item.config.getoption('randomly_seed', 0)} {item.nodeid}")

"""Whom a person reaches, as keys that are looked up once a request, from the one definition in the access rules.

Nothing kept outlives the request. Once the request itself changes a row that decides about reach it keeps nothing more,
and outside a request nothing is kept at all: there, and where the children are many, the condition stands in each query.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet, Value

AT_MOST = 500
"""Children. A query with more keys than that costs more than the condition they stand for."""

DECIDE = (
    "accounts.User", "accounts.Post", "children.Child", "children.Allocation", "children.Enrolment",
    "children.NamedPerson", "peps.PersonalEducationPlan",
)  # fmt: skip
"""Whose rows decide who reaches whom."""

Name = Hashable
Keys = tuple[int, ...]
_WRITES = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
_kept: ContextVar[dict[int, dict[Name, Keys] | None] | None] = ContextVar("reached", default=None)


class ReachedMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with looked_up_once():
            return self.get_response(request)


@contextmanager
def looked_up_once() -> Iterator[None]:
    token = _kept.set({})
    try:
        with connection.execute_wrapper(_stop_at_a_change):
            yield
    finally:
        _kept.reset(token)


@contextmanager
def by_conditions() -> Iterator[None]:
    """Within, nothing is looked up: for one query over what many people reach, each for a few rows. It writes nothing."""
    token = _kept.set(None)
    try:
        yield
    finally:
        _kept.reset(token)


def keys_of(person: int, name: Name, conditions: Callable[[], Mapping[Name, Q]]) -> Keys | None:
    """The children who meet the condition of that name; None where the condition itself is to be used.

    All the conditions that decide for this person are looked up at once, by one query.
    """
    kept = _kept.get()
    if kept is None:
        return None
    if person not in kept:
        kept[person] = _looked_up(conditions())
    found = kept[person]
    return None if found is None else found[name]


def _looked_up(conditions: Mapping[Name, Q]) -> dict[Name, Keys] | None:
    names = list(conditions)
    first, *others = (
        children(conditions[name]).annotate(place=Value(place)).values_list("place", "pk").distinct()
        for place, name in enumerate(names)
    )
    found = first.union(*others, all=True) if others else first
    rows = list(found.order_by("place", "pk")[: AT_MOST + 1])
    if len(rows) > AT_MOST:
        return None
    return {name: tuple(key for at, key in rows if at == place) for place, name in enumerate(names)}


def children(condition: Q) -> QuerySet:
    """Their keys, as a query."""
    return apps.get_model("children.Child")._base_manager.filter(condition).order_by().values("pk")


def within(rows: QuerySet, condition: Q) -> QuerySet:
    """The rows that meet it, each once: a condition that goes by dated rows finds a row once for each of them."""
    if not _goes_by_rows(condition):
        return rows.filter(condition)
    return rows.filter(pk__in=rows.model._base_manager.filter(condition).values("pk"))


def _goes_by_rows(condition: Q) -> bool:
    return any(
        _goes_by_rows(part) if isinstance(part, Q) else bool(_MANY & set(part[0].split("__")))
        for part in condition.children
    )


_MANY = {"allocations", "enrolments", "named_people", "peps"}


def _stop_at_a_change(execute, sql, params, many, context):
    written = _WRITES.match(sql)
    if written and written[1] in _tables():
        _kept.set(None)
    return execute(sql, params, many, context)


@cache
def _tables() -> frozenset[str]:
    return frozenset(apps.get_model(label)._meta.db_table for label in DECIDE)

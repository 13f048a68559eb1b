"""Rows that a fixture makes the same each time: made once in each process, then laid down again by one statement.

    @pytest.fixture
    @kept
    def pep(cast):
        return open_plan(cast.child)

The fixture's arguments may only be `db`, `transactional_db`, `live_server` and other kept fixtures; what it returns
must be picklable. Objects that it shares with a fixture it asks for are still the same objects afterwards.
"""

import functools
import pickle
from collections.abc import Callable
from itertools import count
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

NO_OBJECTS = {"db", "transactional_db", "live_server"}
FIRST_ID = count(100_000, 10_000)  # SQLite would give a later row the number of a kept one
_made: dict[tuple[str, str, str], "KeptRows"] = {}


def kept(make: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(make)
    def lay_down(*instance: Any, **arguments: Any) -> Any:
        others = {name: value for name, value in arguments.items() if name not in NO_OBJECTS}
        key = (make.__module__, make.__qualname__, settings.PORTAL_TODAY)
        if key in _made:
            return _made[key].lay_down(others)
        with transaction.atomic():
            _made[key], result = KeptRows.of(lambda: make(*instance, **arguments), others)
        return result

    return lay_down


class KeptRows:
    """The difference that making them made to the database, as SQL, and the objects that stand for them."""

    def __init__(self, statements: list[str], objects: bytes):
        self.statements = statements
        self.objects = objects

    @classmethod
    def of(cls, make: Callable[[], Any], others: dict[str, Any]) -> tuple["KeptRows", Any]:
        before = _all_rows()
        _number_from(next(FIRST_ID))
        result = make()
        return cls(_difference(before, _all_rows()), pickle.dumps((others, result))), result

    def lay_down(self, others: dict[str, Any]) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql" and self.statements:
                cursor.execute(";".join(self.statements))
            else:
                for statement in self.statements:
                    cursor.execute(statement)
        then, result = pickle.loads(self.objects)  # noqa: S301 - pickled by this process
        for name, value in others.items():
            value.__dict__.update(then[name].__dict__)
        return result


Row = tuple[str, ...]


def _all_rows() -> dict[type[models.Model], set[Row]]:
    """Every row of every table of ours, each column as the literal that SQL would need to write it."""
    return {model: _rows_of(model) for model in apps.get_models(include_auto_created=True) if model._meta.managed}


def _rows_of(model: type[models.Model]) -> set[Row]:
    quote = connection.ops.quote_name
    literal = "quote_nullable({}::text)" if connection.vendor == "postgresql" else "quote({})"
    columns = ", ".join(literal.format(quote(field.column)) for field in model._meta.local_concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {quote(model._meta.db_table)}")
        return set(cursor.fetchall())


def _difference(before: dict, after: dict) -> list[str]:
    quote = connection.ops.quote_name
    statements = []
    for model, rows in after.items():
        table = quote(model._meta.db_table)
        fields = model._meta.local_concrete_fields
        key = fields.index(model._meta.pk)
        if gone := sorted(before[model] - rows):
            keys = ", ".join(row[key] for row in gone)
            statements.append(f"DELETE FROM {table} WHERE {quote(model._meta.pk.column)} IN ({keys})")
        if new := sorted(rows - before[model]):
            columns = ", ".join(quote(field.column) for field in fields)
            values = ", ".join(f"({', '.join(row)})" for row in new)
            statements.append(f"INSERT INTO {table} ({columns}) VALUES {values}")
    return statements


def _number_from(number: int) -> None:
    """PostgreSQL never gives a number twice, even after a rollback; SQLite does."""
    if connection.vendor == "sqlite":
        tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.executemany("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [(t, number) for t in tables])

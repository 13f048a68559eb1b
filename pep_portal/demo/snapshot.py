"""The made-up council as rows in a file, so that a demonstration begins in seconds and not after its year was lived.

`manage.py write_demo_snapshot` makes the file from a council that came about by the portal's own rules, and
`scripts/test-slow` compares the two. A snapshot of other migrations than those at hand is not used.
"""

import base64
import datetime as dt
import json
import lzma
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

FILE = Path(__file__).parent / "council.jsonl.xz"
# What `migrate` makes itself, and what belongs to one installation.
NOT_KEPT = {"auth.Permission", "contenttypes.ContentType", "sessions.Session"}
ROWS_AT_ONCE = 500
NO_PASSWORD = "!" + "-" * 40


def fits() -> bool:
    """Whether the file is of the very migrations that this database has."""
    return FILE.exists() and _header(FILE)["migrations"] == _migrations()


def write(file: Path) -> None:
    with lzma.open(file, "wt", encoding="utf-8", preset=9) as out:
        for line in _lines():
            out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), default=_plain) + "\n")


def restore() -> None:
    """All or nothing. The tables must be empty; the keys of rows are those of the snapshot."""
    with transaction.atomic(), lzma.open(FILE, "rt", encoding="utf-8") as lines:
        next(lines)
        for name, rows in groupby(map(json.loads, lines), key=lambda line: line[0]):
            model = apps.get_model(name)
            fields = _fields(model)
            while some := [_row(model, fields, values) for _, values in islice(rows, ROWS_AT_ONCE)]:
                model._base_manager.bulk_create(some)
        _continue_the_keys()


def kept_models() -> list[type[models.Model]]:
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    return [model for model in found if model._meta.label not in NOT_KEPT and not model._meta.proxy]


def _lines() -> Iterator[Any]:
    yield {"migrations": _migrations()}
    for model in kept_models():
        fields = _fields(model)
        for row in model._base_manager.order_by("pk").iterator(chunk_size=ROWS_AT_ONCE):
            yield [model._meta.label, [_kept(field, row) for field in fields]]


def _kept(field: models.Field, row: models.Model) -> Any:
    return NO_PASSWORD if field.name == "password" else field.value_from_object(row)


def _row(model: type[models.Model], fields: Iterable[models.Field], values: list[Any]) -> models.Model:
    return model(**{field.attname: field.to_python(value) for field, value in zip(fields, values, strict=True)})


def _fields(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def _plain(value: Any) -> str:
    """As the fields read it back; moments to the microsecond, for rows are ordered by them."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _header(file: Path) -> dict[str, Any]:
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        return json.loads(next(lines))


def _migrations() -> dict[str, str]:
    return dict(sorted(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes()))


def _continue_the_keys() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)

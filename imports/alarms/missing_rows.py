"""Rows to check: missing from the newest files and still open in the portal, or not the same in both.

For those who answer for the files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from accounts import access, audit, clock
from accounts.access import Action
from accounts.models import Post
from children.models import Child, ChildName
from imports.alarms.report_readers import reads_rows
from imports.models import MissingRow
from imports.reading import extract_files
from imports.rows.dated_files import TABLES
from imports.rows.disagreeing import OPEN, OTHERWISE
from imports.rows.left_behind import LEFT
from imports.rows.rolls import ROLLED

PEOPLE = extract_files.PEOPLE.name
MODELS: Mapping[str, type[models.Model]] = {PEOPLE: Post, extract_files.CHILDREN.name: ChildName} | {
    name: table.model for name, table in TABLES.items()
}
IN_BOTH = Q(key__startswith=OPEN) | Q(key__startswith=OTHERWISE)
"""Rows that stand in the newest file as in the portal, and not the same."""


def waiting(on: dt.date) -> QuerySet[MissingRow]:
    """Not looked at yet, and still so: open in the portal, left by a wrong file, or not what the files say."""
    still = Q(pk__in=())
    for file, model in MODELS.items():
        there = model.objects.filter(Q(until=None) | Q(until__gt=F("from_date")))
        of_file = Q(file=file, row_id__in=there.values("pk"))
        still |= of_file & (Q(key__startswith=LEFT) | Q(key__startswith=OTHERWISE))
        still |= of_file & Q(key__startswith=OPEN, row_id__in=there.exclude(until=None).values("pk"))
        if file in ROLLED:
            is_open = Q(file=file, row_id__in=there.filter(Q(until=None) | Q(until__gt=on)).values("pk"))
            still |= is_open & ~IN_BOTH
    return MissingRow.objects.filter(still, settled_at=None)


def missing(on: dt.date) -> QuerySet[MissingRow]:
    return waiting(on).exclude(IN_BOTH)


def waiting_for(person: Any, on: dt.date) -> QuerySet[MissingRow]:
    """Rows about children for those who read the files' rows; people also for those who end posts. Restricted children
    only for the people named on them."""
    seen = Q(pk__in=())
    if access.may(person, Action.MANAGE_PEOPLE) or reads_rows(person):
        seen |= Q(file=PEOPLE)
    if reads_rows(person):
        seen |= Q(child__in=Child.objects.filter(access.not_restricted(person)).values("pk"))
    return waiting(on).filter(seen).select_related("child", "person")


def numbers_for(person: Any, on: dt.date) -> tuple[int, int]:
    """How many are missing, and how many are not the same. One query."""
    keys = waiting_for(person, on).order_by().values_list("key", flat=True)
    differing = sum(key.startswith((OPEN, OTHERWISE)) for key in keys)
    return len(keys) - differing, differing


def with_what_is_held(rows: Iterable[MissingRow]) -> list[MissingRow]:
    """Each with the row that it is about, as `held`, and whether the file has it still, or open. One query a file."""
    found = list(rows)
    wanted: dict[str, list[int]] = defaultdict(list)
    for row in found:
        wanted[row.file].append(row.row_id)
    held = {file: MODELS[file].objects.in_bulk(pks) for file, pks in wanted.items()}
    for row in found:
        row.held = held[row.file][row.row_id]
        row.is_open_in_file = row.key.startswith(OPEN)
        row.is_in_both = row.key.startswith((OPEN, OTHERWISE))
    return found


@transaction.atomic
def settle(*, row: MissingRow, by: Any) -> None:
    """Somebody looked: it is ended where it had to end, or it is right as it stands. Raises MissingRow.DoesNotExist."""
    access.require(by, Action.READ_IMPORTS)
    locked = waiting_for(by, clock.today()).select_for_update(of=("self",)).get(pk=row.pk)
    locked.settled_at, locked.settled_by = clock.now(), by
    locked.save(update_fields=["settled_at", "settled_by"])
    audit.record("missing_row.settled", by=by, subject=locked, child=locked.child, file=locked.file)

"""What is missing from the newest files and still open in the portal: for those who answer for the files."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import F, Q, QuerySet

from accounts import access, audit, clock
from accounts.access import Action
from accounts.models import Post
from children.models import Child
from imports.alarms.report_readers import reads_rows
from imports.models import MissingRow
from imports.reading import extract_files
from imports.rows.dated_files import TABLES
from imports.rows.left_behind import LEFT
from imports.rows.rolls import ROLLED

PEOPLE = extract_files.PEOPLE.name
MODELS: Mapping[str, type[models.Model]] = {PEOPLE: Post} | {name: table.model for name, table in TABLES.items()}


def waiting(on: dt.date) -> QuerySet[MissingRow]:
    """Not looked at yet, and still open in the portal; what a wrong file left, and nobody marked as an error."""
    still = Q(pk__in=())
    for file, model in MODELS.items():
        there = model.objects.filter(Q(until=None) | Q(until__gt=F("from_date")))
        still |= Q(file=file, key__startswith=LEFT, row_id__in=there.values("pk"))
        if file in ROLLED:
            still |= Q(file=file, row_id__in=there.filter(Q(until=None) | Q(until__gt=on)).values("pk"))
    return MissingRow.objects.filter(still, settled_at=None)


def waiting_for(person: Any, on: dt.date) -> QuerySet[MissingRow]:
    """Rows about children for those who read the files' rows; people also for those who end posts. Restricted children
    only for the people named on them."""
    seen = Q(pk__in=())
    if access.may(person, Action.MANAGE_PEOPLE) or reads_rows(person):
        seen |= Q(file=PEOPLE)
    if reads_rows(person):
        seen |= Q(child__in=Child.objects.filter(access.not_restricted(person)).values("pk"))
    return waiting(on).filter(seen).select_related("child", "person")


def with_what_is_held(rows: Iterable[MissingRow]) -> list[MissingRow]:
    """Each with the row that it is about, as `held`. One query for each file."""
    found = list(rows)
    wanted: dict[str, list[int]] = defaultdict(list)
    for row in found:
        wanted[row.file].append(row.row_id)
    held = {file: MODELS[file].objects.in_bulk(pks) for file, pks in wanted.items()}
    for row in found:
        row.held = held[row.file][row.row_id]
    return found


@transaction.atomic
def settle(*, row: MissingRow, by: Any) -> None:
    """Somebody looked: it is ended where it had to end, or it is right as it stands. Raises MissingRow.DoesNotExist."""
    access.require(by, Action.READ_IMPORTS)
    locked = waiting_for(by, clock.today()).select_for_update(of=("self",)).get(pk=row.pk)
    locked.settled_at, locked.settled_by = clock.now(), by
    locked.save(update_fields=["settled_at", "settled_by"])
    audit.record("missing_row.settled", by=by, subject=locked, child=locked.child, file=locked.file)

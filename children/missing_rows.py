"""What is missing from the newest files and still open in the portal: for those who answer for the files."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from accounts import access, audit, clock
from accounts.access import Action
from accounts.models import Post
from children.import_rows import reads_rows
from children.imports import extract_files
from children.models import Allocation, CarePeriod, Child, Contact, MissingRow

PEOPLE = extract_files.PEOPLE.name
TABLES: Mapping[str, type[models.Model]] = {
    PEOPLE: Post,
    extract_files.CARE_PERIODS.name: CarePeriod,
    extract_files.ALLOCATIONS.name: Allocation,
    extract_files.CONTACTS.name: Contact,
}


def waiting(on: dt.date) -> QuerySet[MissingRow]:
    """Not looked at yet, and still open in the portal."""
    still = Q(pk__in=())
    for file, model in TABLES.items():
        rows = model.objects.filter(Q(until=None) | Q(until__gt=on))
        still |= Q(file=file, row_id__in=rows.values("pk"))
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


@transaction.atomic
def settle(*, row: MissingRow, by: Any) -> None:
    """Somebody looked: it is ended where it had to end, or it is right as it stands. Raises MissingRow.DoesNotExist."""
    access.require(by, Action.READ_IMPORTS)
    locked = waiting_for(by, clock.today()).select_for_update(of=("self",)).get(pk=row.pk)
    locked.settled_at, locked.settled_by = clock.now(), by
    locked.save(update_fields=["settled_at", "settled_by"])
    audit.record("missing_row.settled", by=by, subject=locked, child=locked.child, file=locked.file)

"""A child's names: what each audience may know of them, and how the rows and the columns of Child stay alike.

A name is a row (ChildName) with its kind, from, until, and who entered it. What a child is called today also stands in
columns of Child, which everybody reads. A file writes the columns and `follow_columns` gives the rows; a person writes
the rows (children/editing/editing.py) and `follow_rows` sets the columns.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.db import models

from accounts import clock
from accounts.refusals import PortalRefusal
from children.enums import NameKind, Origin
from children.identity.search import key_of, plain
from children.models import Child, ChildName

LEGAL, KNOWN_AS, FORMER = NameKind.LEGAL, NameKind.KNOWN_AS, NameKind.FORMER


class NamesFor(models.TextChoices):
    RECORD = "RECORD", "Those who may open the child's record"
    PAPER = (
        "PAPER",
        "Carer, parent, school, next school and the child, in plans, copies, letters, summaries and pages by link",
    )
    LISTED = "LISTED", "Those to whom the child is a reference"


SEEN: Mapping[NamesFor, frozenset[NameKind]] = {
    NamesFor.RECORD: frozenset(NameKind),
    NamesFor.PAPER: frozenset({LEGAL, KNOWN_AS}),
    NamesFor.LISTED: frozenset(),
}
"""The one place that says who may see which name. A former name may be of a family that the child must not be traced
through, so it leaves the record on no paper. Of a name that the child goes by, papers have the first name alone: the
family name is often the carer's, and would say to a parent where the child lives."""

COLUMNS: Mapping[NameKind, tuple[str, str]] = {
    LEGAL: ("given_name", "family_name"),
    KNOWN_AS: ("preferred_name", "preferred_family_name"),
}
ALL_COLUMNS = tuple(column for columns in COLUMNS.values() for column in columns)
TAKEN_BACK_WITHIN = dt.timedelta(days=28)
TAKEN_BACK = "The file went back to the name before"
SPELLING = "The file corrected the name"


class CannotName(PortalRefusal):
    """The name cannot be so; the text says what to do."""


def called(child: Child, to: NamesFor) -> str:
    """The first name that people use; empty for those who may not know it."""
    return child.called if KNOWN_AS in SEEN[to] else ""


def full_name(child: Child, to: NamesFor) -> str:
    """The legal name; empty for those who may not know it, and where none is known."""
    return child.full_name if LEGAL in SEEN[to] else ""


def of_child(child: Child, to: NamesFor) -> Any:
    """The rows that this audience may see, without those that were never right."""
    rows = child.names.standing()
    return rows if FORMER in SEEN[to] else rows.filter(kind__in=SEEN[to], until=None)


# --- a person writes rows ---------------------------------------------------------------------------------------


def refuse_ahead(row: ChildName, on: dt.date) -> None:
    """What a child is called follows on the day itself, so no name is entered ahead. Raises CannotName."""
    if row.from_date > on:
        raise CannotName("Enter the name on the day from which it is used, or later.")
    if row.until is not None and row.until > clock.day_after(on):
        raise CannotName("The last day of a name cannot be after today.")


def follow_rows(child: Child) -> None:
    """Sets what the child is called today. Raises CannotName where no name would be left."""
    rows = list(child.names.all())
    for kind, (given, family) in COLUMNS.items():
        if any(row.kind == kind for row in rows):
            now = _open(rows, kind)
            setattr(child, given, now.given_name if now else "")
            setattr(child, family, now.family_name if now else "")
    if not any(getattr(child, column) for column in ALL_COLUMNS):
        raise CannotName("A child needs a name. Enter or correct the name that is right instead.")
    child.search_key = key_of(child)
    child.save(update_fields=[*ALL_COLUMNS, "search_key"])


def reopen_before(wrong: ChildName) -> None:
    """The name that a wrong one had ended holds again."""
    rows = list(wrong.child.names.standing().filter(kind=wrong.kind))
    before = next((row for row in rows if row.until == wrong.from_date), None)
    if before is not None and _open(rows, wrong.kind) is None:
        before.until, before.ended_by = None, None
        before.save(update_fields=["until", "ended_by"])


# --- a file writes columns --------------------------------------------------------------------------------------


def rows_of(children: Iterable[int]) -> dict[int, list[ChildName]]:
    """By child, also what was never right; by date. One query."""
    found: dict[int, list[ChildName]] = {}
    for row in ChildName.objects.filter(child__in=children).order_by("from_date", "pk"):
        found.setdefault(row.child_id, []).append(row)
    return found


def behind(child: Child, told: Mapping[str, Any], rows: Collection[ChildName]) -> dict[str, ChildName]:
    """The columns of a file that still has a name which a person ended or called wrong: what they entered stays.

    Each with the name that stays."""
    left = {}
    for kind, columns in COLUMNS.items():
        now = _open(rows, kind)
        if now is None or not now.is_by_hand or not any(column in told for column in columns):
            continue
        said = plain(" ".join(told.get(column, getattr(child, column)) for column in columns))
        if any(plain(row.words) == said for row in rows if row.kind == kind and row is not now):
            left |= {column: now for column in columns if column in told}
    return left


def follow_columns(
    child: Child, rows: Collection[ChildName], *, on: dt.date, origin: str, by: Any = None
) -> Iterator[ChildName]:
    """The rows to save, so that they say what the columns say from that day on."""
    for kind, columns in COLUMNS.items():
        given, family = (getattr(child, column) for column in columns)
        now = _open(rows, kind)
        if not (given or family) or (now and (now.given_name, now.family_name) == (given, family)):
            continue
        is_first = not any(row.kind == kind for row in rows)
        new = ChildName(
            child=child, kind=kind, given_name=given, family_name=family, origin=origin, entered_by=by,
            from_date=child.date_of_birth if is_first else on,
        )  # fmt: skip
        yield from _in_place_of(now, new, rows) if now else [new]


def born_on(rows: Iterable[ChildName], old: dt.date, new: dt.date) -> Iterator[ChildName]:
    """The rows to save when the date of birth was wrong: names since birth begin with the right one."""
    for row in rows:
        if row.from_date == old and (row.until is None or row.until > new):
            row.from_date = new
            yield row


def save(rows: Iterable[ChildName]) -> None:
    """Three queries, however many rows: what ends, then what holds again, for one name of a kind holds at a time."""
    rows = list(rows)
    known = {row.pk: row for row in rows if row.pk is not None}.values()
    changed = ["from_date", "until", "ended_by", "error_at", "error_reason"]
    ChildName.objects.bulk_update([row for row in known if row.until is not None], changed)
    ChildName.objects.bulk_update([row for row in known if row.until is None], changed)
    ChildName.objects.bulk_create(row for row in rows if row.pk is None)


def keep_as_former(row: ChildName, *, child: Child, on: dt.date, by: Any) -> None:
    """A name of a record that was merged into this one stays findable, where this one has no such name."""
    if all(plain(own.words) != plain(row.words) for own in child.names.standing()):
        ChildName.objects.create(
            child=child, kind=FORMER, given_name=row.given_name, family_name=row.family_name, from_date=row.from_date,
            until=row.until or max(on, row.from_date), origin=Origin.HAND, entered_by=by if by.pk else None,
        )  # fmt: skip


def _open(rows: Iterable[ChildName], kind: str) -> ChildName | None:
    return next((row for row in rows if row.kind == kind and row.until is None), None)


def _in_place_of(now: ChildName, new: ChildName, rows: Collection[ChildName]) -> Iterator[ChildName]:
    """A name that changed ends the one before. One that was mended, or taken back soon after, was never right."""
    before = next((row for row in rows if row.kind == now.kind and row.until == now.from_date != row.from_date), None)
    is_back = before is not None and (before.given_name, before.family_name) == (new.given_name, new.family_name)
    if before is not None and is_back and _is_recent(now, new):
        before.until = before.ended_by = None
        yield from (_in_error(now, TAKEN_BACK), before)
    elif _is_mended(now, new):
        new.from_date = now.from_date
        yield from (_in_error(now, SPELLING), new)
    else:
        now.until = new.from_date
        yield from (now, new)


def _is_recent(now: ChildName, new: ChildName) -> bool:
    return not now.is_by_hand and new.from_date - now.from_date <= TAKEN_BACK_WITHIN


def _is_mended(now: ChildName, new: ChildName) -> bool:
    """Spelt otherwise, completed, or replaced on its first day."""
    return now.from_date >= new.from_date or set(plain(now.words).split()) <= set(plain(new.words).split())


def _in_error(row: ChildName, reason: str) -> ChildName:
    row.until, row.error_at, row.error_reason = row.from_date, clock.now(), reason
    return row

"""Rows that were in the last full file and are not in this one: noticed, never passed over.

Case systems leave out whoever has left, and a query that goes wrong leaves out anybody. What the portal still holds
open is put on a list for people (imports/alarms/missing_rows.py); nothing is ended by a file's silence.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from accounts import clock
from accounts.dated import holds
from accounts.models import Post
from children.models import Allocation, CarePeriod, Contact, FormerIdentifier
from children.protection.protective_facts import name_key, relationship_key, words_of
from imports.models import FileRoll, MissingRow
from imports.reading import extract_files
from imports.reading.reading import Refusal, Row
from imports.running.report import Report

SEPARATOR = "|"
SMALL = 20  # rows: of a file that had no more, any number may have left
MOST_LEAVE = 2  # when more than one row in so many is gone, the file is a part, and no roll
IN_PART = "{} in part"
"""Under this name stand the rows of such files since the last whole one: the next whole one is asked about them too."""


@dataclass(frozen=True)
class Rolled:
    """`key_of`: which row it is, told by the file. `held`: the same of the rows that the portal holds open."""

    file: str
    key_of: Callable[[Row], str]
    held: Callable[[dt.date], Iterable[tuple[str, Any]]]
    name_of: Callable[[Row], str] = lambda row: ""


def _key(*parts: object) -> str:
    return SEPARATOR.join(str(part or "") for part in parts)[:300]


def _posts(on: dt.date) -> Iterator[tuple[str, Post]]:
    for post in Post.objects.filter(holds(on)).select_related("user", "team", "school"):
        yield key_of_post(post), post


def key_of_post(post: Post) -> str:
    place = post.team.name.casefold() if post.team else post.school.urn if post.school else ""
    return _key(post.user.email.lower(), post.role, place)


def _open_rows(model: type[models.Model], on: dt.date) -> Iterator[Any]:
    return model.objects.filter(Q(until=None) | Q(until__gt=on)).select_related("child")


ROLLED = {
    rolled.file: rolled
    for rolled in (
        Rolled(
            extract_files.PEOPLE.name,
            lambda row: _key(row["email"], row["role"], (row.get("team") or row.get("school_urn") or "").casefold()),
            _posts,
            lambda row: row["name"],
        ),
        Rolled(
            extract_files.CARE_PERIODS.name,
            lambda row: _key(row["social_care_id"], row["from"]),
            lambda on: ((_key(row.child.social_care_id, row.from_date), row) for row in _open_rows(CarePeriod, on)),
        ),
        Rolled(
            extract_files.ALLOCATIONS.name,
            lambda row: _key(row["social_care_id"], row["kind"], row.get("person_email")),
            lambda on: (
                (_key(row.child.social_care_id, row.kind, row.person.email.lower() if row.person else ""), row)
                for row in _open_rows(Allocation, on).select_related("child", "person")
            ),
        ),
        Rolled(
            extract_files.CONTACTS.name,
            lambda row: _key(row["social_care_id"], name_key(row["name"]), relationship_key(row["relationship"])),
            lambda on: (
                (_key(row.child.social_care_id, name_key(row.name), relationship_key(row.relationship)), row)
                for row in _open_rows(Contact, on)
            ),
        ),
    )
}


PEOPLE_ROLL = ROLLED[extract_files.PEOPLE.name]


@dataclass
class Roll:
    """What is noted of one file while it is read."""

    rolled: Rolled
    keys: dict[str, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    """Whose rows could not be read: they are in the file all the same."""
    is_whole: bool = True

    def noting(self, rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
        for row in rows:
            if isinstance(row, Row):
                self.keys[self.rolled.key_of(row)] = self.rolled.name_of(row)
            elif not row.warning and row.line <= 1:
                self.is_whole = False
            elif not row.warning:
                self.unread.add(row.whose)
            yield row


@transaction.atomic
def close(roll: Roll, report: Report) -> None:
    """After the file was taken. A file that lost half of its rows is taken for a part: that is said, and no more.

    Where the next one is like it, both are whole, and what they do not have is noticed.
    """
    file = roll.rolled.file
    last, is_new = FileRoll.objects.get_or_create(file=file)
    parts = FileRoll.objects.filter(file=IN_PART.format(file)).first() or FileRoll(file=IN_PART.format(file))
    last.keys, parts.keys = _under_todays_numbers(last.keys), _under_todays_numbers(parts.keys)
    gone = last.keys.keys() - roll.keys.keys()
    if not roll.is_whole or (_lost_many(gone, last.keys) and not _is_like(roll.keys, parts.keys)):
        _keep_as_part(roll, parts)
        why = (
            f"The last file had {len(last.keys)} rows, and {len(gone)} of them are not in this one. It was taken for a "
            "part of the file: nobody was listed as missing."
        )
        report.refuse(Refusal(file, 0, "", "", why, warning=True))
        return
    MissingRow.objects.filter(file=file, key__in=list(roll.keys), settled_at=None).update(settled_at=clock.now())
    if not is_new:
        before = parts.keys | last.keys
        left = [key for key in before if key not in roll.keys and key.partition(SEPARATOR)[0] not in roll.unread]
        _notice(left, before, roll, report)
    last.keys, last.came_at = roll.keys, clock.now()
    last.save()
    if parts.pk:
        parts.delete()


def _lost_many(gone: Collection[str], rows: Collection[str]) -> bool:
    return len(rows) > SMALL and len(gone) * MOST_LEAVE > len(rows)


def _is_like(rows: Collection[str], others: Collection[str]) -> bool:
    """Most of its rows stand there too."""
    return sum(row in others for row in rows) * MOST_LEAVE > len(rows)


def _keep_as_part(roll: Roll, parts: FileRoll) -> None:
    """What a part has brought is in the portal, and the next whole file may not have it."""
    parts.keys, parts.came_at = parts.keys | roll.keys, clock.now()
    parts.save()


def _under_todays_numbers(keys: dict[str, str]) -> dict[str, str]:
    """A child whose number was put right since then is no child who left."""
    former = FormerIdentifier.objects.filter(kind="social_care_id").values_list("value", "child__social_care_id")
    now = {old: new for old, new in former if old != new}
    found = {}
    for key, name in keys.items():
        whose, mark, rest = key.partition(SEPARATOR)
        found[f"{now.get(whose, whose)}{mark}{rest}"] = name
    return found


def _notice(gone: list[str], before: dict[str, str], roll: Roll, report: Report) -> None:
    if not gone:
        return
    wanted, file = set(gone), roll.rolled.file
    new = {key: name for key, name in roll.keys.items() if key not in before}
    found = [
        MissingRow(
            file=file,
            key=key,
            whose=key.partition(SEPARATOR)[0],
            row_id=row.pk,
            child=getattr(row, "child", None),
            person=getattr(row, "user", None),
            maybe_email=_same_person(key, before[key], new),
        )
        for key, row in roll.rolled.held(clock.today())
        if key in wanted
    ]
    MissingRow.objects.bulk_create(found, ignore_conflicts=True)
    for row in found:
        more = f" Perhaps the same person as {row.maybe_email}." if row.maybe_email else ""
        why = f"This was in the last file and is not in this one. It was not ended: check it.{more}"
        report.refuse(Refusal(file, 0, "", row.whose, why, warning=True, whose=row.whose))


def _same_person(key: str, name: str, new: dict[str, str]) -> str:
    """The address of somebody new with the same role and place, and the same name or given name; '' for none."""
    _, _, place = key.partition(SEPARATOR)
    for other, theirs in new.items():
        email, _, there = other.partition(SEPARATOR)
        if name and there == place and words_of(name)[:1] == words_of(theirs)[:1]:
            return email
    return ""

"""How much a night's file says as the last good one did: whether it is an alarm, and when the alarm is over.

A file that lost more than half of its rows, or of which more than half say something else, is not good until somebody
may suppose that it was meant: after a week of files that are not like the one before it either. A file like the last
good one ends the alarm, and the report says so: it changes as many rows as the wrong one did, and is no wrong one.
"""

import datetime as dt
import hashlib
import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts import clock
from imports.models import FileRoll
from imports.reading.reading import Refusal, Row
from imports.rows.rolls import SMALL
from imports.running.report import Report

NOTED = " last good"
"""How the name ends under which the last good file is noted."""
MOST_KEPT = 256  # rows by which two files are compared: those with the smallest digests, so that both choose alike
NEARLY_ALL = 0.8  # of all rows of two files in both: nine in ten of each
MEANT_AFTER = dt.timedelta(days=7)
MANY_REFUSED = 10  # of a hundred rows
SHRUNK, CHANGED = "shrunk", "changed"


@dataclass
class LastGood:
    """What is noted of one file. `wrong`: why the newest is not good, and the run in which that began."""

    file: str
    rows: list[int] = field(default_factory=list)
    number: int = 0
    wrong: str = ""
    wrong_since: dt.datetime | None = None
    wrong_run: int | None = None

    @classmethod
    def of(cls, noted: FileRoll) -> "LastGood":
        since = noted.keys.get("wrong_since")
        keys = noted.keys | {"wrong_since": dt.datetime.fromisoformat(since) if since else None}
        return cls(noted.file.removesuffix(NOTED), **keys)

    def as_keys(self) -> dict[str, Any]:
        since = self.wrong_since.isoformat() if self.wrong_since else None
        return {
            "rows": self.rows, "number": self.number, "wrong": self.wrong, "wrong_since": since,
            "wrong_run": self.wrong_run,
        }  # fmt: skip

    def is_good(self, rows: Collection[int], number: int) -> None:
        self.rows, self.number = sorted(rows), number
        self.wrong, self.wrong_since, self.wrong_run = "", None, None


def all_wrong() -> list[LastGood]:
    """The files of which the newest is not good. One query."""
    noted = FileRoll.objects.filter(file__endswith=NOTED).order_by("pk")
    return [one for one in map(LastGood.of, noted) if one.wrong]


class Digests:
    """Of the rows of one file, while it is read."""

    def __init__(self) -> None:
        self._smallest: list[int] = []
        self._kept: set[int] = set()

    def noting(self, rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
        for row in rows:
            if isinstance(row, Row):
                self._note(row.values)
            yield row

    def _note(self, values: Mapping[str, Any]) -> None:
        words = repr(sorted((name, value) for name, value in values.items() if value not in ("", None)))
        digest = int.from_bytes(hashlib.blake2b(words.encode(), digest_size=6).digest())
        if digest in self._kept:
            return
        if len(self._smallest) < MOST_KEPT:
            heapq.heappush(self._smallest, -digest)
        elif digest < -self._smallest[0]:
            self._kept.discard(-heapq.heappushpop(self._smallest, -digest))
        else:
            return
        self._kept.add(digest)

    @property
    def kept(self) -> frozenset[int]:
        return frozenset(self._kept)


def close(file: str, digests: Digests, report: Report) -> None:
    """After the file was taken. One that could not be read, or hardly, says nothing about itself."""
    tally = report.files[file]
    if file in report.refused_whole or tally["refused"] * 100 > tally["rows"] * MANY_REFUSED:
        return
    noted, is_new = FileRoll.objects.get_or_create(file=f"{file}{NOTED}")
    last = LastGood(file) if is_new else LastGood.of(noted)
    _judge(last, digests.kept, tally, report)
    noted.keys, noted.came_at = last.as_keys(), clock.now()
    noted.save(update_fields=["keys", "came_at"])


def _judge(last: LastGood, rows: Collection[int], tally: Mapping[str, int], report: Report) -> None:
    number, now = tally["rows"], clock.now()
    is_first = not last.rows
    has_shrunk = last.number > max(SMALL, number * 2)
    has_changed = number > SMALL and (tally["changed"] + tally["ended"]) * 2 > number
    if last.wrong_since and now - last.wrong_since > MEANT_AFTER:
        last.is_good(rows, number)
    elif last.wrong == CHANGED and not has_shrunk and _are_alike(rows, last.rows):
        if has_changed:
            report.refuse(Refusal(last.file, 0, "", "", _corrected(last), warning=True))
        last.is_good(rows, number)
    elif has_shrunk or (has_changed and not is_first) or last.wrong == CHANGED:
        last.wrong = SHRUNK if has_shrunk else CHANGED
        last.wrong_since = last.wrong_since or now
        last.wrong_run = last.wrong_run or (report.run.pk if report.run else None)
    else:
        last.is_good(rows, number)


def _are_alike(rows: Collection[int], others: Collection[int]) -> bool:
    """As far as the rows with the smallest digests tell, of both together."""
    both = heapq.nsmallest(MOST_KEPT, {*rows, *others})
    shared = {*rows} & {*others}
    return sum(row in shared for row in both) >= NEARLY_ALL * len(both)


def _corrected(last: LastGood) -> str:
    return (
        "More than half of the rows say something else than the last file, and nearly all say what the file before the "
        f"one of {clock.day_of(last.wrong_since):%d/%m/%Y} said. This is taken for the correction of that one: check "
        "that it was the wrong one."
    )

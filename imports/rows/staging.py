"""Rows of a file put aside on disk by whom they are about, so that neither memory nor a transaction grows with it.

A file is read and looked at outside the database, and what it says of some hundred children at a time is then
written in a short transaction: with SQLite there is one writer, and a draft that somebody saves must not wait.
"""

import pickle
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

OWNERS_AT_ONCE = 500  # children or people whose rows are planned and written together


class Staged:
    def __init__(self, disk: sqlite3.Connection):
        self._disk = disk
        disk.execute("CREATE TABLE staged (owner INTEGER, content BLOB)")

    def add(self, owner: int, content: Any) -> None:
        self._disk.execute("INSERT INTO staged VALUES (?, ?)", (owner, pickle.dumps(content, pickle.HIGHEST_PROTOCOL)))

    def number_of_batches(self) -> int:
        owners = self._disk.execute("SELECT COUNT(DISTINCT owner) FROM staged").fetchone()[0]
        return -(-owners // OWNERS_AT_ONCE)

    def batches(self) -> Iterator[dict[int, list[Any]]]:
        """Owner -> what was put aside for them in the order of the file; all of an owner's in one batch."""
        self._disk.execute("CREATE INDEX by_owner ON staged (owner)")
        batch: dict[int, list[Any]] = defaultdict(list)
        # Our own pickles, in a file that only this connection can open.
        for owner, content in self._disk.execute("SELECT owner, content FROM staged ORDER BY owner, rowid"):
            if owner not in batch and len(batch) == OWNERS_AT_ONCE:
                yield batch
                batch = defaultdict(list)
            batch[owner].append(pickle.loads(content))  # noqa: S301
        if batch:
            yield batch


@contextmanager
def staging() -> Iterator[Staged]:
    """A database without a name: SQLite keeps it in memory while it is small, then in a file that goes by itself."""
    with closing(sqlite3.connect("", isolation_level=None)) as disk:
        disk.execute("PRAGMA journal_mode=OFF")
        disk.execute("PRAGMA synchronous=OFF")
        disk.execute("BEGIN")
        yield Staged(disk)

"""Two imports never run side by side: the second waits until the first has ended, however it ended."""

import fcntl
import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts.refusals import PortalRefusal

LOCK_NUMBER = 903_000_001  # PostgreSQL's; any number that nothing else in this database takes
LONGEST_WAIT = 15 * 60.0  # seconds
LOOK_AGAIN_AFTER = 0.2


class ImportsBusy(PortalRefusal):
    """Another import has been running for longer than anybody waits."""


@contextmanager
def one_at_a_time(*, longest_wait: float = LONGEST_WAIT) -> Iterator[None]:
    """Over the whole length of an import, over all its transactions. Raises ImportsBusy."""
    with _postgresql(longest_wait) if connection.vendor == "postgresql" else _lock_file(longest_wait):
        yield


def another_is_running() -> bool:
    """At this moment: for those who would rather come back than wait."""
    try:
        with one_at_a_time(longest_wait=0):
            return False
    except ImportsBusy:
        return True


@contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Whether nobody else is at work in this folder, on this machine; given back with the process, however it ends."""
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _postgresql(longest_wait: float) -> Iterator[None]:
    """Held by the connection, so that a killed import gives it back."""

    def taken() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
            return cursor.fetchone()[0]

    _wait_for(taken, longest_wait)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_NUMBER])


@contextmanager
def _lock_file(longest_wait: float) -> Iterator[None]:
    """Held by the process, so that a killed import gives it back. One file for each database."""
    database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:12]
    with (settings.DATA_DIR / f"imports-{database}.lock").open("w") as file:

        def taken() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _wait_for(taken, longest_wait)
        yield


def _wait_for(taken: Callable[[], bool], longest_wait: float) -> None:
    until = time.monotonic() + longest_wait
    while not taken():
        if time.monotonic() > until:
            raise ImportsBusy("Another import is still running. Try again when it has finished.")
        time.sleep(LOOK_AGAIN_AFTER)

"""How many papers are drawn at once: drawing takes a processor for seconds, and whoever only saves must not wait for it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

_turns = threading.BoundedSemaphore(settings.PAPERS_AT_ONCE)


class PapersBusy(Exception):
    """So many are drawn in this process that this one did not get its turn. Answered by PapersBusyMiddleware."""


@contextmanager
def one_turn() -> Iterator[None]:
    """Waits for a little while. Raises PapersBusy."""
    if not _turns.acquire(timeout=settings.PAPERS_PATIENCE_SECONDS):
        raise PapersBusy
    try:
        yield
    finally:
        _turns.release()

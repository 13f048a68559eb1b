"""The one place where a test lets time pass: until another process, a thread or a page has done what is waited for."""

import time
from collections.abc import Callable

PATIENCE_SECONDS = 600  # of a machine with much else to do: what has not come by then hangs
EVERY_SECONDS = 0.1


def until(what: Callable[[], object], *, page=None) -> None:
    """Fails when it does not come about. With a page, that page goes on working meanwhile."""
    last = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < last, f"Waited {PATIENCE_SECONDS} seconds in vain for {what}"
        if page is None:
            time.sleep(EVERY_SECONDS)
        else:
            page.wait_for_timeout(EVERY_SECONDS * 1000)

"""Acts of several people in the same moment, each with a connection of its own. PostgreSQL only."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections

from accounts.access import ActNotAllowed
from accounts.refusals import PortalRefusal


def at_the_same_moment(*acts: Callable[[], Any]) -> list[Any]:
    """What each got, or how the portal refused it in words; any other exception is raised here."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return act()
        except (PortalRefusal, ActNotAllowed) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))

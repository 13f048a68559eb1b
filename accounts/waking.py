"""Asking for a job at once. What must happen is a row already, so where nobody can be asked, the timetable finds it."""

import logging
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
A_MINUTE = "It will start within a minute."


def wake(task: Any, *args: Any) -> bool:
    """False when the queue does not answer: the caller says when it begins instead."""
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, OSError):
        log.warning("job.not_asked_for: %s", task.name)
        return False
    return True

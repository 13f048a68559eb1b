"""Asking for a job at once. What must happen is a row already, so where nobody can be asked, the timetable finds it."""

import logging
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
A_MINUTE = "It will start within a minute."


def job(name: str) -> Any:
    """Jobs are loaded when the first is asked for, so that no command or page waits for them at its start."""
    current_app.loader.import_default_modules()
    return current_app.tasks[name]


def wake(task_name: str, *args: Any) -> bool:
    """Named, as pages lie below the jobs. False when the queue does not answer: the caller says when it begins instead."""
    try:
        job(task_name).apply_async(args, retry=False)
    except (OperationalError, OSError):
        log.warning("job.not_asked_for: %s", task_name)
        return False
    return True

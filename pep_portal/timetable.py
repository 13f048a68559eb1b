"""Beat's memory of what ran last. It is no more than that: what must happen is a row, so it may begin anew."""

import logging
from pathlib import Path
from pickle import UnpicklingError

from celery.beat import PersistentScheduler

log = logging.getLogger(__name__)
TORN = (EOFError, UnpicklingError, AttributeError, ImportError, IndexError, ValueError)
"""What unpickling a file that was cut off, or overwritten, may raise."""


class Timetable(PersistentScheduler):
    """Celery's own, which a file that was cut off half-written would stop for good: here it begins a new one."""

    def setup_schedule(self) -> None:
        try:
            super().setup_schedule()
        except TORN:
            log.warning("timetable.begins_anew")
            for suffix in self.known_suffixes:
                Path(f"{self.schedule_filename}{suffix}").unlink(missing_ok=True)
            super().setup_schedule()

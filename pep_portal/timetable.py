"""Beat's memory of what ran last. It is no more than that: what must happen is a row, so it may begin anew."""

import contextlib
import dbm
import logging
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

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
            self._let_go()
            for suffix in self.known_suffixes:
                Path(f"{self.schedule_filename}{suffix}").unlink(missing_ok=True)
            super().setup_schedule()

    def _destroy_open_corrupted_schedule(self, exc: Exception) -> Any:
        self._let_go()
        return super()._destroy_open_corrupted_schedule(exc)

    def _let_go(self) -> None:
        """Nothing that was read is written back into the torn file when it is closed."""
        if self._store is not None:
            self._store.writeback = False
            with contextlib.suppress(*TORN, dbm.error[0], OSError):
                self._store.close()

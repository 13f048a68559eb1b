"""What happens when in the simulated year: acts in the order of their moments, each believing in its own day."""

import datetime as dt
import heapq
from collections.abc import Callable
from itertools import count

from django.utils import timezone

from accounts import clock

Act = Callable[[dt.datetime], None]


class Agenda:
    def __init__(self, until: dt.date):
        self.until = until
        self._waiting: list[tuple[dt.datetime, int, Act]] = []
        self._numbers = count()

    def at(self, day: dt.date, hour: float, act: Act) -> None:
        """Asks for an act; one that lies on or after the last day will not have happened yet."""
        if day < self.until:
            minutes = dt.timedelta(minutes=round(hour * 60))
            moment = timezone.make_aware(dt.datetime.combine(day, dt.time()) + minutes)
            heapq.heappush(self._waiting, (moment, next(self._numbers), act))

    def run(self) -> None:
        """Acts may ask for further acts."""
        while self._waiting:
            moment, _, act = heapq.heappop(self._waiting)
            with clock.pretend(moment):
                act(moment)

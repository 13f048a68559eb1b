"""What a person has to do besides writing in plans: one small module for each kind, gathered here for My work."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Errand:
    """One thing to do, or one alarm to look at. `about` says why; a child is named only to those who may know the name."""

    title: str
    about: str
    href: str
    button: str
    due_date: dt.date | None = None
    is_alarm: bool = False


Provider = Callable[[Any, dt.date], Iterable[Errand]]
PROVIDERS: tuple[Provider, ...] = ()
"""Each costs the same few queries however many children there are, and none for whom it cannot concern."""


def errands_of(person: Any, on: dt.date) -> list[Errand]:
    """Alarms first, then what is due soonest."""
    found = [errand for provide in PROVIDERS for errand in provide(person, on)]
    return sorted(found, key=lambda errand: (not errand.is_alarm, errand.due_date or dt.date.max, errand.title))

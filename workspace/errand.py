import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Errand:
    """One thing to do, or one alarm to look at. `about` says why; a child is named only to those who may know the name."""

    title: str
    about: str
    href: str
    button: str
    due_date: dt.date | None = None
    is_alarm: bool = False

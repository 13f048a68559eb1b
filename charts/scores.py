"""The scores over the terms as a picture: one line for each informant, with the numbers in a table beside it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM, TOP = 640, 260, 40, 40, 30, 10


class Score(Protocol):
    @property
    def informant(self) -> str: ...
    @property
    def day(self) -> dt.date: ...
    @property
    def total(self) -> int: ...


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    total: int


@dataclass(frozen=True)
class Line:
    informant: str
    mark: str
    dots: tuple[Dot, ...]

    @property
    def points(self) -> str:
        return " ".join(f"{dot.x:g},{dot.y:g}" for dot in self.dots)


@dataclass(frozen=True)
class Chart:
    lines: list[Line]
    steps: list[tuple[float, int]]
    """(height, score) of the lines of the ground."""
    days: list[tuple[float, str]]
    threshold: float
    """Height of the authority's threshold for the teacher's total."""
    words: str


def chart_of(given: Sequence[Score], *, marks: Mapping[str, str], highest: int, threshold: int) -> Chart | None:
    """None with fewer than two scores: one point is a number, not a picture. `marks` names a shape for each informant."""
    if len(given) < 2:
        return None
    days = sorted({each.day for each in given})
    at = {day: LEFT + (WIDTH - LEFT - RIGHT) * place / max(len(days) - 1, 1) for place, day in enumerate(days)}
    by_informant = groupby(sorted(given, key=lambda each: (each.informant, each.day)), key=lambda each: each.informant)
    lines = [
        Line(
            who,
            marks[who],
            tuple(Dot(round(at[each.day], 1), _height(each.total, highest), each.total) for each in theirs),
        )
        for who, theirs in by_informant
    ]
    return Chart(
        lines=lines,
        steps=[(_height(score, highest), score) for score in range(0, highest + 1, 10)],
        days=[(round(at[day], 1), f"{day:%b %Y}") for day in days],
        threshold=_height(threshold, highest),
        words="Total difficulties over time. The same numbers stand in the table below.",
    )


def _height(score: int, highest: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - score / highest), 1)

"""A child's life so far as one picture: lanes of care, placement, school and plans over the years. Pure geometry.

Readable without colour: each bar has its words, a solid or dashed outline says whether it goes on, and a plan is a
mark of its own shape. Behind the picture stands a table of the same rows.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

WIDTH, LEFT, RIGHT = 1060, 110, 20
LANE, BAR, TOP = 44, 26, 28
LETTER = 7.2  # pixels that a letter takes, about
NARROWEST = 3.0
SHORTEST_SPAN = dt.timedelta(days=365)
AHEAD = dt.timedelta(days=60)
FILLS = ("#d2e2f1", "#e5f0e9")  # next to each other, so that two bars are told apart


@dataclass(frozen=True)
class Spell:
    """`until` is not included; None while it holds."""

    label: str
    from_date: dt.date
    until: dt.date | None = None


@dataclass(frozen=True)
class Mark:
    """A plan on the day it was opened; `is_done` fills its shape."""

    label: str
    day: dt.date
    is_done: bool


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    fill: str
    words: str
    words_x: float
    words_y: float
    title: str
    dash: str


@dataclass(frozen=True)
class Point:
    path: str
    fill: str
    title: str


@dataclass(frozen=True)
class Lane:
    name: str
    y: float
    bars: list[Bar] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)


@dataclass(frozen=True)
class Tick:
    x: float
    year: str


@dataclass(frozen=True)
class Timeline:
    width: int
    height: int
    lanes: list[Lane]
    ticks: list[Tick]
    now_x: float
    summary: str
    rows: list[tuple[str, str, str, str]]


def draw(lanes: Sequence[tuple[str, Sequence[Spell]]], plans: Sequence[Mark], *, on: dt.date) -> Timeline:
    """`lanes`: name and spells, in the order in which they are drawn. Spells of no day are left out."""
    real = [
        (name, [spell for spell in spells if spell.until is None or spell.until > spell.from_date])
        for name, spells in lanes
    ]
    scale = _Scale([spell for _, spells in real for spell in spells], plans, on)
    drawn = [_lane(name, number, spells, scale) for number, (name, spells) in enumerate(real)]
    drawn.append(_plans(plans, len(real), scale))
    return Timeline(
        width=WIDTH,
        height=TOP + LANE * len(drawn) + 8,
        lanes=drawn,
        ticks=list(scale.ticks()),
        now_x=scale.x(on),
        summary=_summary(real, plans),
        rows=_rows(real, plans),
    )


class _Scale:
    def __init__(self, spells: list[Spell], plans: Sequence[Mark], on: dt.date):
        days = [spell.from_date for spell in spells] + [mark.day for mark in plans] + [on - SHORTEST_SPAN]
        ends = [spell.until for spell in spells if spell.until] + [spell.from_date for spell in spells]
        self.first, self.last = min(days), max([*ends, on + AHEAD])
        self.per_day = (WIDTH - LEFT - RIGHT) / max((self.last - self.first).days, 1)

    def x(self, day: dt.date) -> float:
        return round(LEFT + (min(day, self.last) - self.first).days * self.per_day, 1)

    def ticks(self) -> Iterable[Tick]:
        years = range(self.first.year + 1, self.last.year + 1)
        step = max(1, len(years) // 9)
        return (Tick(self.x(dt.date(year, 1, 1)), str(year)) for year in years if (year - years[0]) % step == 0)


def _lane(name: str, number: int, spells: list[Spell], scale: _Scale) -> Lane:
    y = TOP + LANE * number
    bars = [_bar(spell, place, y, scale) for place, spell in enumerate(sorted(spells, key=lambda one: one.from_date))]
    return Lane(name, y + LANE / 2, bars)


def _bar(spell: Spell, place: int, y: float, scale: _Scale) -> Bar:
    x = scale.x(spell.from_date)
    width = max(scale.x(spell.until or scale.last) - x, NARROWEST)
    return Bar(
        x=x,
        y=y + (LANE - BAR) / 2,
        width=round(width, 1),
        height=BAR,
        fill=FILLS[place % 2],
        words=_fitting(spell.label, width - 10),
        words_x=x + 5,
        words_y=y + LANE / 2 + 5,
        title=f"{spell.label}, {_span(spell)}",
        dash="" if spell.until else "4 3",
    )


def _fitting(words: str, width: float) -> str:
    """As much of the words as the bar holds; nothing when that is too little to be understood."""
    most = int(width / LETTER)
    if len(words) <= most:
        return words
    return f"{words[: most - 1].rstrip()}…" if most >= 6 else ""


def _plans(plans: Sequence[Mark], number: int, scale: _Scale) -> Lane:
    y = TOP + LANE * number + LANE / 2
    return Lane("Plans", y, points=[_point(mark, y, scale) for mark in plans])


def _point(mark: Mark, y: float, scale: _Scale) -> Point:
    """A diamond for what is signed off, a hollow triangle for what is under way."""
    x = scale.x(mark.day)
    diamond = f"M{x} {y - 8}L{x + 8} {y}L{x} {y + 8}L{x - 8} {y}Z"
    triangle = f"M{x} {y - 8}L{x + 8} {y + 7}L{x - 8} {y + 7}Z"
    return Point(
        diamond if mark.is_done else triangle,
        "#0b0c0c" if mark.is_done else "#ffffff",
        f"{mark.label}, {_day(mark.day)}",
    )


def _summary(lanes: Sequence[tuple[str, Sequence[Spell]]], plans: Sequence[Mark]) -> str:
    counted = [f"{name.lower()}: {len(spells)}" for name, spells in lanes]
    return f"Rows in the picture: {', '.join(counted)}; plans: {len(plans)}. The table below says the same in words."


def _rows(lanes: Sequence[tuple[str, Sequence[Spell]]], plans: Sequence[Mark]) -> list[tuple[str, str, str, str]]:
    """(lane, what, from, to), the newest first."""
    told = [
        (spell.from_date, (name, spell.label, _day(spell.from_date), _last(spell)))
        for name, spells in lanes
        for spell in spells
    ]
    told += [(mark.day, ("Plans", mark.label, _day(mark.day), "")) for mark in plans]
    return [row for _, row in sorted(told, key=lambda one: one[0], reverse=True)]


def _span(spell: Spell) -> str:
    return f"{_day(spell.from_date)} to {_last(spell).lower() if spell.until is None else _last(spell)}"


def _last(spell: Spell) -> str:
    return _day(spell.until - dt.timedelta(days=1)) if spell.until else "Now"


def _day(day: dt.date) -> str:
    return f"{day:%-d %B %Y}"

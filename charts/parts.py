"""What the charts are drawn with: figures to show, and lines, texts and scales to show them by.

A picture is 400 wide and at most 480 pixels on a page, so that its text stays as large as the page's on a
telephone and on a desk. Everything is told apart by dash, shape or pattern beside the colour.
"""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Number = int | float | Decimal

WIDTH = 400
LINE = 17  # from one line of text to the next
LETTER = 7.4  # how wide a letter is, on average and generously


@dataclass(frozen=True)
class Figure:
    """One number. `value` None (nobody to count, hidden, not known) is drawn as a gap and told in `words`."""

    value: Number | None
    words: str
    url: str = ""


@dataclass(frozen=True)
class Series:
    """What one line shows, a figure for each of the chart's labels."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Target:
    value: Number
    words: str


@dataclass(frozen=True)
class Text:
    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Row:
    label: str
    cells: tuple[Figure, ...]


@dataclass(frozen=True)
class Table:
    """The same figures for reading; `head` has a word for each column."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Picture:
    """What every chart has: `key` is unique on its page, `summary` says in words what the picture shows."""

    key: str
    title: str
    summary: str
    height: float
    table: Table
    width: int = field(default=WIDTH, init=False)


def near(value: float) -> float:
    """To a tenth of a pixel, so that the same figures always give the same text."""
    return round(value, 1)


def wrapped(words: str, letters: int, lines: int) -> list[str]:
    """So many lines of so many letters; what does not fit ends in an ellipsis (the table has it whole)."""
    return textwrap.wrap(words, letters, max_lines=lines, placeholder="…") or [""]


def column(words: Sequence[str], *, x: float, top: float, anchor: str = "start") -> tuple[Text, ...]:
    """Lines of text below each other; `top` is the upper edge of the first."""
    return tuple(Text(near(x), near(top + LINE * n + LINE * 0.8), line, anchor) for n, line in enumerate(words))


def ticks(highest: float) -> tuple[int, ...]:
    """From 0 past the highest in at most five round steps."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 5 >= highest:
                return tuple(range(0, int(-(-max(highest, 1) // step)) * step + 1, step))
        size *= 10


def spread(wanted: Sequence[tuple[float, float]], *, top: float, bottom: float, gap: float) -> list[float]:
    """Upper edges for blocks of text (wanted centre, height) that stand as near to their places as they may."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n][0])
    edges = [0.0] * len(wanted)
    free_from = top
    for n in order:
        centre, height = wanted[n]
        edges[n] = max(centre - height / 2, free_from)
        free_from = edges[n] + height + gap
    free_until = bottom
    for n in reversed(order):
        edges[n] = min(edges[n], free_until - wanted[n][1])
        free_until = edges[n] - gap
    return edges


def refuse_negative(figures: Iterable[Figure]) -> None:
    """Raises ValueError: a scale begins at nought, and a number below it would be drawn outside the picture."""
    if any(figure.value is not None and figure.value < 0 for figure in figures):
        raise ValueError("A chart shows no number below nought.")


def largest(figures: Iterable[Figure], target: Target | None) -> float:
    known = [float(figure.value) for figure in figures if figure.value is not None]
    return max([*known, float(target.value) if target else 0.0])

"""Shares of a whole: one strip in pieces, each with a pattern of its own and its words below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from charts.parts import LINE, WIDTH, Figure, Picture, Row, Table, Text, column, near, wrapped

PARTS_AT_MOST = 6
STRIP, SWATCH, GAP = 44, 24, 10
TOP = 2
LABEL_LETTERS = 32


@dataclass(frozen=True)
class Share:
    label: str
    number: int
    url: str = ""


@dataclass(frozen=True)
class Part:
    """A piece of the strip, from `x`; `fill` counts the template's patterns from 1."""

    fill: int
    x: float
    width: float
    swatch_y: float
    label: tuple[Text, ...]
    words: Text


@dataclass(frozen=True)
class Shares(Picture):
    strip: int
    swatch: int
    parts: tuple[Part, ...]


def shares(
    *,
    key: str,
    title: str,
    parts: Sequence[Share],
    share_of: Callable[[int, int], str],
    head: tuple[str, str, str] = ("Part", "Number", "Share"),
) -> Shares:
    """Up to six parts that make the whole together, in the order given.

    `share_of` says in words how many of how many; shares are rounded one by one and may not add up. `head` has the words above the table's
    columns. Raises ValueError for no part or too many, or a negative number.
    """
    if not 1 <= len(parts) <= PARTS_AT_MOST:
        raise ValueError(f"Shares of a whole have one to {PARTS_AT_MOST} parts.")
    if any(part.number < 0 for part in parts):
        raise ValueError("A chart shows no number below nought.")
    total = sum(part.number for part in parts)
    words = [f"{part.number:,} ({share_of(part.number, total)})" if total else f"{part.number:,}" for part in parts]
    drawn, height = _drawn(parts, words, total)
    return Shares(
        key=key,
        title=title,
        summary=", ".join(f"{part.label} {told}" for part, told in zip(parts, words, strict=True)) + ".",
        height=height,
        table=Table(title, head, tuple(_row(part, share_of(part.number, total)) for part in parts)),
        strip=STRIP,
        swatch=SWATCH,
        parts=drawn,
    )


def _drawn(parts: Sequence[Share], words: Sequence[str], total: int) -> tuple[tuple[Part, ...], float]:
    """The pieces, and how high the picture gets."""
    edges = [_along(number, total) for number in accumulate((part.number for part in parts), initial=0)]
    top = float(TOP + STRIP + 14)
    drawn = []
    for n, part in enumerate(parts):
        label = column(wrapped(part.label, LABEL_LETTERS, 2), x=SWATCH + 10, top=top + 3)
        told = Text(WIDTH, near(top + 17), words[n], "end")
        drawn.append(Part(n + 1, edges[n], near(edges[n + 1] - edges[n]), near(top), label, told))
        top += max(SWATCH, LINE * len(label) + 3) + GAP
    return tuple(drawn), near(top)


def _row(part: Share, share: str) -> Row:
    number = Figure(part.number, f"{part.number:,}", part.url)
    return Row(part.label, (number, Figure(None, share)))


def _along(number: int, total: int) -> float:
    """Inside the strip's own outline."""
    return near(1 + (WIDTH - 2) * number / total) if total else 1.0

"""Bars, one below the other, each with its label above it and its figure at the right edge."""

from collections.abc import Sequence
from dataclasses import dataclass

from charts.parts import (
    LETTER,
    LINE,
    WIDTH,
    Figure,
    Line,
    Picture,
    Row,
    Table,
    Target,
    Text,
    column,
    largest,
    near,
    refuse_negative,
    wrapped,
)

THICK, GAP = 20, 14
LABEL_LETTERS = 50
WORDS_AT_MOST = 160


@dataclass(frozen=True)
class Bar:
    """`track` is how far a bar of the whole scale would go; width 0 where there is nothing to draw."""

    label: tuple[Text, ...]
    y: float
    width: float
    track: float
    words: Text


@dataclass(frozen=True)
class Aim:
    """The target: a stroke across each bar, with its words above the first."""

    strokes: tuple[Line, ...]
    words: Text


@dataclass(frozen=True)
class Bars(Picture):
    thick: int
    bars: tuple[Bar, ...]
    target: Aim | None


def bars(
    *,
    key: str,
    title: str,
    figures: Sequence[tuple[str, Figure]],
    target: Target | None = None,
    highest: int = 0,
    head: tuple[str, str] = ("Name", "Figure"),
) -> Bars:
    """One bar for each label, in the order given. `highest` is the least that the scale reaches (100 for rates).

    `head` has the words above the table's two columns. Raises ValueError without a figure or for a negative
    value.
    """
    if not figures:
        raise ValueError("A chart of bars has one bar or more.")
    only = [figure for _, figure in figures]
    refuse_negative(only)
    scale = max(largest(only, target), highest) or 1
    track = near(WIDTH - min(max(len(f.words) for f in only) * LETTER + 10, WORDS_AT_MOST))
    edge = float(LINE + 8 if target else 4)
    drawn = []
    for label, figure in figures:
        drawn.append(_bar(label, figure, top=edge, track=track, scale=scale))
        edge = near(drawn[-1].y + THICK + GAP)
    return Bars(
        key=key,
        title=title,
        summary=_summary(figures, target),
        height=near(edge),
        table=Table(title, head, tuple(Row(label, (figure,)) for label, figure in figures)),
        thick=THICK,
        bars=tuple(drawn),
        target=_aim(target, near(track * float(target.value) / scale), drawn) if target else None,
    )


def _bar(label: str, figure: Figure, *, top: float, track: float, scale: float) -> Bar:
    lines = wrapped(label, LABEL_LETTERS, 2)
    y = near(top + LINE * len(lines) + 4)
    return Bar(
        label=column(lines, x=0, top=top),
        y=y,
        width=near(track * float(figure.value or 0) / scale),
        track=track,
        words=Text(WIDTH, near(y + 15), figure.words, "end"),
    )


def _aim(target: Target, x: float, drawn: Sequence[Bar]) -> Aim:
    """Its words are written to the side that has room."""
    anchor = "end" if x > WIDTH / 2 else "start"
    strokes = tuple(Line(x, near(bar.y - 4), x, near(bar.y + THICK + 4)) for bar in drawn)
    return Aim(strokes, Text(x, LINE - 3, target.words, anchor))


def _summary(figures: Sequence[tuple[str, Figure]], target: Target | None) -> str:
    told = ", ".join(f"{label} {figure.words}" for label, figure in figures)
    return f"{told}. {target.words}." if target else f"{told}."

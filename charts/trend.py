"""A trend: up to four lines over the same times, told apart by dash and mark, each named at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from charts.parts import (
    LETTER,
    LINE,
    Figure,
    Line,
    Picture,
    Row,
    Series,
    Table,
    Target,
    Text,
    column,
    largest,
    near,
    refuse_negative,
    spread,
    ticks,
    wrapped,
)

LINES_AT_MOST = 4
TOP, BOTTOM = 14, 264
RIGHT, NAMES_FROM = 264, 282
HEIGHT = 308
NAME_LETTERS, TIME_LETTERS = 16, 7

COLOURS = ("#1d70b8", "#0b0c0c", "#54319f", "#00703c")
DASHES = ("none", "9 4", "2 4", "12 4 2 4")
MARKS = (  # circle, square, triangle and diamond round a point, 9 across
    "M{l} {y}a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z",
    "M{l} {t}H{r}V{b}H{l}Z",
    "M{x} {t}L{r} {b}H{l}Z",
    "M{x} {t}L{r} {y}L{x} {b}L{l} {y}Z",
)


@dataclass(frozen=True)
class Name:
    """Words beside the end of a line, and the thin line that leads to them; None where no line is drawn."""

    words: tuple[Text, ...]
    leader: Line | None


@dataclass(frozen=True)
class Drawn:
    """One line: its unbroken stretches as points of polylines, its marks as paths."""

    colour: str
    dash: str
    stretches: tuple[str, ...]
    marks: tuple[str, ...]
    name: Name


@dataclass(frozen=True)
class Aim:
    """The target, right across."""

    line: Line
    name: Name


@dataclass(frozen=True)
class Trend(Picture):
    grid: tuple[Line, ...]
    scale: tuple[Text, ...]
    times: tuple[Text, ...]
    lines: tuple[Drawn, ...]
    target: Aim | None


@dataclass(frozen=True)
class _Plot:
    """Where a figure stands: by its place among so many times, and its value on the scale."""

    marks: tuple[int, ...]
    times: int
    unit: str

    @property
    def left(self) -> float:
        return near(LETTER * max(len(self.told(mark)) for mark in self.marks) + 12)

    def told(self, mark: int) -> str:
        return f"{mark:,}{self.unit}"

    def x(self, place: int) -> float:
        if self.times == 1:
            return near((self.left + RIGHT) / 2)
        inner = RIGHT - self.left - 24
        return near(self.left + 12 + inner * place / (self.times - 1))

    def y(self, value: float) -> float:
        return near(BOTTOM - (BOTTOM - TOP) * value / self.marks[-1])


def trend(
    *,
    key: str,
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    target: Target | None = None,
    highest: int = 0,
    unit: str = "",
    of: str = "Term",
) -> Trend:
    """`highest` is the least that the scale reaches (100 for rates), `unit` stands behind its numbers ('%').

    `of` heads the table's first column.

    A figure without value is a gap, never a nought. Raises ValueError without a label, for more than four
    lines, a line of another length than the labels, or a negative value.
    """
    if not labels or not 1 <= len(series) <= LINES_AT_MOST:
        raise ValueError(f"A trend has a label or more, and one to {LINES_AT_MOST} lines.")
    if any(len(one.figures) != len(labels) for one in series):
        raise ValueError("Each line of a trend has one figure for each label.")
    figures = [figure for one in series for figure in one.figures]
    refuse_negative(figures)
    plot = _Plot(ticks(max(largest(figures, target), highest)), len(labels), unit)
    names = _names(plot, series, target)
    return Trend(
        key=key,
        title=title,
        summary=_summary(labels, series, target),
        height=HEIGHT,
        table=_table(title, of, labels, series),
        grid=tuple(Line(plot.left, plot.y(mark), RIGHT, plot.y(mark)) for mark in plot.marks),
        scale=tuple(Text(plot.left - 6, near(plot.y(mark) + 5), plot.told(mark), "end") for mark in plot.marks),
        times=_times(plot, labels),
        lines=tuple(_drawn(plot, n, one, names[n]) for n, one in enumerate(series)),
        target=Aim(Line(plot.left, *_aim(plot, target)), names[-1]) if target else None,
    )


def _aim(plot: _Plot, target: Target) -> tuple[float, float, float]:
    y = plot.y(float(target.value))
    return y, RIGHT, y


def _drawn(plot: _Plot, look: int, series: Series, name: Name) -> Drawn:
    at = [(plot.x(n), None if f.value is None else plot.y(float(f.value))) for n, f in enumerate(series.figures)]
    runs = [list(run) for known, run in groupby(at, key=lambda point: point[1] is not None) if known]
    return Drawn(
        colour=COLOURS[look],
        dash=DASHES[look],
        stretches=tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1),
        marks=tuple(_mark(look, x, y) for x, y in at if y is not None),
        name=name,
    )


def _mark(look: int, x: float, y: float) -> str:
    sides = {"l": near(x - 4.5), "r": near(x + 4.5), "t": near(y - 4.5), "b": near(y + 4.5)}
    return MARKS[look].format(x=x, y=y, **sides)


def _names(plot: _Plot, series: Sequence[Series], target: Target | None) -> list[Name]:
    """One for each line, then the target's; moved apart where lines end close to each other."""
    ends = [_end(plot, one) for one in series]
    words = [[*wrapped(one.name, NAME_LETTERS, 2), _last(one).words] for one in series]
    if target:
        ends.append((RIGHT, plot.y(float(target.value))))
        words.append(wrapped(target.words, NAME_LETTERS, 1))
    wanted = [(end[1] if end else BOTTOM, LINE * len(lines)) for end, lines in zip(ends, words, strict=True)]
    tops = spread(wanted, top=2, bottom=HEIGHT - 20, gap=4)
    return [_name(lines, end, top) for lines, end, top in zip(words, ends, tops, strict=True)]


def _name(lines: Sequence[str], end: tuple[float, float] | None, top: float) -> Name:
    middle = near(top + LINE * len(lines) / 2)
    leader = Line(*end, NAMES_FROM - 4, middle) if end else None
    return Name(column(lines, x=NAMES_FROM, top=top), leader)


def _end(plot: _Plot, series: Series) -> tuple[float, float] | None:
    """Beside the last point that is drawn."""
    known = [(near(plot.x(n) + 8), plot.y(float(f.value))) for n, f in enumerate(series.figures) if f.value is not None]
    return known[-1] if known else None


def _last(series: Series) -> Figure:
    return next((f for f in reversed(series.figures) if f.value is not None), series.figures[-1])


def _times(plot: _Plot, labels: Sequence[str]) -> tuple[Text, ...]:
    """As many as fit, and always the last."""
    longest_word = max(len(word) for label in labels for word in label.split() or [""])
    lines = [wrapped(label, max(TIME_LETTERS, longest_word), 2) for label in labels]
    widest = max(len(line) for words in lines for line in words) * LETTER + 6
    apart = plot.x(1) - plot.x(0) if len(labels) > 1 else widest
    step = max(1, -int(-widest // apart))
    shown = [n for n in range(len(labels)) if (len(labels) - 1 - n) % step == 0]
    return tuple(text for n in shown for text in column(lines[n], x=plot.x(n), top=BOTTOM + 8, anchor="middle"))


def _summary(labels: Sequence[str], series: Sequence[Series], target: Target | None) -> str:
    told = [_told(labels, one) for one in series]
    return " ".join([*told, f"{target.words}."] if target else told)


def _told(labels: Sequence[str], series: Series) -> str:
    known = [
        (figure.words, label) for figure, label in zip(series.figures, labels, strict=True) if figure.value is not None
    ]
    if not known:
        return f"{series.name}: no figures."
    ends = known[:1] if len(known) == 1 else [known[0], known[-1]]
    return f"{series.name}: " + ", ".join(f"{words} in {label}" for words, label in ends) + "."


def _table(title: str, of: str, labels: Sequence[str], series: Sequence[Series]) -> Table:
    rows = (Row(label, tuple(one.figures[n] for one in series)) for n, label in enumerate(labels))
    return Table(title, (of, *(one.name for one in series)), tuple(rows))

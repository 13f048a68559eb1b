"""The small picture of progress: where somebody stood last time, where they stand now, and where they want to be."""

from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 96, 36, 6


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    is_aim: bool = False


@dataclass(frozen=True)
class Picture:
    """In words too: nobody has to see it to know what it says."""

    points: tuple[Point, ...]
    words: str

    @property
    def line(self) -> str:
        """From last time to now, as the points of a polyline."""
        return " ".join(f"{point.x:g},{point.y:g}" for point in self.points if not point.is_aim)


def progress(last: int, now: int, *, aim: int | None, words: str) -> Picture:
    """Heights on one ladder."""
    heights = [last, now] + ([aim] if aim is not None else [])
    low, high = min(heights), max(heights)
    points = tuple(
        Point(x, _height(value, low, high), is_aim=place == 2)
        for place, (x, value) in enumerate(zip((MARGIN, WIDTH / 2, WIDTH - MARGIN), heights, strict=False))
    )
    return Picture(points, words)


def _height(value: int, low: int, high: int) -> float:
    """In the middle when nothing moved; up is towards nought in a picture."""
    if low == high:
        return HEIGHT / 2
    return round(HEIGHT - MARGIN - (value - low) / (high - low) * (HEIGHT - 2 * MARGIN), 1)

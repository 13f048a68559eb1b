"""A stream in pieces."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Piece = TypeVar("Piece")
ROWS_AT_ONCE = 500


def some_at_a_time(things: Iterable[Piece], number: int = ROWS_AT_ONCE) -> Iterator[list[Piece]]:
    stream = iter(things)
    while piece := list(islice(stream, number)):
        yield piece

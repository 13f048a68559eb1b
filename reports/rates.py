"""Rates as the portal prints them, and small numbers hidden before figures leave the service."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

SMALL = range(1, 6)
NOT_APPLICABLE = "not applicable"


@dataclass(frozen=True)
class Rate:
    """How many of those required; without anybody required there is no rate, and that is not zero."""

    met: int
    required: int

    @property
    def percent(self) -> Decimal | None:
        """One decimal, halves up on the exact fraction; None when nobody is required. To print, not to compare."""
        if not self.required:
            return None
        tenths = (2000 * self.met + self.required) // (2 * self.required)
        return Decimal(tenths).scaleb(-1)

    @property
    def text(self) -> str:
        """'91.1%', or 'not applicable'."""
        return NOT_APPLICABLE if self.percent is None else f"{self.percent}%"

    def meets(self, target: int | Decimal) -> bool | None:
        """Whether the unrounded rate reaches a target in per cent: 94.96 prints as 95.0 and misses 95."""
        return self.met * 100 >= target * self.required if self.required else None


def rate(met: int, required: int) -> Rate:
    """Raises ValueError for a negative number, or for more met than required."""
    if not 0 <= met <= required:
        raise ValueError(f"There is no rate of {met} out of {required}.")
    return Rate(met, required)


@dataclass(frozen=True)
class PublishedRow:
    """A row of a table as it may leave the service; None is a number that is hidden."""

    cells: tuple[int | None, ...]
    total: int | None


def hide_small(cells: Sequence[int]) -> PublishedRow:
    """Hide each number from 1 to 5, and one more where a hidden one could be worked out from the total.

    The cells are the whole of their total. The next to go is the smallest of the others, a zero only when
    there is nothing else; all that are equal go together, or the choice between them would tell where the
    small one is. Where no cell is left to hide, and where it is small itself, the total goes.
    Rows are safe one by one: in a table with totals both ways, hide by columns too. Raises ValueError for a
    negative number.
    """
    if any(cell < 0 for cell in cells):
        raise ValueError("A number of children cannot be negative.")
    total = sum(cells)
    hidden = {place for place, cell in enumerate(cells) if cell in SMALL}
    hide_total = total in SMALL
    if not hide_total and _can_be_worked_out([cells[place] for place in hidden]):
        others = {cell for cell in cells if cell not in SMALL}
        next_to_go = min(others, key=lambda cell: (cell == 0, cell), default=None)
        hidden |= {place for place, cell in enumerate(cells) if cell == next_to_go}
        hide_total = not others
    return PublishedRow(
        cells=tuple(None if place in hidden else cell for place, cell in enumerate(cells)),
        total=None if hide_total else total,
    )


def _can_be_worked_out(hidden: Sequence[int]) -> bool:
    """From their sum: one number alone, or several that must all be the smallest or all the largest."""
    if not hidden:
        return False
    return len(hidden) == 1 or sum(hidden) in {len(hidden) * SMALL[0], len(hidden) * SMALL[-1]}

"""Numbers of children that a spreadsheet has reshaped: leading noughts lost, or '.0' put behind.

Taken as they are they would make a second record of a child, with a plan of its own. A row with such a number is
refused while the other child is in the portal, and the two are told apart by a person. Only where noughts come back
that had been lost (no spreadsheet puts them there) does the child get the longer number.
"""

import re
from collections.abc import Iterable

ENDING = re.compile(r"\.0+$")


def bare(number: str) -> str:
    """What is left of a number in every spreadsheet: '0990002' and '990002.0' are '990002'."""
    return ENDING.sub("", number).lstrip("0")


def is_restored(number: str, held: str) -> bool:
    """Whether `number` is `held` before a spreadsheet took its noughts away, or put '.0' behind it."""
    if ENDING.search(number) or number == held:
        return False
    return number.endswith(ENDING.sub("", held)) and bare(number) == bare(held)


class Numbers:
    """Which numbers there are, by what a spreadsheet leaves of them."""

    def __init__(self, numbers: Iterable[str]):
        self._by_bare: dict[str, str] = {}
        for number in numbers:
            self.add(number)

    def add(self, number: str) -> None:
        self._by_bare.setdefault(bare(number), number)

    def like(self, number: str) -> str | None:
        """Another number that may be the same one."""
        found = self._by_bare.get(bare(number))
        return found if found != number else None

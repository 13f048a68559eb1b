"""A row of a file and one of the portal that do not agree, and both stay: what is said of it, until a person decides.

Pure, as `dated_rows` is. The yearly return says it in its report alone; what comes every night is said once and put
on the list of rows to check (imports/rows/said_once.py).
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from children.enums import Origin
from imports.reading.reading import Refusal

if TYPE_CHECKING:
    from imports.rows.dated_rows import Incoming, Standing

OPEN, OTHERWISE = "open|", "otherwise|"
"""How the keys of such rows begin: the file has it open and the portal ended it; the file says something else of it."""


@dataclass(frozen=True)
class Disagreement:
    """`key` is another once the file, or the portal, says something new."""

    held: Any
    key: str
    told: Refusal


def still_open(one: "Incoming", old: "Standing") -> Disagreement:
    still = f"has this row until {one.until:%d/%m/%Y}" if one.until else "still has this row open"
    why = f"The file {still}; the portal ended it on {old.until:%d/%m/%Y}. It was left so."
    return Disagreement(old.held, f"{_open_key(old)}|{one.until or ''}", one.row.warned(why, column="until"))


def followed_elsewhere(one: "Incoming", old: "Standing", later: "Standing") -> Disagreement:
    why = (
        f"The file still has this row open, and has no row from {later.from_date:%d/%m/%Y}, by which the portal ended it on "
        f"{old.until:%d/%m/%Y}. Both were left: mark the later one as an error if it is wrong."
    )
    return Disagreement(old.held, _open_key(old), one.row.warned(why, column="until"))


def left_as_it_is(
    one: "Incoming", old: "Standing", said: Mapping[str, Any], until: dt.date | None = None
) -> Disagreement:
    """`said`: what the file says otherwise."""
    source = "was entered by hand" if getattr(old.held, "origin", "") == Origin.HAND else "came from the case system"
    why = f"The row from {old.from_date:%d/%m/%Y} {source} and says otherwise. It was left as it is."
    told = one.row.warned(why, column="from", value=one.from_date)
    return Disagreement(old.held, _otherwise_key(old.held, one.from_date, until, sorted(said.items())), told)


def of_a_word(held: Any, told: Refusal) -> Disagreement:
    """The file has another word in the cell than the row that a person entered."""
    return Disagreement(held, _otherwise_key(held, told.column, told.value), told)


def _open_key(old: "Standing") -> str:
    return f"{OPEN}{old.held.pk}|{old.until}"


def _otherwise_key(held: Any, *said: object) -> str:
    """No name or word of a file stands in it."""
    return f"{OTHERWISE}{held.pk}|{hashlib.sha256(repr(said).encode()).hexdigest()[:16]}"

"""Protective marks in the rows of a file: what puts one up is never lost, what would take one down is a contradiction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AgainstMark:
    """`was_removed`: the file still protects what a person opened; otherwise it opens what is protected."""

    incoming: Any
    column: str
    was_removed: bool = False


def say_nothing_against(rows: list[Any], ever: Iterable[Any], shape: Any) -> list[AgainstMark]:
    """Of one child's rows, or one contact's: a value that does not protect says nothing while a mark is up."""
    found = []
    for column, value in shape.protective.items():
        is_up = any(_protects(held, column, value) for held in ever)
        is_up = is_up or any(one.values.get(column) is value for one in rows)
        removed = {held.from_date for held in ever if getattr(held, column) is value and held.mark_removed_id}
        for one in rows:
            said = one.values.get(column)
            if said is None:
                continue
            if said is value and one.from_date in removed:
                found.append(AgainstMark(one, column, was_removed=True))
            elif said is not value and is_up:
                one.values[column] = None
                found.append(AgainstMark(one, column))
    return found


def put_up(rows: list[Any], here: list[Any], inserts: list[Any], shape: Any) -> list[Any]:
    """Rows that were not taken put their mark up all the same: on what stands, or on what is begun. Returns what
    changed of the rows that stand."""
    changed = []
    for column, value in shape.protective.items():
        for one in rows:
            if one.values.get(column) is not value or one in inserts or _is_up(column, value, one, here, inserts, rows):
                continue
            begun = [other for other in inserts if other in rows]
            if begun:
                begun[-1].values[column] = value
            elif here:
                here[-1].new_values[column] = value
                here[-1].new_values |= again(here[-1].held, here[-1].new_values, shape)
                changed.append((here[-1], one.row))
    return changed


def stricter(last: Any, one: Any, shape: Any) -> bool:
    """Whether two rows of a file are one, of the same day and person: then the first takes what the second adds.

    Where they differ the stricter value counts, and not known is stricter than yes.
    """
    if not shape.protective or last.from_date != one.from_date:
        return False
    if any(last.values.get(name) != one.values.get(name) for name in shape.identity):
        return False
    for column, value in shape.protective.items():
        if value in (last.values.get(column), one.values.get(column)):
            last.values[column] = value
        elif last.values.get(column) != one.values.get(column):
            last.values[column] = None
    last.values |= {
        name: said
        for name, said in one.values.items()
        if name not in shape.protective and last.values.get(name) in ("", None)
    }
    return True


def again(held: Any, new_values: dict[str, Any], shape: Any) -> dict[str, Any]:
    """A mark that a person once removed from the row, and that the file puts up anew, is up."""
    is_anew = any(new_values.get(column) is value for column, value in shape.protective.items())
    return {"mark_removed": None} if is_anew and held.mark_removed_id else {}


def _protects(held: Any, column: str, value: bool) -> bool:
    return getattr(held, column) is value and held.mark_removed_id is None


def _is_up(column: str, value: bool, one: Any, here: list[Any], inserts: list[Any], rows: list[Any]) -> bool:
    """Also where a person removed the mark of this very row: what the file repeats is no news."""
    if any(other in rows and other.values.get(column) is value for other in inserts):
        return True
    return any(
        standing.new_values.get(column) is value
        or (getattr(standing.held, column) is value and _counts(standing.held, one))
        for standing in here
    )


def _counts(held: Any, one: Any) -> bool:
    return held.mark_removed_id is None or held.from_date == one.from_date

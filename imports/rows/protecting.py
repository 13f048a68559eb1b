"""Protective marks in the rows of a file: what puts one up is never lost, what would take one down is a contradiction."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from children.protection.protective_facts import Guard


@dataclass(frozen=True)
class AgainstMark:
    """`was_removed`: the file still protects what a person opened; otherwise it opens what is protected."""

    incoming: Any
    guard: Guard
    was_removed: bool = False


def say_nothing_against(rows: list[Any], ever: Iterable[Any], shape: Any) -> list[AgainstMark]:
    """Of one child's rows, or one contact's: a value that does not protect says nothing while a mark is up."""
    found = []
    for guard in shape.protective:
        is_up = any(guard.protects(held) for held in ever)
        is_up = is_up or any(one.values.get(guard.column) is guard.value for one in rows)
        removed = {held.from_date for held in ever if guard.is_said(held) and guard.is_removed(held)}
        for one in rows:
            said = one.values.get(guard.column)
            if said is None:
                continue
            if said is guard.value and one.from_date in removed:
                found.append(AgainstMark(one, guard, was_removed=True))
            elif said is not guard.value and is_up:
                one.values[guard.column] = None
                found.append(AgainstMark(one, guard))
    return found


def put_up(rows: list[Any], here: list[Any], result: Any, shape: Any) -> None:
    """Rows that were not taken put their mark up all the same: on what is begun, or on what stands."""
    inserts = result.inserts
    for guard in shape.protective:
        for one in rows:
            says_so = one.values.get(guard.column) is guard.value
            if not says_so or one in inserts or _is_up(guard, one, here, inserts, rows):
                continue
            begun = [other for other in inserts if other in rows]
            if begun:
                begun[-1].values[guard.column] = guard.value
            elif here:
                here[-1].new_values[guard.column] = guard.value
                here[-1].new_values |= again(here[-1].held, here[-1].new_values, shape)
                result.standing.append((here[-1], one.row))
            else:
                result.not_placed.append(AgainstMark(one, guard))


def stricter(last: Any, one: Any, shape: Any) -> bool:
    """Whether two rows of a file are one, of the same day and person: then the first takes what the second adds.

    Where they differ the stricter value counts, and not known is stricter than yes.
    """
    if not shape.protective or last.from_date != one.from_date:
        return False
    if any(last.values.get(name) != one.values.get(name) for name in shape.identity):
        return False
    for column, value in shape.protective_columns.items():
        if value in (last.values.get(column), one.values.get(column)):
            last.values[column] = value
        elif last.values.get(column) != one.values.get(column):
            last.values[column] = None
    last.values |= {
        name: said
        for name, said in one.values.items()
        if name not in shape.protective_columns and last.values.get(name) in ("", None)
    }
    return True


def again(held: Any, new_values: dict[str, Any], shape: Any) -> dict[str, Any]:
    """A mark that a person once removed from the row, and that the file puts up anew, is up."""
    return {
        guard.removed: None
        for guard in shape.protective
        if new_values.get(guard.column) is guard.value and guard.is_removed(held)
    }


def _is_up(guard: Guard, one: Any, here: list[Any], inserts: list[Any], rows: list[Any]) -> bool:
    """Also where a person removed the mark of this very row: what the file repeats is no news."""
    if any(other in rows and other.values.get(guard.column) is guard.value for other in inserts):
        return True
    return any(
        standing.new_values.get(guard.column) is guard.value
        or (
            guard.is_said(standing.held)
            and (not guard.is_removed(standing.held) or standing.held.from_date == one.from_date)
        )
        for standing in here
    )

"""What a file's columns are: how each is read, when it may be empty or absent, and what a bad value costs."""

import datetime as dt
from dataclasses import dataclass

from accounts import clock
from children.care_codes import Days
from imports.reading.values import BadValue, Convert, says_nothing, spells_nothing

NAMES = ("name", "carer_name", "subject", "team", "relationship", "ehcp_authority", "EstablishmentName", "Town")
"""Columns with names of people, places and subjects, in which a word such as None stands for an empty cell all the same."""


@dataclass(frozen=True)
class Column:
    """One column of a file: how it is read, and what the council's people are told of it.

    `needed`: neither the column nor a cell of it may be missing. `must_be_there`: a cell may be empty, and the column
    may not be absent, because an absent one would be read as if every row said so. A `default` that says something, such
    as a main school, does the same.
    A value that cannot be read costs its cell, and the row is taken without it; with `costs_the_row` the rest of the
    row would say something else without it.
    `may_lie_ahead`: of a date, whether a day after today is taken.
    `in_force`: the days on which a code holds, where it does not always.
    `is_name`: of people, some of whom are called None or Null.
    `protects`: the value that puts up a mark which keeps a child safe. It is never lost, whatever else is wrong with its
    row (imports/rows/unread_marks.py).
    """

    name: str
    convert: Convert
    needed: bool = False
    kind: str = "text"
    example: str = ""
    note: str = ""
    default: object = ""
    codes: tuple[tuple[str, str], ...] = ()
    must_be_there: bool = False
    costs_the_row: bool = False
    may_lie_ahead: bool | None = None
    in_force: tuple[tuple[str, Days], ...] = ()
    is_name: bool = False
    protects: bool | None = None
    keeps_dashes: bool = False
    """Whether '-' and its kin mean something here."""

    @property
    def may_be_absent(self) -> bool:
        return not (self.needed or self.must_be_there or self.default not in ("", None))

    @property
    def holds_a_name(self) -> bool:
        return self.is_name or self.name in NAMES

    @property
    def loses_the_row(self) -> bool:
        return self.needed or self.costs_the_row

    def is_left_empty(self, text: str) -> bool:
        """Whether a word such as NULL or N/A stands for an empty cell."""
        if self.keeps_dashes:
            return False
        if self.needed or self.is_name:
            return spells_nothing(text)
        return says_nothing(text)

    def value(self, text: str) -> object:
        """Raises BadValue."""
        if not text or self.is_left_empty(text):
            if self.needed:
                raise BadValue("This must not be empty.")
            return self.default
        found = self.convert(text)
        if self.may_lie_ahead is False and isinstance(found, dt.date) and found > clock.today():
            raise BadValue("This day is still to come.")
        return found

    def is_withdrawn(self, code: object, begins: dt.date, until: dt.date | None) -> bool:
        """Whether the code held on no day from `begins` up to and not including `until`."""
        days = dict(self.in_force).get(str(code))
        return days is not None and not days.meet(begins, until)


@dataclass(frozen=True)
class FileKind:
    """`one_of`: columns of which a row must fill one. `span`: those that say from when until when a row holds.

    `is_windows`: the file always comes as Windows-1252, so that nobody need look at its accents.
    """

    name: str
    columns: tuple[Column, ...]
    title: str = ""
    note: str = ""
    one_of: tuple[str, ...] = ()
    span: tuple[str, str] = ("from", "until")
    is_windows: bool = False

    @property
    def needed(self) -> list[str]:
        return [column.name for column in self.columns if column.needed]

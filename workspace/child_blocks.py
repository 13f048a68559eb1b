"""A tab of a child's page is made of blocks: a title, a table of rows, and what may be done with each row."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from accounts import clock
from children.editing.kinds import Kind, may_close
from children.enums import Origin

HOW = {
    Origin.EXTRACT: "From the case system",
    Origin.RETURN: "From the yearly return",
    Origin.FILE: "From a file",
    Origin.PLAN: "From a signed-off plan",
}

LONGEST_LIST = 200  # the newest rows of a kind: nobody reads more on a page


@dataclass(frozen=True)
class Act:
    text: str
    href: str
    about: str


@dataclass(frozen=True)
class BlockRow:
    """`cells` follow the block's headers; `how` says by which way the row came in."""

    cells: list[str]
    how: str = ""
    acts: list[Act] = field(default_factory=list)
    is_over: bool = False


@dataclass(frozen=True)
class Block:
    title: str
    headers: list[str]
    rows: list[BlockRow]
    nothing: str
    add: Act | None = None
    about: str = ""

    @property
    def labelled_rows(self) -> list[dict]:
        """Each cell with the header that narrow screens show beside it."""
        return [
            {"cells": [{"label": label, "text": text} for label, text in zip(self.headers, row.cells, strict=True)]}
            | {"how": row.how, "acts": row.acts, "is_over": row.is_over}
            for row in self.rows
        ]

    @property
    def shows_acts(self) -> bool:
        return any(row.acts for row in self.rows)

    @property
    def shows_how(self) -> bool:
        return any(row.how for row in self.rows)


@dataclass(frozen=True)
class Bench:
    """What blocks of one child's page are made with: the child, the day, and the kinds of row that its reader keeps."""

    child: Any
    on: dt.date
    kept: Mapping[str, Kind]
    reader: Any

    def block(
        self,
        slug: str,
        title: str,
        headers: Mapping[str, Callable[[Any], str]],
        rows: Iterable[Any],
        *,
        nothing: str,
        about: str = "",
    ) -> Block:
        """One block of rows of a kind, as they come; rows entered in error belong under 'History'."""
        return Block(
            title=title,
            headers=list(headers),
            rows=[self._row(slug, row, headers) for row in rows],
            nothing=nothing,
            add=self._add(slug),
            about=about,
        )

    def _add(self, slug: str) -> Act | None:
        kind = self.kept.get(slug)
        if kind is None or not kind.asked:
            return None
        return Act("Add", reverse("children:add_row", args=[self.child.reference, slug]), kind.title)

    def _row(self, slug: str, row: Any, headers: Mapping[str, Callable[[Any], str]]) -> BlockRow:
        kind = self.kept.get(slug)
        is_over = bool(getattr(row, "until", None) and row.until <= self.on)
        acts = []
        if kind and may_close(self.reader, row):
            args = [self.child.reference, slug, row.pk]
            about = f"{kind.title}, {headers[next(iter(headers))](row)}"
            if kind.is_corrected:
                acts.append(Act("Correct", reverse("children:correct_row", args=args), about))
            if kind.is_dated and row.until is None:
                acts.append(Act("End", reverse("children:end_row", args=args), about))
            acts.append(Act("Entered in error", reverse("children:row_in_error", args=args), about))
        return BlockRow([say(row) for say in headers.values()], how_it_came(row), acts, is_over)


def how_it_came(row: Any) -> str:
    """'From the case system, 3 November 2026' or 'Alex Marsh, 3 November 2026'."""
    who = row.entered_by.name if row.origin == Origin.HAND and row.entered_by else HOW.get(row.origin, "By hand")
    return f"{who}, {day(clock.day_of(row.entered_at))}"


def day(value: dt.date | None) -> str:
    return f"{value:%-d %B %Y}" if value else ""


def until(row: Any) -> str:
    """The last day on which a dated row held."""
    return day(clock.day_before(row.until)) if row.until else "Now"


def hours(value: Decimal | None) -> str:
    """'15' or '12.5', the same on every database."""
    return f"{value.normalize():f}" if value is not None else ""


def yes_no(value: bool | None) -> str:
    return {True: "Yes", False: "No", None: "Not known"}[value]


FROM = {"From": lambda row: day(row.from_date), "To": until}


def newest(rows: Any) -> Any:
    return rows.standing().select_related("entered_by").order_by("-from_date", "-pk")[:LONGEST_LIST]

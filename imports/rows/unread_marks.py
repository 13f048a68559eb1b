"""Rows that were not taken and put up a mark that keeps a child safe: the mark is never lost with its row.

Of a child and a person whom the row clearly names the mark goes up all the same. Where nobody can tell whom it means it
is work that could not be done, with an alarm, until a later file says it in a row that can be read.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from accounts import clock
from accounts.enums import Job
from accounts.job_runs import JobRun
from children.enums import Origin
from children.models import Child, Contact
from children.protection import contradictions, protective_facts
from children.protection.contradictions import Contradiction
from children.protection.protective_facts import Guard
from imports.reading.reading import Refusal, Row, UnreadMark
from imports.rows.lookups import Lookups
from imports.running.report import Report, said

RELATIONSHIP_NOT_KNOWN = "Not known"


class NotPlaced(Exception):
    """A mark that nobody can be found for. `in_words` is for people, and names nobody."""

    def __init__(self, in_words: str):
        super().__init__(in_words)
        self.in_words = in_words


class UnreadMarks:
    """Of one file: `columns` are its protective columns, each with the guard that it stands for."""

    def __init__(self, file: str, columns: dict[str, Guard], report: Report, lookups: Lookups):
        self.file, self.columns, self.report, self.lookups = file, columns, report, lookups
        self.rows: list[UnreadMark] = []
        self.passed: list[Row] = []
        """Rows that carry a mark and were taken, as long as their file is."""

    def kept_back(self, rows: Iterable[Row | Refusal]) -> Iterator[Row | Refusal]:
        """The other rows; those that carry a mark wait until the file is in."""
        for row in rows:
            if isinstance(row, UnreadMark):
                self.rows.append(row)
            else:
                if isinstance(row, Row) and self._said_by(row):
                    self.passed.append(row)
                yield row

    def not_taken(self, row: Row) -> None:
        """A row that could be read and not be placed."""
        if up := self._said_by(row):
            known = {"whose": row.whose, "values": row.values, "said": up}
            self.rows.append(UnreadMark(row.file, row.line, "", "", "", warning=True, **known))

    def _said_by(self, row: Row) -> frozenset[str]:
        return frozenset(name for name, guard in self.columns.items() if row.get(name) is guard.value)

    def put_up(self, *, is_file_taken: bool) -> None:
        """After the file was taken, or nothing of it. What an earlier file could not place, and this one says no more,
        is no work now."""
        if not is_file_taken:
            known = {row.line for row in self.rows}
            for row in self.passed:
                if row.line not in known:
                    self.not_taken(row)
        run = JobRun(Job.IMPORTS, of=f"{self.file} unread ")
        for row in self.rows:
            try:
                with transaction.atomic():
                    self._put_up(row)
            except NotPlaced as why:
                run.could_not(row.whose or f"line {row.line}", why)
                self._say(row, why.in_words)
        run.finish()

    def _put_up(self, row: UnreadMark) -> None:
        child = self._child(row)
        if child is None:
            raise NotPlaced(_without_a_child(row))
        for column, guard in self.columns.items():
            if column in row.said:
                self._mark(child, guard, column, row)
            elif column in row.doubtful:
                words = f"{column} is “{row.doubtful[column]}”, which cannot be read"
                self._ask(child, guard, row, words, "Whether a warning must go up is asked of the social worker.")

    def _child(self, row: UnreadMark) -> Child | None:
        pk = self.lookups.children.get(str(row.values.get("social_care_id") or ""))
        return Child.objects.select_for_update(of=("self",)).filter(pk=pk).first() if pk else None

    def _mark(self, child: Child, guard: Guard, column: str, row: UnreadMark) -> None:
        rows = _meant(child, guard, row)
        words = f"{column} is “{said(guard.value)}”, in a row that could not be taken"
        if any(guard.protects(held) for held in rows):
            self._say(row, "This row was not taken. Its warning is up already.")
        elif any(_was_removed(held, guard, row) for held in rows):
            self._ask(child, guard, row, words, "A person removed its warning before: the social worker is asked.")
        elif held := next((held for held in reversed(rows) if not held.is_in_error), None):
            type(held).objects.filter(pk=held.pk).update(**guard.put_up())
            self._changed(row, column, guard)
        elif guard.mark in protective_facts.OF_PEOPLE and row.values.get("name"):
            _begin(child, guard, row)
            self._changed(row, column, guard)
            self._ask(child, guard, row, words, "The person was added with it: check the dates and the relationship.")
        else:
            self._ask(child, guard, row, words, "Nobody can tell whom it means: the social worker is asked.")

    def _changed(self, row: UnreadMark, column: str, guard: Guard) -> None:
        self.report.change(self.file, row.line, row.whose, column, None, guard.value)
        self._say(row, "This row was not taken, but the warning in it was put up.")

    def _ask(self, child: Child, guard: Guard, row: UnreadMark, words: str, told: str) -> None:
        name = str(row.values.get("name") or "")
        about = f"{name} ({row.values.get('relationship') or RELATIONSHIP_NOT_KNOWN})" if name else ""
        contradictions.ask({child.pk: [Contradiction(guard.mark, about, f"{self.file}: {words}")]})
        self._say(row, told)

    def _say(self, row: UnreadMark, why: str) -> None:
        self.report.refuse(Refusal(row.file, row.line, "", "", why, warning=True, whose=row.whose))


def _meant(child: Child, guard: Guard, row: UnreadMark) -> list[Any]:
    """The child's rows that the mark is about, by date: of the address all, of a person those who may be meant."""
    rows = protective_facts.rows_of(child, guard.mark)
    if guard.mark not in protective_facts.OF_PEOPLE:
        return rows
    name = str(row.values.get("name") or "")
    return [held for held in rows if name and protective_facts.may_be_same(held.name, name)]


def _was_removed(held: Any, guard: Guard, row: UnreadMark) -> bool:
    """What the file repeats is no news; a row of another day is."""
    return guard.is_said(held) and guard.is_removed(held) and row.values.get("from") in (None, held.from_date)


def _begin(child: Child, guard: Guard, row: UnreadMark) -> None:
    Contact.objects.create(
        child=child,
        name=row.values["name"],
        relationship=row.values.get("relationship") or RELATIONSHIP_NOT_KNOWN,
        from_date=row.values.get("from") or clock.today(),
        origin=Origin.EXTRACT,
        **guard.put_up(),
    )


def _without_a_child(row: UnreadMark) -> str:
    what = "puts up a warning that keeps a child safe" if row.said else "may put up a warning that keeps a child safe"
    return (
        f"Line {row.line} could not be taken and {what}. Look at the line in the file, find the child, and put the "
        "warning up on the child's page."
    )

"""Writes what a file says of some hundred children at once; where that raises, child by child.

A child whose rows cannot be written is refused with their lines, and noted as work that could not be done; the rest
of the file goes in.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.enums import Job
from accounts.job_runs import NOBODYS_FAULT, JobRun
from children.models import Child
from imports.reading.reading import Row
from imports.running.report import Report

Write = Callable[[Sequence["Said"]], None]


@dataclass(frozen=True)
class Said:
    """What a file says of one child: `rows` are its lines, `what` is how the writer wants it.

    `child` is its primary key; None where it is not there yet, or where the row is about a person or a school.
    """

    subject: str | int
    rows: Sequence[Row]
    what: Any
    child: int | None = None


class Writer:
    """For one file. `undo` puts right what the writer itself remembers of a batch that was taken back."""

    def __init__(self, file: str, report: Report, write: Write, *, undo: Callable[[], None] | None = None):
        self.file, self.report, self.write, self.undo = file, report, write, undo

    @cached_property
    def run(self) -> JobRun:
        return JobRun(Job.IMPORTS, of=f"{self.file} ")

    def write_all(self, batch: Sequence[Said]) -> None:
        """In a transaction of its own, so that a killed import has lost nothing and left no half."""
        if not batch:
            return
        references: dict[int, str] = {}

        def called(said: Said) -> tuple[str | int, str]:
            if not references:
                children = Child.objects.filter(pk__in=[said.child for said in batch if said.child])
                references.update(children.values_list("pk", "reference"))
            return said.subject, references.get(said.child or 0, "")

        self.run.together_or_alone(batch, self._write, called=called)
        for said in batch:
            self._look_back(said)

    def _look_back(self, said: Said) -> None:
        why = self.run.why_not(said.subject)
        for row in said.rows if why or self.run.noted else ():
            if why:
                self.report.refuse(row.refused(f"This row could not be taken. {why}"))
            else:
                self.run.settle(_unread(row))

    def could_not_read(self, row: Row, problem: Exception) -> None:
        """Of a row that raised before it was known what it says. Raises what is no row's fault."""
        if isinstance(problem, NOBODYS_FAULT):
            raise problem
        subject = _unread(row)
        self.run.could_not(subject, problem)
        self.report.refuse(row.refused(f"This row could not be taken. {self.run.why_not(subject)}"))

    def _write(self, batch: Sequence[Said]) -> None:
        before = self.report.mark()
        try:
            self.write(batch)
        except BaseException:
            self.report.back_to(before)
            if self.undo is not None:
                self.undo()
            raise


def _unread(row: Row) -> str:
    return f"row of {row.whose or row.line}"

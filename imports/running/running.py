"""The frame of every import: one row that says what was done, one import at a time, short transactions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts import audit, clock
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from imports.running.one_at_a_time import one_at_a_time
from imports.running.report import ImportStopped, Report


@dataclass(frozen=True)
class Manner:
    """How an import is run. Strict: a file with one row refused is not taken at all.

    A strict import writes each file in one transaction and a dry run all of them, which on SQLite keeps other writers
    waiting; otherwise some hundred children at a time are written, and what is written stays.
    """

    is_dry_run: bool = False
    is_strict: bool = False
    watch: Callable[[int, int], None] | None = None
    """Told now and then how many bytes of how many are dealt with."""


class FileNotTaken(Exception):
    """Undoes the file in hand; its refusals are in the report."""


@contextmanager
def recorded(kind: ImportKind, *, by, manner: Manner, run: ImportRun | None = None) -> Iterator[Report]:
    """Makes the ImportRun, or takes up the one that waits, and closes it; a dry run undoes all but the run itself."""
    run = run or ImportRun(kind=kind, by_name=str(by), is_dry_run=manner.is_dry_run, is_strict=manner.is_strict)
    run.started_at, run.heartbeat_at, run.state = clock.now(), clock.real_now(), ImportState.RUNNING
    run.save()
    report = Report(by=by, run=run, watch=manner.watch)
    run.state = ImportState.FAILED
    try:
        with one_at_a_time(), transaction.atomic() if manner.is_dry_run else nullcontext():
            yield report
            if manner.is_dry_run:
                transaction.set_rollback(True)
        run.state = ImportState.DONE
    except ImportStopped:
        run.state = ImportState.STOPPED
    finally:
        run.finished_at = clock.now()
        run.counts = report.counts()
        run.refusals = [asdict(refusal) for refusal in report.refusals]
        run.changes = [change.as_row() for change in report.changes]
        run.save(update_fields=["state", "finished_at", "counts", "refusals", "changes"])
        audit.record("import.run", by=by, subject=run, kind=str(kind), dry_run=manner.is_dry_run)


@contextmanager
def one_file(name: str, report: Report, *, manner: Manner) -> Iterator[None]:
    """Strict: all that a file changes is written together, or nothing of it but the marks that keep a child safe."""
    report.count(name)
    is_taken = True
    try:
        with transaction.atomic() if manner.is_strict else nullcontext():
            yield
            if manner.is_strict and report.has_refused(name):
                raise FileNotTaken
    except FileNotTaken:
        is_taken = False
        report.forget(name)
    report.end_file(is_file_taken=is_taken)

"""The frame of every import: one row that says what was done, one import at a time, one short write for each file."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from django.db import connection, transaction

from accounts import audit, clock
from children.enums import ImportKind, ImportState
from children.imports.report import ImportStopped, Report
from children.models import ImportRun

LOCK_NUMBER = 903_000_001  # PostgreSQL's; any number that nothing else in this database takes
MOST_KEPT = 20_000  # changes and refusals kept with the run; the printed report has them all


@dataclass(frozen=True)
class Manner:
    """How an import is run. Strict: a file with one row refused is not taken at all."""

    is_dry_run: bool = False
    is_strict: bool = False


class FileNotTaken(Exception):
    """Undoes the file in hand; its refusals are in the report."""


@contextmanager
def recorded(kind: ImportKind, *, by, manner: Manner, run: ImportRun | None = None) -> Iterator[Report]:
    """Makes the ImportRun, or takes up the one that waits, and closes it; a dry run undoes all but the run itself."""
    run = run or ImportRun(kind=kind, by_name=str(by), is_dry_run=manner.is_dry_run, is_strict=manner.is_strict)
    run.started_at, run.heartbeat_at, run.state = clock.now(), clock.real_now(), ImportState.RUNNING
    run.save()
    report = Report(by=by, run=run)
    run.state = ImportState.FAILED
    try:
        if manner.is_dry_run:
            with transaction.atomic():
                yield report
                transaction.set_rollback(True)
        else:
            yield report
        run.state = ImportState.DONE
    except ImportStopped:
        run.state = ImportState.STOPPED
    finally:
        run.finished_at = clock.now()
        run.counts = report.counts()
        run.refusals = [asdict(refusal) for refusal in report.refusals[:MOST_KEPT]]
        run.changes = [asdict(change) for change in report.changes[:MOST_KEPT]]
        run.save(update_fields=["state", "finished_at", "counts", "refusals", "changes"])
        audit.record("import.run", by=by, subject=run, kind=str(kind), dry_run=manner.is_dry_run)


@contextmanager
def one_file(name: str, report: Report, *, manner: Manner) -> Iterator[None]:
    """All that a file changes is written together, and no other import comes between."""
    report.count(name)
    try:
        with transaction.atomic():
            wait_for_other_imports()
            yield
            if manner.is_strict and report.has_refused(name):
                raise FileNotTaken
    except FileNotTaken:
        report.forget(name)


def wait_for_other_imports() -> None:
    """SQLite has one writer anyway; PostgreSQL holds this lock until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])

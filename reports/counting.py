"""Keeping figures: the children as they stood at a deadline, for good."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts import access, audit, clock
from accounts.access import Action
from accounts.enums import Job
from accounts.job_runs import JobRun
from accounts.models import UndoneWork
from accounts.refusals import PortalRefusal
from children.models import Term
from peps.models import PersonalEducationPlan
from reports import cohort
from reports.enums import CountKind
from reports.measures import MEASURES, definitions, fingerprint
from reports.models import Count, CountedChild

Row = dict[str, Any]
ROWS_AT_ONCE = 500
KEPT = (
    "child_reference", "team_id", "team_name", "school_urn", "school_name", "phase", "social_worker_name", "in_area",
    "status", "due_date", "late_reason", "is_late",
)  # fmt: skip


class CannotCount(PortalRefusal):
    """The count cannot be taken, or not be corrected."""


def take(*, term: Term, day: dt.date, by: Any, at: dt.datetime, kind: CountKind = CountKind.TERM_DEADLINE) -> Count:
    """Keeps the term's children as they stand at `at`, for `day`. Taken already: gives that count, unchanged.

    Raises CannotCount while the day lasts: somebody may still be in time.
    """
    access.require(by, Action.TAKE_COUNT)
    if clock.day_of(at) <= day:
        raise CannotCount(f"{day:%-d %B %Y} is not over yet. A count is taken when it is.")
    earlier = Count.objects.filter(term=term, day=day, kind=kind, corrects=None)
    if there := earlier.first():
        return there
    try:
        return _take(Count(term=term, day=day, kind=kind), by=by, at=at)
    except IntegrityError:  # somebody else was quicker
        return earlier.get()


def correct(*, count: Count, note: str, by: Any, at: dt.datetime) -> Count:
    """A second count beside the first, which stays as it was. Raises CannotCount without a note, or the second time."""
    access.require(by, Action.TAKE_COUNT)
    if not note.strip():
        raise CannotCount("Say what was corrected: it stands beside both counts.")
    if Count.objects.filter(corrects=count).exists():
        raise CannotCount("This count was corrected before. Correct the newest one.")
    return _take(
        Count(term=count.term, day=count.day, kind=count.kind, corrects=count, note=note.strip()), by=by, at=at
    )


def terms_to_count(on: dt.date) -> list[Term]:
    """Terms whose deadline has passed, that had plans, and that were not counted."""
    counted = Count.objects.filter(term=OuterRef("pk"), kind=CountKind.TERM_DEADLINE)
    planned = PersonalEducationPlan.objects.filter(fills_term=OuterRef("pk"))
    return list(Term.objects.filter(~Exists(counted), Exists(planned), pep_deadline_date__lt=on))


@transaction.atomic
def _take(count: Count, *, by: Any, at: dt.datetime) -> Count:
    count.by_name, count.taken_at = str(by), at
    count.fingerprint, count.definitions = fingerprint(), definitions()
    count.save()
    run = JobRun(Job.COUNTS, of=f"{count.pk} ")
    for rows in _in_batches(_rows(count)):
        _keep(rows, count, run)
    audit.record("figures.count_taken", by=by, subject=count, day=count.day.isoformat(), kind=count.kind)
    return count


@transaction.atomic
def add_left_out(*, by: Any) -> int:
    """A child whom a count had to leave out is added, as they stand now, once that can be done. How many were."""
    access.require(by, Action.TAKE_COUNT)
    added = 0
    for count in Count.objects.filter(pk__in=_counts_with_somebody_left_out()).select_related("term"):
        run = JobRun(Job.COUNTS, of=f"{count.pk} ")
        left_out = [subject.removeprefix(run.of) for subject in run.noted]
        rows = list(_rows(count).filter(child_reference__in=left_out))
        there = set(count.children.filter(child_reference__in=left_out).values_list("child_reference", flat=True))
        _keep([row for row in rows if row["child_reference"] not in there], count, run)
        run.finish()
        if more := len(left_out) - len(run.failed):
            audit.record("figures.children_added", by=by, subject=count, number=more)
        added += more
    return added


def _counts_with_somebody_left_out() -> set[int]:
    subjects = UndoneWork.objects.filter(job=Job.COUNTS, child_reference__gt="").values_list("subject", flat=True)
    return {int(subject.partition(" ")[0]) for subject in subjects}


def _keep(rows: Sequence[Row], count: Count, run: JobRun) -> None:
    run.together_or_alone(
        rows,
        lambda some: CountedChild.objects.bulk_create([_counted(count, row) for row in some]),
        called=lambda row: (row["child_reference"], row["child_reference"]),
    )


def _rows(count: Count) -> QuerySet:
    """Everybody, whoever asks for the count: `by` is not asked what they may see, but the portal."""
    rows = cohort.live(term=count.term, on=count.day, person=audit.System("counts"), is_over=True)
    columns = [column for measure in MEASURES.values() for column in (measure.required_column, measure.met_column)]
    return rows.order_by().values(*KEPT, *columns)


def _in_batches(rows: QuerySet) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            yield batch
            batch = []
    yield batch


def _counted(count: Count, row: Row) -> CountedChild:
    met = {key: row[each.met_column] for key, each in MEASURES.items() if row[each.required_column]}
    return CountedChild(count=count, measures=met, **{column: row[column] for column in KEPT})

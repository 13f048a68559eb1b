"""Taking back what a wrong file of figures added: no later file can name its rows, for each has days of its own.

What the import added and nobody changed since is entered in error, and what it had put right says again what it said
before; a mark of attendance has no place for an error, and goes. What was changed since stays, and is listed. Where it
had put right what another import wrote that was taken back as well, it says what was there before both.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts import access, audit, clock
from accounts.access import Action
from accounts.models import User
from accounts.refusals import PortalRefusal
from children.enums import Origin, Session
from children.models import AttainmentResult, Child, FormerIdentifier, SessionMark, Suspension
from children.models.record_row import EventRow
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from imports.running.one_at_a_time import one_at_a_time
from imports.running.report import MOST_LISTED, said

TAKEN_BACK = "taken_back"
"""Under which name the run's numbers say so."""
LONGEST_WAIT = 5.0  # seconds: a person waits for the page
AT_ONCE = 500
OF_A_SESSION = ("child_id", "session_date", "session")
OVER = frozenset({ImportState.DONE, ImportState.STOPPED, ImportState.FAILED})
EVENTS: Mapping[str, tuple[type[EventRow], tuple[str, ...]]] = {
    ImportKind.ATTAINMENT: (AttainmentResult, ("child_id", "assessed_date", "stage", "subject", "kind")),
    ImportKind.SUSPENSIONS: (Suspension, ("child_id", "start_date", "category", "number_on_day")),
}
"""Of each kind of file its rows, and by what one row takes the place of another."""


class CannotTakeBack(PortalRefusal):
    """The text says why, and what to do instead."""


@dataclass
class Found:
    """What an import left. `wrong`: keys of rows that it added. `before`: what it had put right, as it was. `kept`: changed since.

    `kept_marks`: how many marks of attendance are no longer as the import left them."""

    wrong: list[int] = field(default_factory=list)
    before: list[Any] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    kept_marks: int = 0

    @property
    def number_kept(self) -> int:
        return len(self.kept) + self.kept_marks


def is_offered(run: ImportRun) -> bool:
    """Whether this import may have left something that can be taken back."""
    files = run.counts.get("files", {}).values()
    wrote = sum(tally.get("added", 0) + tally.get("changed", 0) for tally in files)
    is_over = run.state in OVER and not run.is_dry_run and TAKEN_BACK not in run.counts
    return is_over and wrote > 0 and (run.kind in EVENTS or run.kind == ImportKind.ATTENDANCE)


def said_of(run: ImportRun) -> dict[str, Any] | None:
    """The numbers of a run that was taken back: rows, restored, kept, by whom and when."""
    numbers = run.counts.get(TAKEN_BACK)
    return numbers and numbers | {"at": dt.datetime.fromisoformat(numbers["at"])}


def what_it_left(run: ImportRun) -> Found:
    """Raises CannotTakeBack where the report of the import is no longer whole."""
    return _marks_of(run) if run.kind == ImportKind.ATTENDANCE else _events_of(run)


def take_back(*, run: ImportRun, reason: str, by: User) -> dict[str, Any]:
    """The numbers, also when it was taken back before. Raises CannotTakeBack, or ImportsBusy while another import runs."""
    access.require(by, Action.BRING_FILES_IN)
    with one_at_a_time(longest_wait=LONGEST_WAIT), transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if TAKEN_BACK in held.counts:
            return held.counts[TAKEN_BACK]
        if not is_offered(held):
            raise CannotTakeBack("There is nothing that can be taken back: the import goes on, or added nothing.")
        _lock(held)
        found, at = what_it_left(held), clock.now()
        if held.kind == ImportKind.ATTENDANCE:
            _take_marks_back(found, at)
        else:
            _take_events_back(found, EVENTS[held.kind][0], f"Taken back: {reason.strip()}"[:300], by, at)
        numbers = {
            "rows": len(found.wrong), "restored": len(found.before), "kept": found.number_kept,
            "at": at.isoformat(), "by": str(by),
        }  # fmt: skip
        held.counts[TAKEN_BACK] = numbers
        held.save(update_fields=["counts"])
        audit.record(
            "import.taken_back", by=by, subject=held, kind=held.kind, rows=numbers["rows"], kept=numbers["kept"]
        )
    return numbers


def _lock(run: ImportRun) -> None:
    """Whoever enters something by hand for one of the children waits, or comes before."""
    model = SessionMark if run.kind == ImportKind.ATTENDANCE else EVENTS[run.kind][0]
    children = _of(model, run).order_by().values("child")
    list(Child.objects.select_for_update(of=("self",)).filter(pk__in=children).order_by("pk").values_list("pk"))


# --- suspensions and results: rows that are closed as entered in error --------------------------------------------


def _events_of(run: ImportRun) -> Found:
    model, place = EVENTS[run.kind]

    def place_of(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in place)

    added = list(_of(model, run).order_by("pk"))
    wrong = [row for row in added if row.error_at is None]
    withdrawn = set(_taken_back_before(run).values_list("started_at", flat=True))
    put_right = model.objects.filter(error_at__in={run.started_at, *withdrawn}).order_by("pk")
    closed = {(row.error_at, place_of(row)): row for row in put_right}

    def before(row: Any) -> Any:
        found = closed.get((row.entered_at, place_of(row)))
        return before(found) if found and found.origin == Origin.FILE and found.entered_at in withdrawn else found

    return Found(
        wrong=[row.pk for row in wrong],
        before=[found for row in wrong if (found := before(row))],
        kept=[row for row in added if row.error_at is not None],
    )


def _of(model: type[Any], run: ImportRun) -> QuerySet[Any]:
    return model.objects.filter(origin=Origin.FILE, entered_at=run.started_at)


def _taken_back_before(run: ImportRun) -> QuerySet[ImportRun]:
    """Those of its kind that came before it, and were taken back."""
    return ImportRun.objects.filter(kind=run.kind, started_at__lt=run.started_at, counts__has_key=TAKEN_BACK)


def _take_events_back(found: Found, model: type[EventRow], reason: str, by: User, at: dt.datetime) -> None:
    for pks in _some(found.wrong):
        model.objects.filter(pk__in=pks).update(error_at=at, error_by=by, error_reason=reason)
    for pks in _some([row.pk for row in found.before]):
        model.objects.filter(pk__in=pks).update(error_at=None, error_by=None, error_reason="")


# --- attendance: marks that are put right in place ----------------------------------------------------------------


def _marks_of(run: ImportRun) -> Found:
    if len(run.changes) >= MOST_LISTED:
        raise CannotTakeBack(
            "This import changed more marks than its report holds, so that they cannot be put back. Bring the right file "
            "in: it puts right what it has a row for."
        )
    found, old, unchanged = Found(), _Old(run), 0
    in_order = _of(SessionMark, run).order_by(*OF_A_SESSION, "pk").iterator(chunk_size=AT_ONCE)
    for _, of_session in groupby(in_order, key=attrgetter(*OF_A_SESSION)):
        marks = list(of_session)
        unchanged += len(marks)
        before = old.of(marks[0])
        if not before:
            found.wrong += [mark.pk for mark in marks]
        elif len(marks) > 1:  # of two schools: which one was changed, the report does not say
            found.kept += marks
        else:
            for name, value in before.items():
                setattr(marks[0], name, value)
            found.before += marks
    files = run.counts.get("files", {}).values()
    wrote = sum(tally["added"] + tally["changed"] for tally in files)
    found.kept_marks = max(0, wrote - unchanged)
    return found


class _Old:
    """What marks were before this import and those that were taken back before it, as their reports have it."""

    def __init__(self, run: ImportRun):
        self.run = run
        runs = [run, *_taken_back_before(run).only("started_at", "changes")] if run.changes else []
        self.reports = {each.started_at: _by_what(each) for each in runs}
        self.numbers = _numbers_of(_of(SessionMark, run).order_by().values("child")) if runs else {}

    def of(self, mark: SessionMark) -> dict[str, Any]:
        """Empty for a mark that came with one of them. `entered_at` is None where the report does not say it."""
        before: dict[str, Any] = {}
        writer: dt.datetime | None = self.run.started_at
        while writer in self.reports:
            earlier = self._before(mark, writer)
            if not earlier:
                return {}
            before |= earlier
            writer = earlier["entered_at"]
        return before

    def _before(self, mark: SessionMark, writer: dt.datetime) -> dict[str, Any]:
        changes = self.reports[writer]
        when = f"{mark.session_date:%d/%m/%Y}, {Session(mark.session).label.lower()}"
        before: dict[str, Any] = {}
        for number in self.numbers.get(mark.child_id, ()):
            if change := changes.get((number, f"school of {when}")):
                before |= {"entered_at": _written_at(change)}
                before |= {"school_id": None} if change["old"] == said(None) else {}
            if change := changes.get((number, f"mark of {when}")):
                before |= {"entered_at": _written_at(change), "code": change["old"]}
        return {} if before.get("entered_at") == writer else before


def _by_what(run: ImportRun) -> dict[tuple[str, str], dict[str, Any]]:
    """Of two changes of one mark the first."""
    return {(one["whose"], one["what"]): one for one in reversed(run.changes)}


def _written_at(change: Mapping[str, Any]) -> dt.datetime | None:
    written = change.get("old_entered_at")
    return dt.datetime.fromisoformat(written) if written else None


def _numbers_of(children: QuerySet[Any]) -> dict[int, set[str]]:
    """All by which a file may know them."""
    found: dict[int, set[str]] = defaultdict(set)
    for child, *numbers in Child.objects.filter(pk__in=children).values_list("pk", "social_care_id", "upn"):
        found[child].update(filter(None, numbers))
    former = FormerIdentifier.objects.filter(child__in=children)
    for child, number in former.values_list("child_id", "value"):
        found[child].add(number)
    return found


def _take_marks_back(found: Found, at: dt.datetime) -> None:
    for pks in _some(found.wrong):
        SessionMark.objects.filter(pk__in=pks).delete()
    for mark in found.before:
        mark.entered_at = mark.entered_at or at
    SessionMark.objects.bulk_update(found.before, ["code", "school", "entered_at"], batch_size=AT_ONCE)


def _some(pks: list[int]) -> Iterator[list[int]]:
    yield from (pks[first : first + AT_ONCE] for first in range(0, len(pks), AT_ONCE))


def _in_words(row: SessionMark | Suspension | AttainmentResult) -> str:
    """As people read it, with its day."""
    if isinstance(row, SessionMark):
        return f"{row.get_session_display()} of {row.session_date:%-d %B %Y}: {row.code}"
    if isinstance(row, Suspension):
        return f"{row.get_category_display()} from {row.start_date:%-d %B %Y}"
    return f"{row}, {row.assessed_date:%-d %B %Y}"


def shown_to(person: User, rows: Iterable[Any]) -> list[Any]:
    """Without those of restricted children on whom the person is not named; each with its child. One query."""
    rows = list(rows)
    children = Child.objects.filter(access.not_restricted(person)).in_bulk({row.child_id for row in rows})
    for row in rows:
        row.whose, row.in_words = children.get(row.child_id), _in_words(row)
    return [row for row in rows if row.whose is not None]

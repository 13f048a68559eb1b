"""What is wrong with the files that came in, or did not: derived from the runs, so that it goes away by itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from accounts import clock
from imports.alarms import missing_rows
from imports.enums import ImportKind, ImportState
from imports.models import ImportRun
from imports.reading.extract_files import EXTRACT
from imports.rows import last_good
from imports.rows.last_good import CHANGED, MANY_REFUSED, SHRUNK, LastGood

LOOKED_BACK = dt.timedelta(days=60)
NIGHT = dt.timedelta(days=1)
RUNS_LOOKED_AT = 200
MOST_NAMED = 3
UNTIL = "This stays until a file comes that is like the one before, or for a week."


@dataclass(frozen=True)
class Alarm:
    """One sentence, and the run that it is about, where there is one. `since` is the day it is about."""

    text: str
    since: dt.date
    run_id: int | None = None


def alarms_on(day: dt.date) -> list[Alarm]:
    """Three queries. A file of the nightly extract that came before and not in the night to `day`; the newest run of each
    kind that did not finish, read nothing or refused more than a tenth of its rows; files that are not as the last good
    one was."""
    runs = list(
        ImportRun.objects.filter(is_dry_run=False, started_at__gte=clock.start_of(day - LOOKED_BACK))
        .defer("refusals", "changes")
        .order_by("-started_at", "-pk")[:RUNS_LOOKED_AT]
    )
    gone_wrong = _gone_wrong(runs)
    told = {alarm.run_id for alarm in gone_wrong}
    unlike = [alarm for alarm in _unlike(runs) if alarm.run_id not in told]
    return [*_missing(runs, day), *gone_wrong, *unlike, *_left_out(day)]


def _left_out(day: dt.date) -> list[Alarm]:
    """Rows of the last files that the newest ones do not have, and that are still open in the portal. One query."""
    first = missing_rows.missing(day).order_by("noticed_at").values_list("noticed_at", flat=True).first()
    if first is None:
        return []
    return [Alarm("People or records of the last files are missing from the newest ones.", clock.day_of(first))]


def _missing(runs: list[ImportRun], day: dt.date) -> list[Alarm]:
    """Yesterday's is in time: the night before a morning begins on the day before."""
    extracts = [run for run in runs if run.kind == ImportKind.CHILDREN and run.state == ImportState.DONE]
    alarms = []
    for kind in EXTRACT:
        came = [clock.day_of(run.started_at) for run in extracts if kind.name in run.counts.get("files", {})]
        if came and came[0] < day - NIGHT:
            text = f"{kind.name} did not come last night. It last came on {came[0]:%-d %B %Y}."
            alarms.append(Alarm(text, came[0]))
    return alarms


def _gone_wrong(runs: list[ImportRun]) -> list[Alarm]:
    """One alarm for each kind, of its newest run."""
    by_kind: dict[str, list[ImportRun]] = defaultdict(list)
    for run in runs:
        by_kind[run.kind].append(run)
    alarms = []
    for run, *_ in by_kind.values():
        began = clock.day_of(run.started_at)
        if text := _what_is_wrong(run):
            alarms.append(Alarm(f"{run.get_kind_display()} of {began:%-d %B %Y}{text}", began, run.pk))
    return alarms


def _what_is_wrong(run: ImportRun) -> str:
    """What goes on behind the name of the run; '' for nothing."""
    if run.state == ImportState.FAILED:
        return " did not finish. What was written stays; bring the same files in again for the rest."
    if refused := run.counts.get("refused_whole"):
        return f": {_named(refused)} could not be read at all. Look at the report, and bring a right file in."
    if run.state == ImportState.DONE and not run.counts.get("files"):
        return ": nothing was taken, because no file has a name that is read here. Give the files their names."
    if _refused_many(run):
        return ": more than a tenth of the rows were refused."
    return ""


def _unlike(runs: Iterable[ImportRun]) -> Iterator[Alarm]:
    """Of the nightly extract, whose files come whole each night: one alarm for the run in which it began. One query."""
    wrong: dict[int | None, list[LastGood]] = defaultdict(list)
    for one in last_good.all_wrong():
        wrong[one.wrong_run].append(one)
    kinds = {run.pk: run.get_kind_display() for run in runs}
    for run_id, files in wrong.items():
        began = min(clock.day_of(one.wrong_since) for one in files)
        what = kinds.get(run_id, ImportKind.CHILDREN.label)
        yield Alarm(f"{what} of {began:%-d %B %Y}{_what_is_unlike(files)} {UNTIL}", began, run_id)


def _what_is_unlike(files: Iterable[LastGood]) -> str:
    if shrunk := [one.file for one in files if one.wrong == SHRUNK]:
        return f": {_named(shrunk)} has less than half the rows that it had before. Check that the file is whole."
    changed = [one.file for one in files if one.wrong == CHANGED]
    return f": more than half of the rows of {_named(changed)} say something else than before. Check the report."


def _named(files: Sequence[str]) -> str:
    """An email's line holds no thirteen names."""
    more = len(files) - MOST_NAMED
    return f"{', '.join(files[:MOST_NAMED])} and {more} more files" if more > 1 else ", ".join(files)


def _refused_many(run: ImportRun) -> bool:
    files = run.counts.get("files", {}).values()
    rows, refused = (sum(file.get(name, 0) for file in files) for name in ("rows", "refused"))
    return refused * 100 > rows * MANY_REFUSED

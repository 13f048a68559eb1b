"""What is wrong with the files that came in, or did not: derived from the runs, so that it goes away by itself."""

import datetime as dt
from dataclasses import dataclass

from accounts import clock
from children import missing_rows
from children.enums import ImportKind, ImportState
from children.imports.extract_files import EXTRACT
from children.models import ImportRun

LOOKED_BACK = dt.timedelta(days=60)
NIGHT = dt.timedelta(days=1)
MANY_REFUSED = 10  # of a hundred rows
RUNS_LOOKED_AT = 200


@dataclass(frozen=True)
class Alarm:
    """One sentence, and the run that it is about, where there is one. `since` is the day it is about."""

    text: str
    since: dt.date
    run_id: int | None = None


def alarms_on(day: dt.date) -> list[Alarm]:
    """Two queries. A file of the nightly extract that came before and not in the night to `day`; the newest run of each
    kind that did not finish, or refused more than a tenth of its rows."""
    runs = list(
        ImportRun.objects.filter(is_dry_run=False, started_at__gte=clock.start_of(day - LOOKED_BACK))
        .defer("refusals", "changes")
        .order_by("-started_at", "-pk")[:RUNS_LOOKED_AT]
    )
    return [*_missing(runs, day), *_gone_wrong(runs), *_left_out(day)]


def _left_out(day: dt.date) -> list[Alarm]:
    """Rows of the last files that the newest ones do not have, and that are still open in the portal. One query."""
    first = missing_rows.waiting(day).order_by("noticed_at").values_list("noticed_at", flat=True).first()
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
    newest: dict[str, ImportRun] = {}
    for run in runs:
        newest.setdefault(run.kind, run)
    alarms = []
    for run in newest.values():
        began = clock.day_of(run.started_at)
        what = f"{run.get_kind_display()} of {began:%-d %B %Y}"
        if run.state == ImportState.FAILED:
            text = f"{what} did not finish. What was written stays; bring the same files in again for the rest."
            alarms.append(Alarm(text, began, run.pk))
        elif refused := run.counts.get("refused_whole"):
            text = (
                f"{what}: {', '.join(refused)} could not be read at all. Look at the report, and bring a right file in."
            )
            alarms.append(Alarm(text, began, run.pk))
        elif _refused_many(run):
            alarms.append(Alarm(f"{what}: more than a tenth of the rows were refused.", began, run.pk))
    return alarms


def _refused_many(run: ImportRun) -> bool:
    files = run.counts.get("files", {}).values()
    rows, refused = (sum(file.get(name, 0) for file in files) for name in ("rows", "refused"))
    return refused * 100 > rows * MANY_REFUSED

"""The case-system extract: a folder of our own documented files (docs/extract.md), taken in order."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from imports.enums import ImportKind
from imports.kinds import children_file, people_file, reviews_file
from imports.models import ImportRun
from imports.reading import extract_files
from imports.reading.columns import FileKind
from imports.reading.reading import read
from imports.rows import dated_files, last_good, rolls
from imports.running.report import Report
from imports.running.running import Manner, one_file, recorded

NIGHTLY = Manner()


def import_folder(folder: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None) -> Report:
    """Takes every file of the extract that stands in the folder; others are named as not read.

    `run` is the row that waited for it, where there is one.
    """
    with recorded(ImportKind.CHILDREN, by=by, manner=manner, run=run) as report:
        files = files_in(folder)
        report.expect(path.stat().st_size for path in files.values())
        for kind in extract_files.EXTRACT:
            path = files.pop(kind.name, None)
            if path is None:
                report.missing.append(kind.name)
                continue
            with one_file(kind.name, report, manner=manner):
                _take(kind, path, report)
        report.not_read.extend(sorted(files))
    return report


def _take(kind: FileKind, path: Path, report: Report) -> None:
    digests, size = last_good.Digests(), path.stat().st_size
    rows = digests.noting(read(path, kind))
    if kind.name in rolls.ROLLED:
        roll = rolls.Roll(rolls.ROLLED[kind.name])
        _taker(kind)(roll.noting(rows), report, size=size)
        rolls.close(roll, report)
    else:
        _taker(kind)(rows, report, size=size)
    last_good.close(kind.name, digests, report)


def files_in(folder: Path) -> dict[str, Path]:
    """CSV files by their names in small letters."""
    return {path.name.lower(): path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".csv"}


def _taker(kind: FileKind) -> Callable[..., None]:
    own = {
        extract_files.PEOPLE.name: people_file.take,
        extract_files.CHILDREN.name: children_file.take,
        extract_files.REVIEWS.name: reviews_file.take,
    }
    return own.get(kind.name) or partial(dated_files.take, dated_files.TABLES[kind.name])

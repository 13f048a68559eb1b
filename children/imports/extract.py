"""The case-system extract: a folder of our own documented files (docs/extract.md), taken in order."""

from collections.abc import Iterable
from pathlib import Path

from children.enums import ImportKind
from children.imports import children_file, dated_files, extract_files, people_file, reviews_file
from children.imports.reading import FileKind, Refusal, Row, read
from children.imports.report import Report
from children.imports.running import Manner, one_file, recorded

NIGHTLY = Manner()


def import_folder(folder: Path, *, by, manner: Manner = NIGHTLY) -> Report:
    """Takes every file of the extract that stands in the folder; others are named as not read."""
    with recorded(ImportKind.CHILDREN, by=by, manner=manner) as report:
        files = files_in(folder)
        for kind in extract_files.EXTRACT:
            path = files.pop(kind.name, None)
            if path is None:
                report.missing.append(kind.name)
                continue
            rows = list(read(path, kind))
            with one_file(kind.name, report, manner=manner):
                _take(kind, rows, report)
        report.not_read.extend(sorted(files))
    return report


def files_in(folder: Path) -> dict[str, Path]:
    """CSV files by their names in small letters."""
    return {path.name.lower(): path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".csv"}


def _take(kind: FileKind, rows: Iterable[Row | Refusal], report: Report) -> None:
    own = {
        extract_files.PEOPLE.name: people_file.take,
        extract_files.CHILDREN.name: children_file.take,
        extract_files.REVIEWS.name: reviews_file.take,
    }
    if kind.name in own:
        own[kind.name](rows, report)
    else:
        dated_files.take(dated_files.TABLES[kind.name], rows, report)

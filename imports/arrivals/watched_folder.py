"""The folder that the case system writes into at night: taken through the same code as an upload, then put aside.

Below IMPORT_FOLDER stands one folder for each kind of file (children, ssda903, schools, attendance, attainment,
suspensions). What has stood still for a minute is taken, and moved to `taken/` in the same folder afterwards: killed
in the middle, the same files are taken again, which changes nothing twice.
"""

import datetime as dt
import shutil
from pathlib import Path

from django.conf import settings

from accounts.audit import System
from accounts.enums import Job
from accounts.job_runs import JobRun
from imports.enums import ImportState
from imports.kinds.sorts import SORTS, Sort
from imports.models import ImportRun
from imports.running.one_at_a_time import alone_in, another_is_running
from imports.running.running import Manner

BY = System("imports")
STANDS_STILL_FOR = dt.timedelta(minutes=1)
LIES_ABOUT_AFTER = dt.timedelta(hours=1)
TAKEN, STAMP = "taken", "%Y-%m-%d-%H%M%S"
ANY_FOLDER = "itself"
"""How work that could not be done names the folder that holds the others."""


class FilesLieAbout(Exception):
    """Files that nobody reads, because of their kind or their place. Names none of them: a name may be a child's."""

    def __init__(self, number: int):
        files = "1 file lies" if number == 1 else f"{number} files lie"
        self.in_words = (
            f"{files} there that the portal does not read: only CSV files, and the return as XML, in the folder of their "
            "kind. Unpack, rename or take away."
        )
        super().__init__(self.in_words)


def look(at: dt.datetime) -> list[str]:
    """Takes what has come, and returns the kinds that were taken. `at`: the real moment, for the age of files.

    While another import runs, or somebody else looks into the same folder, it is left for the next look.
    """
    if another_is_running():
        return []
    run, taken = JobRun(Job.WATCHED_FOLDER), []
    for sort in SORTS.values():
        with run.alone(sort.folder, in_transaction=False):
            if _look_into(sort, at, run):
                taken.append(str(sort.kind))
        if not run.why_not(sort.folder):
            with run.alone(f"{sort.folder} files", in_transaction=False):
                _look_for_others(Path(settings.IMPORT_FOLDER) / sort.folder, at, sort)
    with run.alone(f"{ANY_FOLDER} files", in_transaction=False):
        _look_for_others(Path(settings.IMPORT_FOLDER), at)
    run.finish()
    return taken


def _look_into(sort: Sort, at: dt.datetime, run: JobRun) -> bool:
    folder = Path(settings.IMPORT_FOLDER) / sort.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone_in(folder) as is_ours:
        if not is_ours:
            return False
        files = sort.files_in(folder)
        is_whole = bool(files) and all(_stands_still(path, at) for path in files)
        if is_whole:
            _take(sort, folder, files, at, run)
        _forget_old(folder / TAKEN, at)
    return is_whole


def _stands_still(path: Path, at: dt.datetime, *, since: dt.timedelta = STANDS_STILL_FOR) -> bool:
    return path.stat().st_mtime < (at - since).timestamp()


def _look_for_others(folder: Path, at: dt.datetime, sort: Sort | None = None) -> None:
    """Raises FilesLieAbout."""
    read = sort.files_in(folder) if sort else []
    others = [path for path in folder.iterdir() if path.is_file() and path.name[0] != "." and path not in read]
    lying = [path for path in others if _stands_still(path, at, since=LIES_ABOUT_AFTER)]
    if lying:
        raise FilesLieAbout(len(lying))


def _take(sort: Sort, folder: Path, files: list[Path], at: dt.datetime, run: JobRun) -> None:
    """A file at a time where the kind comes so. A file that cannot be taken is put aside too, and its run says why.

    One at which the import broke off stays for the next look, and stops no other.
    """
    batches = [[path] for path in files] if sort.is_one_file else [files]
    for number, batch in enumerate(batches, start=1):
        with run.alone(f"{sort.folder} {number}", in_transaction=False):
            _take_batch(sort, folder, batch)
            aside = folder / TAKEN / f"{at:{STAMP}}-{number}"
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            for path in batch:
                path.rename(aside / path.name)


def _take_batch(sort: Sort, folder: Path, batch: list[Path]) -> None:
    work = folder / ".work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        for path in batch:
            shutil.copyfile(path, work / path.name.lower(), follow_symlinks=False)
        sort.take(
            work, by=BY, manner=Manner(), run=ImportRun(kind=sort.kind, by_name=str(BY), state=ImportState.RUNNING)
        )
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _forget_old(taken: Path, at: dt.datetime) -> None:
    """Files with children in them do not lie about for longer than they may be needed to look something up."""
    if not taken.is_dir():
        return
    oldest = f"{at - dt.timedelta(days=settings.IMPORT_FILES_KEPT_DAYS):{STAMP}}"
    for folder in taken.iterdir():
        if folder.is_dir() and not folder.is_symlink() and folder.name < oldest:
            shutil.rmtree(folder, ignore_errors=True)

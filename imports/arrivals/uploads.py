"""Files that a person brings in: kept in a private folder, taken by a worker, and thrown away afterwards."""

import datetime as dt
import re
import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.enums import Job
from accounts.job_runs import JobRun
from accounts.refusals import PortalRefusal
from imports.enums import ImportState
from imports.kinds.sorts import SORTS, Sort
from imports.models import ImportRun
from imports.reading import no_csv
from imports.running.one_at_a_time import ImportsBusy, one_at_a_time
from imports.running.running import Manner
from imports.running.taking_back import said_of

MOST_BYTES = 200 * 1024 * 1024
SILENT_FOR = dt.timedelta(minutes=5)
KEPT_FOR = dt.timedelta(days=1)
XML = ".xml"
RETURN = "return.xml"
OPEN_AGAIN = (ImportState.FAILED, ImportState.STOPPED)


class CannotBringIn(PortalRefusal):
    """These files cannot be taken as they are; the text says what to do."""


def receive(*, kind: str, files: Sequence[UploadedFile], is_dry_run: bool, is_strict: bool, by: Any) -> ImportRun:
    """Keeps the files, and a row that waits for a worker. Raises CannotBringIn, and then nothing is kept."""
    access.require(by, Action.BRING_FILES_IN)
    sort = SORTS[kind]
    names = _names(sort, files)
    folder = root() / secrets.token_hex(16)
    folder.mkdir(mode=0o700, parents=True)
    try:
        for name, file in zip(names, files, strict=True):
            with (folder / name).open("wb") as kept:
                for chunk in file.chunks():
                    kept.write(chunk)
        return _waiting(sort, folder.name, is_dry_run=is_dry_run, is_strict=is_strict, by=by)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def take_again(*, run: ImportRun, is_dry_run: bool, by: Any) -> ImportRun:
    """The files of a trial for real, or those of an import that did not finish. Raises CannotBringIn when they are gone."""
    access.require(by, Action.BRING_FILES_IN)
    with transaction.atomic():
        held = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if not can_be_taken_again(held):
            raise CannotBringIn("These files are no longer here. Choose them once more.")
        folder, held.folder = held.folder, ""
        held.save(update_fields=["folder"])
        return _waiting(SORTS[held.kind], folder, is_dry_run=is_dry_run, is_strict=held.is_strict, by=by)


def can_be_taken_again(run: ImportRun) -> bool:
    is_over = run.state in OPEN_AGAIN or (run.state == ImportState.DONE and run.is_dry_run)
    return bool(run.folder) and is_over and not said_of(run) and (root() / run.folder).is_dir()


def ask_to_stop(*, run: ImportRun, by: Any) -> None:
    access.require(by, Action.BRING_FILES_IN)
    waiting = ImportRun.objects.filter(pk=run.pk, state=ImportState.WAITING)
    if not waiting.update(state=ImportState.STOPPED, finished_at=clock.now()):
        ImportRun.objects.filter(pk=run.pk, state=ImportState.RUNNING).update(stop_asked_at=clock.real_now())
    audit.record("import.stop_asked", by=by, subject=run)


def take(run_id: int) -> bool:
    """Takes an upload that waits; of two workers only one does. Returns whether this one did."""
    waiting = ImportRun.objects.filter(pk=run_id, state=ImportState.WAITING)
    if not waiting.update(state=ImportState.RUNNING, heartbeat_at=clock.real_now()):
        return False
    run = ImportRun.objects.select_related("by").get(pk=run_id)
    folder = root() / run.folder
    manner = Manner(is_dry_run=run.is_dry_run, is_strict=run.is_strict)
    try:
        SORTS[run.kind].take(folder, by=run.by, manner=manner, run=run)
    finally:
        run.refresh_from_db(fields=["state"])
        if run.state == ImportState.RUNNING:  # it did not get as far as the frame of imports
            ImportRun.objects.filter(pk=run.pk).update(state=ImportState.FAILED, finished_at=clock.now())
        elif run.state == ImportState.DONE and not run.is_dry_run:
            throw_away(run)
    return True


def take_what_waits() -> int:
    """For the timetable: uploads whose worker never came, one after the other."""
    left = list(ImportRun.objects.filter(state=ImportState.WAITING).order_by("pk").values_list("pk", flat=True))
    run, taken = JobRun(Job.UPLOADS), 0
    for run_id in left:
        with run.alone(run_id, in_transaction=False):
            taken += take(run_id)
    for run_id in run.to_do_again():
        if _was_made_good(run_id):
            run.settle(run_id)
    return taken


def _was_made_good(run_id: int) -> bool:
    """Whether files of the same kind were taken since."""
    kind = ImportRun.objects.filter(pk=run_id).values("kind")
    later = ImportRun.objects.filter(pk__gt=run_id, state=ImportState.DONE, is_dry_run=False)
    return later.filter(kind__in=kind).exists()


def note_what_was_left(at: dt.datetime) -> int:
    """Imports whose worker was killed: nobody holds the lock of imports, and nothing was heard for a while.

    What they had committed stays; the same files complete the rest.
    """
    silent = ImportRun.objects.filter(state=ImportState.RUNNING, heartbeat_at__lt=at - SILENT_FOR)
    if not silent.exists():
        return 0
    try:
        with one_at_a_time(longest_wait=0):
            return silent.update(state=ImportState.FAILED, finished_at=clock.now())
    except ImportsBusy:
        return 0


def throw_old_files_away(at: dt.datetime) -> int:
    """Files of trials and unfinished imports are kept for a day."""
    old = ImportRun.objects.exclude(folder="").exclude(state__in=(ImportState.WAITING, ImportState.RUNNING))
    runs = list(old.filter(finished_at__lt=at - KEPT_FOR))
    for run in runs:
        throw_away(run)
    return len(runs)


def throw_away(run: ImportRun) -> None:
    shutil.rmtree(root() / run.folder, ignore_errors=True)
    ImportRun.objects.filter(pk=run.pk).update(folder="")


def root() -> Path:
    """Below the portal's private files; no address leads here."""
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _waiting(sort: Sort, folder: str, *, is_dry_run: bool, is_strict: bool, by: Any) -> ImportRun:
    run = ImportRun.objects.create(
        kind=sort.kind,
        state=ImportState.WAITING,
        started_at=clock.now(),
        by=by,
        by_name=str(by),
        is_dry_run=is_dry_run,
        is_strict=is_strict,
        folder=folder,
        total=sum(path.stat().st_size for path in (root() / folder).iterdir()),
    )
    audit.record("import.received", by=by, subject=run, kind=str(sort.kind), dry_run=is_dry_run)
    return run


def _names(sort: Sort, files: Sequence[UploadedFile]) -> list[str]:
    """Under which names the files are kept: their own may name a child, and may lead out of the folder."""
    if not files:
        raise CannotBringIn("Choose at least one file.")
    if sort.is_one_file and len(files) > 1:
        raise CannotBringIn("Choose one file: this kind comes one file at a time.")
    if sum(file.size for file in files) > MOST_BYTES:
        raise CannotBringIn(f"The files are larger than {MOST_BYTES // 1024 // 1024} MB together. Bring them in parts.")
    if sort.takes_xml and any(plain_name(file.name or "").endswith(XML) for file in files):
        return _name_of_xml(files)
    for file in files:
        _refuse_what_is_no_csv(file)
    return _names_that_are_read(sort, files) if sort.names else [f"file-{n}.csv" for n in range(1, len(files) + 1)]


def _names_that_are_read(sort: Sort, files: Sequence[UploadedFile]) -> list[str]:
    names = [plain_name(file.name or "") for file in files]
    if len(set(names)) < len(names):
        raise CannotBringIn("Two of the files have the same name.")
    if not set(names) & set(sort.names):
        raise CannotBringIn(f"None of these files is read here. The files are called: {', '.join(sort.names)}.")
    return names


def _name_of_xml(files: Sequence[UploadedFile]) -> list[str]:
    if len(files) > 1:
        raise CannotBringIn("Choose one XML file, or the CSV files: not both.")
    _refuse_empty(files[0])
    return [RETURN]


def _refuse_empty(file: UploadedFile) -> None:
    if not file.size:
        raise CannotBringIn(f"The file “{plain_name(file.name or '')}” is empty.")


def _refuse_what_is_no_csv(file: UploadedFile) -> None:
    _refuse_empty(file)
    name = plain_name(file.name or "")
    why = no_csv.what_to_do(file.read(no_csv.HEAD))
    file.seek(0)
    if not why and not name.endswith(".csv"):
        why = no_csv.OTHER
    if why:
        raise CannotBringIn(f"“{name}”: {why}")


def plain_name(name: str) -> str:
    """The last part of a path, in small letters, without anything that means something to a file system."""
    last = re.split(r"[\\/]", name)[-1].lower()
    return re.sub(r"[^a-z0-9._-]+", "-", last).lstrip(".-")[-80:] or "file"

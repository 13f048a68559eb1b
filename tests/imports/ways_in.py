"""The three ways in which files come: by command, by the page, by the watched folder. Each returns the run."""

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import TestCase
from django.urls import reverse

from accounts import clock
from imports.arrivals import watched_folder
from imports.enums import ImportKind
from imports.kinds.sorts import SORTS
from imports.models import ImportRun
from tests.signed_in import signed_in

Files = Mapping[str, bytes]
Way = Callable[[ImportKind, Files], ImportRun]
COMMANDS = {kind: f"import_{kind.value.lower()}" for kind in ImportKind}


def by_command(person, settings, tmp_path: Path) -> Way:
    settings.DATA_DIR = tmp_path

    def take(kind: ImportKind, files: Files) -> ImportRun:
        folder = tmp_path / "command"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        paths = _put(folder, files)
        given = paths if kind == ImportKind.SCHOOLS else paths if SORTS[kind].is_one_file else [folder]
        with suppress(CommandError), Path(os.devnull).open("w") as nowhere:  # a refused file fails the command
            call_command(COMMANDS[kind], *map(str, given), stdout=nowhere, stderr=nowhere)
        return ImportRun.objects.first()

    return take


def by_page(person, settings, tmp_path: Path) -> Way:
    settings.MEDIA_ROOT, settings.DATA_DIR = tmp_path / "files", tmp_path

    def take(kind: ImportKind, files: Files) -> ImportRun:
        sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
        given = {"kind": kind, "is_dry_run": "no", "is_strict": "no", "files": sent}
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = signed_in(person).post(reverse("imports:upload"), given)
        assert answer.status_code == 302, answer.content.decode()
        return ImportRun.objects.first()

    return take


def by_folder(person, settings, tmp_path: Path) -> Way:
    settings.IMPORT_FOLDER, settings.DATA_DIR = tmp_path / "inbox", tmp_path

    def take(kind: ImportKind, files: Files) -> ImportRun:
        folder = settings.IMPORT_FOLDER / SORTS[kind].folder
        folder.mkdir(parents=True, exist_ok=True)
        then = clock.real_now().timestamp() - 120
        for path in _put(folder, files):
            os.utime(path, (then, then))
        assert watched_folder.look(clock.real_now()) == [str(kind)]
        return ImportRun.objects.first()

    return take


def _put(folder: Path, files: Files) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


WAYS: Mapping[str, Callable[..., Way]] = {"command": by_command, "page": by_page, "folder": by_folder}
"""Each is made of the person, the settings and a folder of the test."""

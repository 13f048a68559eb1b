"""What the import commands share: their arguments, and the report in words or as JSON."""

from collections.abc import Callable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper

from accounts.audit import System
from imports.running.report import Report
from imports.running.running import Manner

FILES = System("imports")


class Bar:
    """How far a long import is, on one line of a terminal; a log or a pipe gets none."""

    WIDTH = 40

    def __init__(self, stream: OutputWrapper):
        self.stream = stream
        self.is_drawn = False

    def move(self, done: int, total: int) -> None:
        if not self.stream.isatty() or not total:
            return
        share = min(done / total, 1)
        filled = int(share * self.WIDTH)
        self.stream.write(f"\r[{'#' * filled}{'.' * (self.WIDTH - filled)}] {share:4.0%}", ending="")
        self.stream.flush()
        self.is_drawn = True

    def end(self) -> None:
        if self.is_drawn:
            self.stream.write("")


class ImportCommand(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, and change nothing")
        parser.add_argument("--strict", action="store_true", help="take nothing of a file of which a row is refused")
        parser.add_argument("--json", action="store_true", help="print the report for machines")

    def report(self, take: Callable[[Manner], Report], options: dict) -> None:
        bar = Bar(self.stderr)
        manner = Manner(is_dry_run=options["dry_run"], is_strict=options["strict"], watch=bar.move)
        report = take(manner)
        bar.end()
        if options["json"]:
            self.stdout.write(report.as_json())
        else:
            if manner.is_dry_run:
                self.stdout.write("A dry run: nothing was changed.")
            for line in report.as_lines():
                self.stdout.write(line)
        not_taken = dict.fromkeys([*report.not_taken, *report.refused_whole])
        if not_taken or not report.files:
            raise CommandError(f"Not taken: {', '.join(not_taken) or 'no file of this kind was found.'}")


def folder(text: str) -> Path:
    """Raises CommandError for what is not a folder."""
    path = Path(text)
    if not path.is_dir():
        raise CommandError(f"There is no folder {text}.")
    return path


def folder_or_xml(text: str) -> Path:
    """Raises CommandError for what is neither a folder nor an XML file."""
    path = Path(text)
    if path.is_file() and path.suffix.lower() == ".xml":
        return path
    return folder(text)


def file(text: str) -> Path:
    """Raises CommandError for what is not a file."""
    path = Path(text)
    if not path.is_file():
        raise CommandError(f"There is no file {text}.")
    return path

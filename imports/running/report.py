"""What an import did: counts of each file, every change with old and new, every row refused and why."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from django.db.models import F

from accounts import clock
from imports.models import ImportRun
from imports.reading.reading import Refusal


class ImportStopped(Exception):
    """A person asked the import to stop. What was committed stays, and the same files can be taken again."""


Batch = TypeVar("Batch")
HEADING = 1  # the line of it: what is refused there, or above, is the whole file
MOST_LISTED = 20_000  # refusals, and changes, of one import; all of them are counted
COUNTS = ("rows", "added", "changed", "ended", "unchanged", "refused")


@dataclass(frozen=True)
class Change:
    """One value that is not as it was before. `whose` is the number by which the file knows the child or school.

    `old_entered_at`: when the old value was written, where taking the import back has to know by which import.
    """

    file: str
    line: int
    whose: str
    what: str
    old: str
    new: str
    old_entered_at: str = ""

    def as_row(self) -> dict[str, Any]:
        row = asdict(self)
        if not self.old_entered_at:
            del row["old_entered_at"]
        return row


class Lines:
    """Which lines of a file: a bit for each, so that a million of them take a tenth of a megabyte."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def copy(self) -> "Lines":
        copied = Lines()
        copied._bits = bytearray(self._bits)
        return copied

    def __contains__(self, line: int) -> bool:
        return line // 8 < len(self._bits) and bool(self._bits[line // 8] >> line % 8 & 1)

    def add(self, line: int) -> bool:
        """Whether it is new."""
        is_new = line not in self
        self._bits.extend(bytes(max(0, line // 8 + 1 - len(self._bits))))
        self._bits[line // 8] |= 1 << line % 8
        return is_new


@dataclass(frozen=True)
class Mark:
    """How a report stood at some moment."""

    files: dict[str, dict[str, int]]
    refusals: int
    changes: int
    not_listed: int
    refused: dict[str, Lines]


@dataclass
class Report:
    """`by` is who brings the files in: a person, or the portal's own import."""

    by: Any = None
    run: ImportRun | None = None
    watch: Callable[[int, int], None] | None = None
    files: dict[str, dict[str, int]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    refused_whole: list[str] = field(default_factory=list)
    """Files of which nothing was read: the wrong kind, a heading without a column that it needs."""
    not_listed: int = 0
    after_file: list[Callable[..., None]] = field(default_factory=list)
    """Asked with `is_file_taken` once the file in hand is in, or is not: what must outlast a file that was refused."""
    _refused: dict[str, "Lines"] = field(default_factory=lambda: defaultdict(Lines))
    _filled: dict[str, dict[tuple[str, str], str]] | None = None

    def filled(
        self, file: str, look: Callable[["Report"], dict[str, dict[tuple[str, str], str]]]
    ) -> Mapping[tuple[str, str], str]:
        """What earlier files filled (imports/rows/emptied.py), looked up once for each import."""
        if self._filled is None:
            self._filled = look(self)
        return self._filled.get(file, {})

    def expect(self, sizes: Iterable[int]) -> None:
        """The bytes that will be read in all, for whoever watches."""
        if self.run is not None:
            self.run.total = sum(sizes)
            self.run.save(update_fields=["total"])

    def read_on(self, size: int) -> None:
        """So many bytes more of the files are dealt with. Call it between transactions, or nobody sees it meanwhile.

        Raises ImportStopped once somebody has asked for that: what is committed stays.
        """
        if self.run is None:
            return
        self.run.done += size
        if self.watch is not None:
            self.watch(self.run.done, self.run.total)
        runs = ImportRun.objects.filter(pk=self.run.pk)
        runs.update(done=F("done") + size, heartbeat_at=clock.real_now())
        if runs.exclude(stop_asked_at=None).exists():
            raise ImportStopped

    def telling_progress(self, batches: Iterable[Batch], *, size: int, of: int) -> Iterator[Batch]:
        """Each of `of` batches stands for its share of a file of `size` bytes."""
        for batch in batches:
            yield batch
            self.read_on(size // max(of, 1))

    def count(self, file: str, **more: int) -> None:
        tally = self.files.setdefault(file, dict.fromkeys(COUNTS, 0))
        for name, number in more.items():
            tally[name] += number

    def refuse(self, refusal: Refusal) -> None:
        """A row that is refused for two reasons counts once."""
        self._list(self.refusals, refusal)
        if not refusal.warning and refusal.line <= HEADING and refusal.file not in self.refused_whole:
            self.refused_whole.append(refusal.file)
        is_new = not refusal.warning and self._refused[refusal.file].add(refusal.line)
        self.count(refusal.file, refused=is_new)

    def refuse_unread(self, refusal: Refusal) -> None:
        """A line that did not even become a row is a row of the file all the same; its heading is not."""
        is_row = not refusal.warning and refusal.line > 1 and refusal.line not in self._refused[refusal.file]
        self.count(refusal.file, rows=is_row)
        self.refuse(refusal)

    def refuse_all(self, refusals: Iterable[Refusal]) -> None:
        for refusal in refusals:
            self.refuse(refusal)

    def change(
        self, file: str, line: int, whose: str, what: str, old: object, new: object, *, old_entered_at: str = ""
    ) -> None:
        self._list(self.changes, Change(file, line, whose, what, said(old), said(new), old_entered_at))

    def _list(self, lines: list, line: object) -> None:
        """However bad a file is, the report of it stays small."""
        if len(lines) < MOST_LISTED:
            lines.append(line)
        else:
            self.not_listed += 1

    def has_refused(self, file: str) -> bool:
        return bool(self.files.get(file, {}).get("refused"))

    def end_file(self, *, is_file_taken: bool) -> None:
        while self.after_file:
            self.after_file.pop(0)(is_file_taken=is_file_taken)

    def forget(self, file: str) -> None:
        """Nothing of this file was taken in the end; what was refused stays in the report."""
        self.changes = [change for change in self.changes if change.file != file]
        self.files[file].update(added=0, changed=0, ended=0, unchanged=0)
        self.not_taken.append(file)

    def mark(self) -> "Mark":
        """Of how it stands before something that may be taken back."""
        return Mark(
            {file: dict(tally) for file, tally in self.files.items()},
            len(self.refusals),
            len(self.changes),
            self.not_listed,
            {file: lines.copy() for file, lines in self._refused.items()},
        )

    def back_to(self, mark: "Mark") -> None:
        """What was said since then is not so."""
        self.files = {file: dict(tally) for file, tally in mark.files.items()}
        del self.refusals[mark.refusals :], self.changes[mark.changes :]
        self.not_listed = mark.not_listed
        self._refused = defaultdict(Lines, {file: lines.copy() for file, lines in mark.refused.items()})

    def counts(self) -> dict:
        return {
            "files": self.files,
            "not_read": self.not_read,
            "not_taken": self.not_taken,
            "missing": self.missing,
            "refused_whole": self.refused_whole,
            "not_listed": self.not_listed,
            "warnings": sum(refusal.warning for refusal in self.refusals),
        }

    def as_json(self) -> str:
        lists = {
            "refusals": [asdict(refusal) for refusal in self.refusals],
            "changes": [change.as_row() for change in self.changes],
        }
        return json.dumps(self.counts() | lists, ensure_ascii=False, indent=1)

    def as_lines(self) -> Iterable[str]:
        for file, tally in self.files.items():
            yield f"{file}: " + ", ".join(f"{number} {name}" for name, number in tally.items())
        for files, what in (
            (self.missing, "is not in the folder"),
            (self.not_read, "not read"),
            (self.refused_whole, "the whole file was refused"),
            (self.not_taken, "nothing was taken, because a row was refused"),
        ):
            yield from (f"{file}: {what}" for file in files)
        if self.not_listed:
            yield f"{self.not_listed} more lines are counted, and not listed"
        for one in self.refusals:
            sort = "Look at" if one.warning else "Refused"
            place = f", line {one.line}" if one.line else ""
            what = " ".join(part for part in (one.column, f"“{one.value}”" if one.value else "") if part)
            yield f"{sort}: {one.file}{place}{': ' + what if what else ''}: {one.reason}"
        for change in self.changes:
            yield f"Changed: {change.file}, line {change.line}: {change.whose}: {change.what}: {change.old} -> {change.new}"


def said(value: object) -> str:
    """A value as people write it."""
    if value is None or value == "":
        return "(nothing)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)

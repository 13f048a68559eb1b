"""Suspensions and permanent exclusions: one row for each (docs/figures-files.md)."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from accounts.models import User
from children.calendar.school_calendar import Calendars
from children.enums import Origin, SenProvision, SuspensionCategory
from children.models import Suspension
from children.suspensions import contradicting, suspensions
from children.year_groups import academic_year
from imports.enums import ImportKind
from imports.kinds import misdated_figures
from imports.kinds.extract import NIGHTLY
from imports.kinds.school_files import (
    AT_ONCE,
    CHILD_COLUMNS,
    SCHOOL_COLUMN,
    Elsewhere,
    Pupils,
    SchoolFile,
    day,
    half_day,
    lock,
    take,
    whole,
    whose,
)
from imports.models import ImportRun
from imports.reading import values
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Row
from imports.reading.values import BadValue
from imports.rows.lookups import NotKnown
from imports.running.report import Report
from imports.running.running import Manner, recorded

CATEGORIES = {**dict(SuspensionCategory.choices), **{old: old for old in suspensions.OLD_CATEGORIES}}
REASON_COLUMNS = tuple(f"reason{number + 1}" for number in range(suspensions.MOST_REASONS))
MOST_SESSIONS = 400
OLD_PROVISION = {"A": SenProvision.SUPPORT, "P": SenProvision.SUPPORT, "S": SenProvision.EHCP}
"""School Action, School Action Plus and statements, as they are called today."""
OWNED = ("sessions", "reasons", "sen_provision", "school_id")


def category(text: str) -> SuspensionCategory:
    found = values.code(CATEGORIES)(text)
    return suspensions.OLD_CATEGORIES.get(found) or SuspensionCategory(found)


def provision(text: str) -> SenProvision:
    found = values.code({**dict(SenProvision.choices), **OLD_PROVISION})(text)
    return OLD_PROVISION.get(found) or SenProvision(found)


def reason(text: str) -> str:
    """Two letters. One that is not in the list is taken, for the list of May 2026 is not certain."""
    bare = text.strip().upper()
    if not re.fullmatch(r"[A-Z]{2}", bare):
        raise BadValue("A reason is a code of two letters, such as DB.")
    return bare


SUSPENSIONS = SchoolFile(
    FileKind(
        "suspensions.csv",
        (
            *CHILD_COLUMNS,
            SCHOOL_COLUMN,
            Column("start_date", day, needed=True, kind="date", example="2026-11-03", may_lie_ahead=False),
            Column(
                "sessions",
                whole(0, MOST_SESSIONS),
                kind="whole number",
                example="4",
                default=None,
                note="half days, at least one; a lunchtime suspension is one",
            ),
            Column(
                "category",
                category,
                kind="code",
                example="SUSP",
                default=SuspensionCategory.NOT_STATED,
                costs_the_row=True,
                note="empty is read as not stated; FIXD, as it was called until 2021, as SUSP",
            ),
            *(
                Column(name, reason, kind="code", example="DB" if name == "reason1" else "", note=note)
                for name, note in zip(
                    REASON_COLUMNS, ("a code that is not known is kept, and listed", "", ""), strict=True
                )
            ),
            Column(
                "session",
                half_day,
                kind="code",
                note="AM or PM, when it began: tells two of one kind and day apart",
            ),
            Column("sen_provision", provision, kind="code", example="K"),
        ),
        "Suspensions and exclusions",
        "One row for each. The child, the first day and the category say which one it is: a row that then differs from "
        "the one before closes that as entered in error and takes its place. One that a person entered by hand stays. "
        "Two that differ are two suspensions of one day; two that are the same need `session`. None begins on a day "
        "without school, or lasts no session.",
    ),
    other_names={"child_id": "social_care_id", "startdate": "start_date", "senprovision": "sen_provision"},
)


@dataclass(frozen=True)
class NewSuspension:
    row: Row
    child: int
    start: dt.date
    category: SuspensionCategory
    told: dict
    """What the row says of the columns that it owns; what it leaves empty is not in it."""

    @property
    def which(self) -> tuple[int, dt.date, str]:
        return (self.child, self.start, self.category)

    @property
    def content(self) -> tuple:
        return (*self.which, self.row.get("session"), *(str(self.told.get(name)) for name in OWNED))


def import_file(path: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None) -> Report:
    with recorded(ImportKind.SUSPENSIONS, by=by, manner=manner, run=run) as report:
        take(path, SUSPENSIONS, _Suspensions(path.name, report), report, manner=manner)
        misdated_figures.point_out(
            Suspension, ("sessions", "category"), "start_date", path.name, report,
            but_for=("category",), is_possible=partial(Calendars().is_open, None),
        )  # fmt: skip
    return report


class _Suspensions:
    def __init__(self, file: str, report: Report):
        self.file, self.report, self.pupils, self.calendars = file, report, Pupils(), Calendars()
        self.elsewhere = Elsewhere(report)
        self.seen: set[int] = set()
        """Hashes only: as many as the file has rows."""
        self.met: set[int] = set()
        """Rows of the database that a row of this file is about."""
        self.pointed_out: set[tuple[int, str]] = set()

    def accept(self, row: Row) -> NewSuspension:
        reasons = list(dict.fromkeys(row[name] for name in REASON_COLUMNS if row.get(name)))
        told = {
            "sessions": self._sessions(row),
            "reasons": reasons,
            "sen_provision": row.get("sen_provision"),
            "school_id": self.pupils.school(row.get("school_urn")),
        }
        found = NewSuspension(
            row,
            self.pupils.pupil(row),
            row["start_date"],
            row.get("category", SuspensionCategory.NOT_STATED),
            {name: value for name, value in told.items() if value not in (None, "", [])},
        )
        if not self.calendars.is_open(told["school_id"], found.start):
            raise NotKnown("start_date", f"{found.start:%d/%m/%Y}", "By the calendar there is no school on this day.")
        if hash(found.content) in self.seen:
            raise NotKnown(
                "start_date", f"{found.start:%d/%m/%Y}", "This one stands twice in the file. The first holds."
            )
        self.seen.add(hash(found.content))
        self._point_out(row)
        self.elsewhere.point_out(row, found.child, told["school_id"], found.start)
        return found

    @staticmethod
    def _sessions(row: Row) -> int | None:
        """Of a permanent exclusion nought is what some systems write for nothing."""
        if row.get("sessions") != 0:
            return row.get("sessions")
        if row.get("category") != SuspensionCategory.PERMANENT:
            raise NotKnown("sessions", "0", "A suspension lasts at least one session.")
        return None

    def _point_out(self, row: Row) -> None:
        for name in REASON_COLUMNS:
            if row.get(name) and row[name] not in suspensions.REASONS:
                why = "This reason is not one of the census codes. It was kept as it is written."
                self.report.refuse(row.warned(why, column=name, value=row[name]))

    def write(self, items: list[NewSuspension]) -> None:
        children = {item.child for item in items}
        lock(children)
        before, met = suspensions.sessions_by_year(children), set(self.met)
        closed: list[Suspension] = []
        new: list[Suspension] = []
        of_file: list[Row] = []
        for item, was, number in self._paired(items, met):
            differing = self._differing(item, was)
            if was and not differing:
                self.report.count(self.file, unchanged=1)
            elif was and was.is_by_hand:
                self._keep_by_hand(item, was, differing)
            else:
                if was:
                    self._close(item, was, differing)
                    closed.append(was)
                new.append(self._row(item, was, number))
                of_file.append(item.row)
        Suspension.objects.bulk_update(closed, ["error_at", "error_by", "error_reason"], batch_size=AT_ONCE // 4)
        self.met = met | {row.pk for row in Suspension.objects.bulk_create(new, batch_size=AT_ONCE)}
        self.report.count(self.file, added=len(new) - len(closed), changed=len(closed))
        self._point_out_long_years(items, before)
        self._point_out_contradicted(new, of_file)

    def _paired(
        self, items: list[NewSuspension], met: set[int]
    ) -> Iterator[tuple[NewSuspension, Suspension | None, int]]:
        """Each row with the one that it is about, if there is one, and which of its kind and day it is."""
        rows = Suspension.objects.standing().filter(
            child__in={item.child for item in items}, start_date__in={item.start for item in items}
        )
        held: dict[tuple, list[Suspension]] = defaultdict(list)
        for row in rows.order_by("number_on_day"):
            held[row.child_id, row.start_date, row.category].append(row)
        told: dict[tuple, list[NewSuspension]] = defaultdict(list)
        for item in items:
            told[item.which].append(item)
        for which, found in told.items():
            taken = {row.number_on_day for row in held[which]}
            free = [row for row in held[which] if row.pk not in met]
            for item in sorted(found, key=lambda item: not any(self._is_said_by(item, row) for row in free)):
                same = next((row for row in free if self._is_said_by(item, row)), None)
                was = same or next(iter(free), None)
                number = was.number_on_day if was else next(n for n in count(1) if n not in taken)
                taken.add(number)
                if was:
                    free.remove(was)
                    met.add(was.pk)
                yield item, was, number

    def _is_said_by(self, item: NewSuspension, row: Suspension) -> bool:
        return not self._differing(item, row)

    def _point_out_long_years(self, items: list[NewSuspension], before: dict[tuple[int, str], int]) -> None:
        """The law counts the days of a school year together, however many suspensions they are of."""
        after = suspensions.sessions_by_year({item.child for item in items})
        for item in reversed(items):
            year = (item.child, academic_year(item.start))
            number = after.get(year, 0)
            if number <= suspensions.MOST_SESSIONS_A_YEAR or number == before.get(year) or year in self.pointed_out:
                continue
            self.pointed_out.add(year)
            why = (
                f"{number} sessions in the school year {year[1]}: more than the "
                f"{suspensions.MOST_SESSIONS_A_YEAR} (45 days) that the law allows."
            )
            self.report.refuse(item.row.warned(why, column="sessions", value=item.told.get("sessions", "")))

    def _point_out_contradicted(self, new: list[Suspension], of_file: list[Row]) -> None:
        found = contradicting.contradicted(new, self.calendars.of)
        for suspension, row in zip(new, of_file, strict=True):
            if other := found.get(suspension.pk):
                why = (
                    f"There is also a {contradicting.in_words(other)}. Check whether both are right: mark a wrong one as "
                    "entered in error, or take back the file that brought it."
                )
                self.report.refuse(row.warned(why, column="start_date", value=f"{suspension.start_date:%d/%m/%Y}"))

    @staticmethod
    def _differing(item: NewSuspension, was: Suspension | None) -> list[str]:
        return [name for name, value in item.told.items() if was and getattr(was, name) != value]

    def _keep_by_hand(self, item: NewSuspension, was: Suspension, differing: list[str]) -> None:
        self.report.count(self.file, unchanged=1)
        for name in differing:
            why = f"A person entered {_said(was, name)} by hand. That stays."
            self.report.refuse(item.row.warned(why, column=_column(name), value=_told(item, name)))

    def _close(self, item: NewSuspension, was: Suspension, differing: list[str]) -> None:
        for name in differing:
            what = f"{_column(name)} of the suspension of {item.start:%d/%m/%Y}"
            self.report.change(self.file, item.row.line, whose(item.row), what, _said(was, name), _told(item, name))
        was.error_at = self.report.run.started_at
        was.error_by = self.report.by if isinstance(self.report.by, User) else None
        was.error_reason = f"Put right by {self.file}"[:300]

    def _row(self, item: NewSuspension, was: Suspension | None, number: int) -> Suspension:
        known = {name: getattr(was, name) for name in OWNED} if was else {}
        return Suspension(
            child_id=item.child,
            start_date=item.start,
            category=item.category,
            number_on_day=number,
            origin=Origin.FILE,
            entered_at=self.report.run.started_at,
            **(known | item.told),
        )


def _column(name: str) -> str:
    return {"school_id": "school_urn", "reasons": "reason1"}.get(name, name)


def _said(was: Suspension, name: str) -> str:
    if name == "school_id":
        return was.school.urn if was.school else ""
    return _words(getattr(was, name))


def _told(item: NewSuspension, name: str) -> str:
    return item.row["school_urn"] if name == "school_id" else _words(item.told[name])


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)

"""Suspensions and permanent exclusions: one row for each (docs/figures-files.md)."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from accounts.models import User
from children import suspensions
from children.enums import ImportKind, Origin, SenProvision, SuspensionCategory
from children.imports import values
from children.imports.columns import Column, FileKind
from children.imports.extract import NIGHTLY
from children.imports.lookups import NotKnown
from children.imports.reading import Row
from children.imports.report import Report
from children.imports.running import Manner, recorded
from children.imports.school_files import (
    AT_ONCE,
    CHILD_COLUMNS,
    SCHOOL_COLUMN,
    Pupils,
    SchoolFile,
    day,
    lock,
    take,
    whole,
    whose,
)
from children.imports.values import BadValue
from children.models import ImportRun, Suspension

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
                note="half days; a lunchtime suspension is one",
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
            Column("sen_provision", provision, kind="code", example="K"),
        ),
        "Suspensions and exclusions",
        "One row for each. The child, the first day and the category say which one it is: a row that then differs from "
        "the one before closes that as entered in error and takes its place. One that a person entered by hand stays.",
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


def import_file(path: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None) -> Report:
    with recorded(ImportKind.SUSPENSIONS, by=by, manner=manner, run=run) as report:
        take(path, SUSPENSIONS, _Suspensions(path.name, report), report, manner=manner)
    return report


class _Suspensions:
    def __init__(self, file: str, report: Report):
        self.file, self.report, self.pupils = file, report, Pupils()
        self.seen: set[tuple[int, dt.date, str]] = set()

    def accept(self, row: Row) -> NewSuspension:
        reasons = list(dict.fromkeys(row[name] for name in REASON_COLUMNS if row.get(name)))
        told = {
            "sessions": row.get("sessions"),
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
        if found.which in self.seen:
            raise NotKnown(
                "start_date", f"{found.start:%d/%m/%Y}", "This one stands twice in the file. The first holds."
            )
        self.seen.add(found.which)
        self._point_out(row)
        return found

    def _point_out(self, row: Row) -> None:
        for name in REASON_COLUMNS:
            if row.get(name) and row[name] not in suspensions.REASONS:
                why = "This reason is not one of the census codes. It was kept as it is written."
                self.report.refuse(row.warned(why, column=name, value=row[name]))
        if (row.get("sessions") or 0) > suspensions.MOST_SESSIONS_A_YEAR:
            why = f"More than {suspensions.MOST_SESSIONS_A_YEAR} sessions: the law allows no more in a school year."
            self.report.refuse(row.warned(why, column="sessions", value=row["sessions"]))

    def write(self, items: list[NewSuspension]) -> None:
        lock({item.child for item in items})
        rows = Suspension.objects.standing().filter(
            child__in={item.child for item in items}, start_date__in={item.start for item in items}
        )
        standing = {(row.child_id, row.start_date, row.category): row for row in rows}
        closed: list[Suspension] = []
        new: list[Suspension] = []
        for item in items:
            was = standing.get(item.which)
            differing = self._differing(item, was)
            if was and not differing:
                self.report.count(self.file, unchanged=1)
            elif was and was.is_by_hand:
                self._keep_by_hand(item, was, differing)
            else:
                if was:
                    self._close(item, was, differing)
                    closed.append(was)
                new.append(self._row(item, was))
        Suspension.objects.bulk_update(closed, ["error_at", "error_by", "error_reason"], batch_size=AT_ONCE // 4)
        Suspension.objects.bulk_create(new, batch_size=AT_ONCE)
        self.report.count(self.file, added=len(new) - len(closed), changed=len(closed))

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

    def _row(self, item: NewSuspension, was: Suspension | None) -> Suspension:
        known = {name: getattr(was, name) for name in OWNED} if was else {}
        return Suspension(
            child_id=item.child,
            start_date=item.start,
            category=item.category,
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

"""Session marks: one row for each child and half-day session (docs/figures-files.md)."""

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

from children.attendance import attendance
from children.attendance.attendance import CODES
from children.calendar.school_calendar import Calendars
from children.enums import Origin, Session
from children.models import SessionMark
from imports.enums import ImportKind
from imports.kinds import misdated_figures
from imports.kinds.extract import NIGHTLY
from imports.kinds.school_files import (
    AT_ONCE,
    CHILD_COLUMNS,
    SCHOOL_COLUMN,
    Pupils,
    Roll,
    SchoolFile,
    day,
    half_day,
    lock,
    take,
    whose,
)
from imports.models import ImportRun
from imports.reading.columns import Column, FileKind
from imports.reading.reading import Row
from imports.reading.values import BadValue
from imports.rows.lookups import NotKnown
from imports.running.report import Report
from imports.running.running import Manner, recorded


def mark_code(text: str) -> str:
    """A code of the national set, or that no mark was made."""
    bare = text.strip()
    if attendance.meaning_of(bare) is not None:
        return bare
    if bare.upper() in CODES:
        raise BadValue(f"Codes are written in capitals. If {bare.upper()} is meant, write {bare.upper()}.")
    raise BadValue("This code is not one of the national attendance codes.")


MARKS = SchoolFile(
    FileKind(
        "attendance.csv",
        (
            *CHILD_COLUMNS,
            replace(SCHOOL_COLUMN, costs_the_row=True),
            Column("date", day, needed=True, kind="date", example="2026-09-04", may_lie_ahead=False),
            Column("session", half_day, needed=True, kind="code", example="AM", note="AM or PM"),
            Column(
                "code",
                mark_code,
                kind="code",
                example="/",
                default=attendance.MISSING,
                costs_the_row=True,
                keeps_dashes=True,
                note="capitals, as in the register; empty or - where no mark was made",
            ),
        ),
        "Attendance, by session",
        "One row for each child and half-day session. A child on the rolls of two schools needs `school_urn`, for each "
        "school marks the child. A mark that differs from the one before is put right, and the report says so; one "
        "that a person entered by hand stays. No mark never takes the place of a mark.",
    ),
    other_names={"child_id": "social_care_id"},
)


@dataclass(frozen=True)
class NewMark:
    row: Row
    child: int
    school: int | None
    day: dt.date
    session: str
    code: str

    @property
    def when(self) -> tuple[int, dt.date, str]:
        return (self.child, self.day, self.session)


def import_file(path: Path, *, by, manner: Manner = NIGHTLY, run: ImportRun | None = None) -> Report:
    with recorded(ImportKind.ATTENDANCE, by=by, manner=manner, run=run) as report:
        take(path, MARKS, _Marks(path.name, report), report, manner=manner)
        misdated_figures.point_out_marks(path.name, report)
    return report


class _Marks:
    def __init__(self, file: str, report: Report):
        self.file, self.report = file, report
        self.pupils, self.roll, self.calendars = Pupils(), Roll(), Calendars()
        self.seen: dict[tuple[int, int | None, int, int], int] = {}
        """Which sessions of a month had a row, as bits: the one thing that grows with the file, and slowly."""
        self.not_on_roll: set[tuple[int, int | None]] = set()
        self.without_school: set[tuple[int | None, dt.date]] = set()

    def accept(self, row: Row) -> NewMark:
        found = NewMark(
            row,
            self.pupils.pupil(row),
            self.pupils.school(row.get("school_urn")),
            row["date"],
            row["session"],
            row["code"],
        )
        self._refuse_other_days_code(found)
        self._refuse_second(found)
        self._point_out_roll(found)
        self._point_out_no_school(found)
        return found

    @staticmethod
    def _refuse_other_days_code(found: NewMark) -> None:
        code = CODES.get(found.code)
        if code and not code.is_valid_on(found.day):
            raise NotKnown("code", found.code, f"This code was not in use on {found.day:%d/%m/%Y}.")

    def _refuse_second(self, found: NewMark) -> None:
        month = (found.child, found.school, found.day.year, found.day.month)
        bit = 1 << (2 * found.day.day + (found.session == Session.AFTERNOON))
        if self.seen.get(month, 0) & bit:
            raise NotKnown(
                "session", found.session, "This session of the child stands twice in the file. The first holds."
            )
        self.seen[month] = self.seen.get(month, 0) | bit

    def _point_out_roll(self, found: NewMark) -> None:
        whom = (found.child, found.school)
        if whom not in self.not_on_roll and not self.roll.has(*whom, found.day):
            self.not_on_roll.add(whom)
            why = (
                "As far as the portal knows the child was not on the roll on this day. The mark was taken; "
                "further ones like it are not listed."
            )
            self.report.refuse(found.row.warned(why, column="date", value=f"{found.day:%d/%m/%Y}"))

    def _point_out_no_school(self, found: NewMark) -> None:
        where = (found.school, found.day)
        if where in self.without_school or attendance.meaning_of(found.code) not in attendance.IN_SCHOOL:
            return
        if not self.calendars.is_open(*where):
            self.without_school.add(where)
            why = (
                "By the calendar there was no school on this day. The mark is kept apart from possible sessions; further "
                "ones of this school and day are not listed."
            )
            self.report.refuse(found.row.warned(why, column="date", value=f"{found.day:%d/%m/%Y}"))

    def write(self, items: list[NewMark]) -> None:
        lock({item.child for item in items})
        held = self._held(items)
        self.new: list[SessionMark] = []
        self.changed: dict[int, SessionMark] = {}
        for item in items:
            try:
                self._place(item, held.setdefault(item.when, {}))
            except NotKnown as why:
                self.report.refuse(item.row.refused(str(why), column=why.column, value=why.value))
        SessionMark.objects.bulk_create(self.new, batch_size=AT_ONCE)
        SessionMark.objects.bulk_update(
            self.changed.values(), ["code", "school", "origin", "entered_at"], batch_size=AT_ONCE // 4
        )
        self.report.count(self.file, added=len(self.new), changed=len(self.changed))

    @staticmethod
    def _held(items: list[NewMark]) -> dict[tuple, dict[int | None, SessionMark]]:
        """The marks there are of these sessions, by school."""
        found: dict[tuple, dict[int | None, SessionMark]] = {item.when: {} for item in items}
        marks = SessionMark.objects.filter(
            child__in={item.child for item in items}, session_date__in={item.day for item in items}
        )
        for mark in marks.order_by().iterator(chunk_size=AT_ONCE):
            when = (mark.child_id, mark.session_date, mark.session)
            if when in found:
                found[when][mark.school_id] = mark
        return found

    def _place(self, item: NewMark, held: dict[int | None, SessionMark]) -> None:
        mark = self._same(item, held)
        if mark is None:
            self._point_out_other_schools(item, held)
            mark = SessionMark(
                child_id=item.child,
                school_id=item.school,
                session_date=item.day,
                session=item.session,
                code=item.code,
                origin=Origin.FILE,
                entered_at=self.report.run.started_at,
            )
            held[item.school] = mark
            self.new.append(mark)
        else:
            self._put_right(item, mark)

    def _same(self, item: NewMark, held: dict[int | None, SessionMark]) -> SessionMark | None:
        """The mark of that session that this row is about. Raises NotKnown where it could be either of two."""
        if item.school in held:
            return held[item.school]
        if item.school is None:
            if len(held) > 1:
                raise NotKnown("school_urn", "", "Two schools have marked this session. Name the one that this is of.")
            return next(iter(held.values()), None)
        return None if self.roll.is_beside(item.child, item.school, item.day) else held.get(None)

    def _point_out_other_schools(self, item: NewMark, held: dict[int | None, SessionMark]) -> None:
        """What a file of wrong schools left: no later one has a row for it, and the session would count twice."""
        for school in filter(None, held):
            whom = (item.child, school)
            if whom not in self.not_on_roll and not self.roll.has(*whom, item.day):
                self.not_on_roll.add(whom)
                why = (
                    "This school has marked the session too, and as far as the portal knows the child was not on its roll. "
                    "If the file with that mark was wrong, open its import and take back what it added; further ones like "
                    "it are not listed."
                )
                self.report.refuse(item.row.warned(why, column="school_urn", value=self.pupils.urn(school)))

    def _put_right(self, item: NewMark, mark: SessionMark) -> None:
        school = item.school or mark.school_id
        code = mark.code if item.code == attendance.MISSING else item.code
        if (mark.code, mark.school_id) == (code, school):
            self.report.count(self.file, unchanged=1)
        elif mark.origin == Origin.HAND:
            self._keep_by_hand(item, mark, code)
        else:
            if mark.code != code:
                self._say_change(item, mark, "mark", mark.code, code)
            if mark.school_id != school:
                self._say_change(item, mark, "school", None, item.row["school_urn"])
            mark.code, mark.school_id = code, school
            mark.origin, mark.entered_at = Origin.FILE, self.report.run.started_at
            if mark.pk:
                self.changed[mark.pk] = mark

    def _say_change(self, item: NewMark, mark: SessionMark, what: str, old: object, new: object) -> None:
        """With the moment of the old one: when this import is taken back, it tells which other one had written it."""
        when = f"{item.day:%d/%m/%Y}, {Session(item.session).label.lower()}"
        self.report.change(
            self.file, item.row.line, whose(item.row), f"{what} of {when}", old, new,
            old_entered_at=mark.entered_at.isoformat(),
        )  # fmt: skip

    def _keep_by_hand(self, item: NewMark, mark: SessionMark, code: str) -> None:
        self.report.count(self.file, unchanged=1)
        if mark.code != code:
            why = f"A person entered {mark.code} by hand for this session. That mark stays."
            self.report.refuse(item.row.warned(why, column="code", value=code))

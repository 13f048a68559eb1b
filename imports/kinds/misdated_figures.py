"""A file of figures that says what an earlier one said, of other days or but for one word: one is wrong.

Which of them is not for the portal to know. The report names both, and a person takes the wrong one back
(imports/running/taking_back.py).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from accounts import clock
from children.enums import Origin
from children.models import SessionMark
from imports.kinds.misdated_returns import OTHER_DAYS, OTHER_YEARS, Day, Shift, days_off, is_nearly_all, twins
from imports.reading.reading import Refusal
from imports.running.report import Report

OTHER_WEEKS = (days_off(-7), days_off(7))
SHIFTS = (*OTHER_DAYS, *OTHER_WEEKS, *OTHER_YEARS)
DAY_BY_DAY = ("L", "M", "I", "G", "N", "O", "U")
"""Marks of attendance that come on one day and not on another; others may be part of a child's timetable."""
MOST_IN_A_WEEK = 6  # who has one mark on more sessions than these may have it in any week

TAKE_BACK = "open its import and take back what it added."


def point_out(
    model: type[Any], words: tuple[str, ...], day: str, file: str, report: Report, *, but_for: Collection[str],
    is_possible: Callable[[dt.date], bool] = lambda day: True,
) -> None:  # fmt: skip
    """After a file. `words`: the columns by which two rows say the same; `but_for`: those of them that a file may have
    wrong in every row. `is_possible`: the days of which a row can be. Two queries where the file added rows."""
    if report.run is None or not report.files[file]["added"]:
        return
    rows, came_at = model.objects.standing().filter(origin=Origin.FILE).order_by(), report.run.started_at
    added = rows.filter(entered_at=came_at)
    others = rows.exclude(entered_at=came_at).filter(child__in=added.values("child"))
    here = {(tuple(said), when) for *said, when in added.values_list("child", *words, day)}
    held = others.values_list("child", *words, day, "entered_at")
    there = {(tuple(said), when): at for *said, when, at in held}
    if found := twins(here, there, [_among(shift, is_possible) for shift in SHIFTS]):
        _say(found, there, f"of other days. If one of the two files was dated wrongly, {TAKE_BACK}", file, report)
    for name in but_for:
        if found := _but_for(words.index(name) + 1, here, there):
            _say(found, there, f"but for “{name}”. If that is wrong in one of the two files, {TAKE_BACK}", file, report)


def point_out_marks(file: str, report: Report) -> None:
    """After a file of attendance: one week is like the next but for absences, and of these one for each child, mark and
    week is asked for. A day off tells nothing, for the right file has rows of nearly all the same sessions. Two queries."""
    tally = report.files.get(file, {})
    if report.run is None or not (tally.get("added") or tally.get("changed")):
        return
    marks = SessionMark.objects.filter(origin=Origin.FILE, code__in=DAY_BY_DAY).order_by()
    of_file = marks.filter(entered_at=report.run.started_at)
    here = _one_a_week(of_file.values_list("child", "code", "session", "session_date"))
    shifts = (*OTHER_WEEKS, *OTHER_YEARS)
    days = {moved for _, day in here for shift in shifts if (moved := shift(day))}
    others = marks.filter(child__in={said[0] for said, _ in here}, session_date__in=days)
    held = others.exclude(entered_at=report.run.started_at)
    rows = held.values_list("child", "code", "session", "session_date", "entered_at")
    there = {(tuple(said), when): at for *said, when, at in rows}
    if found := twins(here, there, shifts):
        _say(found, there, f"of other days. If one of the two files was dated wrongly, {TAKE_BACK}", file, report)


def _one_a_week(rows: Iterable[tuple]) -> set[Day]:
    found: dict[tuple, list[tuple[dt.date, str]]] = defaultdict(list)
    for child, code, session, day in rows:
        found[child, code, day.isocalendar()[:2]].append((day, session))
    firsts = ((child, code, min(marks)) for (child, code, _), marks in found.items() if len(marks) <= MOST_IN_A_WEEK)
    return {((child, code, session), day) for child, code, (day, session) in firsts}


def _among(shift: Shift, is_possible: Callable[[dt.date], bool]) -> Shift:
    """Rows of the wrong file that could not be taken, for there is no school on their day, tell nothing."""

    def shifted(day: dt.date) -> dt.date | None:
        moved = shift(day)
        return moved if moved is not None and is_possible(moved) else None

    return shifted


def _but_for(place: int, here: Collection[Day], there: Collection[Day]) -> set[Day]:
    """What the portal holds of these rows with another word in one place, where that is so of nearly all."""

    def rest(one: Day) -> tuple[Any, ...]:
        said, when = one
        return (*said[:place], *said[place + 1 :], when)

    mine = {rest(one) for one in here}
    found = {one for one in there if one not in here and rest(one) in mine}
    return found if is_nearly_all(len({rest(one) for one in found}), len(mine)) else set()


def _say(found: Collection[Day], there: Mapping[Day, dt.datetime], how: str, file: str, report: Report) -> None:
    earlier = clock.day_of(max(there[one] for one in found))
    why = f"{len(found)} rows that came on {earlier:%d/%m/%Y} say the same as rows of this file, {how}"
    report.refuse(Refusal(file, 0, "", "", why, warning=True))

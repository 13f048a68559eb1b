"""A file of results or suspensions that says what an earlier one said, of other days or but for one word: one is wrong.

Which of them is not for the portal to know. The report names both, and a person takes the wrong one back
(imports/running/taking_back.py).
"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from accounts import clock
from children.enums import Origin
from imports.kinds.misdated_returns import OTHER_DAYS, OTHER_YEARS, Day, Shift, days_off, is_nearly_all, twins
from imports.reading.reading import Refusal
from imports.running.report import Report

SHIFTS = (*OTHER_DAYS, days_off(-7), days_off(7), *OTHER_YEARS)


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

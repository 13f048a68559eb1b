"""A file of results or suspensions that says what an earlier one said, of other days: one of the two was dated wrongly.

Which of them is not for the portal to know. The report names both, and a person takes the wrong one back
(imports/running/taking_back.py). Attendance is not asked: one week of a child is like the next.
"""

from typing import Any

from accounts import clock
from children.enums import Origin
from imports.kinds.misdated_returns import OTHER_DAYS, OTHER_YEARS, days_off, twins
from imports.reading.reading import Refusal
from imports.running.report import Report

SHIFTS = (*OTHER_DAYS, days_off(-7), days_off(7), *OTHER_YEARS)


def point_out(model: type[Any], words: tuple[str, ...], day: str, file: str, report: Report) -> None:
    """After a file. `words`: the columns by which two rows say the same. Two queries where the file added rows."""
    if report.run is None or not report.files[file]["added"]:
        return
    rows, came_at = model.objects.standing().filter(origin=Origin.FILE).order_by(), report.run.started_at
    added = rows.filter(entered_at=came_at)
    others = rows.exclude(entered_at=came_at).filter(child__in=added.values("child"))
    here = {(tuple(said), when) for *said, when in added.values_list("child", *words, day)}
    held = others.values_list("child", *words, day, "entered_at")
    there = {(tuple(said), when): at for *said, when, at in held}
    found = twins(here, there, SHIFTS)
    if found:
        earlier = clock.day_of(max(there[one] for one in found))
        why = (
            f"{len(found)} rows that came on {earlier:%d/%m/%Y} say the same as rows of this file, of other days. If one of "
            "the two files was dated wrongly, open its import and take back what it added."
        )
        report.refuse(Refusal(file, 0, "", "", why, warning=True))

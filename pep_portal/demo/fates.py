"""How the plans of a term go: drawn for each child with a fixed seed, so that everything that happens happens to some."""

import datetime as dt
import random
from dataclasses import dataclass

from children.calendar.clocks import Calendar
from quality.enums import Grade

ONE_DAY = dt.timedelta(days=1)
CALENDAR = Calendar()
LATE_MEETING, LATE_PART_1, LATE_SCHOOL_PART, IN_TIME = "late meeting", "late Part 1", "late school part", "in time"
HOW = ((IN_TIME, 0.74), (LATE_MEETING, 0.09), (LATE_PART_1, 0.07), (LATE_SCHOOL_PART, 0.10))
FIRST_GRADES = (
    (Grade.OUTSTANDING, 0.14),
    (Grade.GOOD, 0.56),
    (Grade.REQUIRES_IMPROVEMENT, 0.23),
    (Grade.INADEQUATE, 0.07),
)


@dataclass(frozen=True)
class Fate:
    """Days on which things happen to one plan; what lies after today has not happened yet."""

    how: str
    part_1: dt.date
    meeting: dt.date
    school_part: dt.date
    checked: dt.date
    first_grade: Grade
    returned_twice: bool
    signed_below: bool
    cancels_first_meeting: bool
    answered_after: int
    """Days from a return to the answer."""

    @property
    def is_late(self) -> bool:
        return self.how != IN_TIME

    @property
    def needs_return(self) -> bool:
        return self.first_grade in {Grade.REQUIRES_IMPROVEMENT, Grade.INADEQUATE}


def draw(seed: str, *, opened: dt.date, due: dt.date, latest: dt.date, is_under_way: bool = False) -> Fate:
    """`latest`: the day by which even a late plan has to be in, because the next term's is handed out then.

    In the term that is under way people take longer, so that a visitor meets plans in every state.
    """
    chance = random.Random(seed)
    how = _drawn(chance, HOW)
    room = max((due - opened).days - 6, 1)
    meeting = _working(due - dt.timedelta(days=min(chance.randrange(4, 75), room)))
    part_1 = _working(max(opened + ONE_DAY, meeting - dt.timedelta(days=chance.randrange(2, 16))))
    school_part = _working(min(due, meeting + dt.timedelta(days=chance.randrange(1, 9))), back=True)
    late_by = dt.timedelta(days=chance.randrange(2, 13))
    if how == LATE_MEETING:
        meeting = _working(min(due + late_by, latest - 6 * ONE_DAY))
        school_part = _working(meeting + ONE_DAY)
    elif how == LATE_PART_1:
        part_1 = _working(min(due + late_by, latest - 5 * ONE_DAY))
    elif how == LATE_SCHOOL_PART:
        school_part = _working(min(due + late_by, latest - 5 * ONE_DAY))
    both_in = max(part_1, school_part)
    waits = (3, 16) if is_under_way else (1, 10)
    return Fate(
        how=how,
        part_1=part_1,
        meeting=meeting,
        school_part=max(school_part, meeting),
        checked=_working(
            min(both_in + dt.timedelta(days=chance.randrange(*waits)), max(both_in, latest - 5 * ONE_DAY))
        ),
        first_grade=_drawn(chance, FIRST_GRADES),
        returned_twice=chance.random() < 0.2,
        signed_below=chance.random() < 0.25,
        cancels_first_meeting=how == LATE_MEETING and chance.random() < 0.7,
        answered_after=chance.randrange(6, 18) if is_under_way else chance.randrange(2, 5),
    )


def _drawn(chance: random.Random, weighted):
    return chance.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _working(day: dt.date, *, back: bool = False) -> dt.date:
    """That day, or the next (with `back` the last) on which offices are open."""
    while not CALENDAR.is_working_day(day):
        day += -ONE_DAY if back else ONE_DAY
    return day

"""Attendance by half-day session: what each code of the national set means, and what the marks of a child add up to.

The statistical meaning follows the Department for Education's guidance 'Working together to improve school
attendance' (August 2024). D, X, Q and Y1 to Y7 are sessions in which the child could not come: not an absence.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.db.models.enums import TextChoices

from children.calendar.school_calendar import Calendars
from children.models import SessionMark


class Meaning(TextChoices):
    PRESENT = "PRESENT", "Present"
    AUTHORISED = "AUTHORISED", "Authorised absence"
    UNAUTHORISED = "UNAUTHORISED", "Unauthorised absence"
    NOT_POSSIBLE = "NOT_POSSIBLE", "Not a possible session"
    ADMINISTRATIVE = "ADMINISTRATIVE", "No session for this child"
    MISSING = "MISSING", "No mark made"


@dataclass(frozen=True)
class Code:
    """Valid from its first day up to and not including `until`; None is open."""

    code: str
    label: str
    meaning: Meaning
    from_date: dt.date | None = None
    until: dt.date | None = None

    def is_valid_on(self, day: dt.date) -> bool:
        return (self.from_date is None or self.from_date <= day) and (self.until is None or day < self.until)


REFORM = dt.date(2024, 8, 19)  # the national set changed
MISSING = "-"

CODES: dict[str, Code] = {
    code.code: code
    for code in (
        Code("/", "Present in the morning", Meaning.PRESENT),
        Code("\\", "Present in the afternoon", Meaning.PRESENT),
        Code("L", "Late, before the register closed", Meaning.PRESENT),
        Code("K", "At education that the council arranged", Meaning.PRESENT, REFORM),
        Code("V", "On an educational visit or trip", Meaning.PRESENT),
        Code("P", "Taking part in a sporting activity", Meaning.PRESENT),
        Code("W", "On work experience", Meaning.PRESENT),
        Code("B", "At another approved educational activity", Meaning.PRESENT),
        Code("C", "Leave in exceptional circumstances", Meaning.AUTHORISED),
        Code("C1", "Leave for a performance, or work abroad, that is licensed", Meaning.AUTHORISED, REFORM),
        Code("C2", "Part-time timetable, of compulsory school age", Meaning.AUTHORISED, REFORM),
        Code("M", "Medical or dental appointment", Meaning.AUTHORISED),
        Code("J1", "Interview for a job or a school place", Meaning.AUTHORISED, REFORM),
        Code("S", "Study leave for a public examination", Meaning.AUTHORISED),
        Code("T", "Parent travelling for work", Meaning.AUTHORISED),
        Code("R", "Religious observance", Meaning.AUTHORISED),
        Code("I", "Ill", Meaning.AUTHORISED),
        Code("E", "Suspended or excluded, with no other provision made", Meaning.AUTHORISED),
        Code("G", "Holiday that the school did not grant", Meaning.UNAUTHORISED),
        Code("N", "Reason not known yet", Meaning.UNAUTHORISED),
        Code("O", "Absent for another reason, or an unknown one", Meaning.UNAUTHORISED),
        Code("U", "Came after the register had closed", Meaning.UNAUTHORISED),
        Code("D", "At the other school of a child on two rolls", Meaning.NOT_POSSIBLE),
        Code("X", "Not of compulsory school age, and not expected", Meaning.NOT_POSSIBLE),
        Code("Q", "Could not come: the council made no access arrangements", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y1", "Could not come: transport not available", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y2", "Could not come: travel widely disrupted", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y3", "Could not come: part of the school closed", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y4", "Could not come: the whole school closed without warning", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y5", "Could not come: in custody", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y6", "Could not come: public health guidance or law", Meaning.NOT_POSSIBLE, REFORM),
        Code("Y7", "Could not come: another cause that nobody could avoid", Meaning.NOT_POSSIBLE, REFORM),
        Code("Z", "Not on the roll yet", Meaning.ADMINISTRATIVE),
        Code("#", "School closed as planned", Meaning.ADMINISTRATIVE),
        Code("H", "Family holiday agreed", Meaning.AUTHORISED, until=REFORM),
        Code("J", "At an interview", Meaning.PRESENT, until=REFORM),
        Code("Y", "Could not come in exceptional circumstances", Meaning.NOT_POSSIBLE, until=REFORM),
        Code("F", "Extended family holiday agreed", Meaning.AUTHORISED, until=dt.date(2013, 9, 1)),
    )
}


def codes_on(day: dt.date) -> dict[str, Code]:
    """The codes that a register of that day may hold."""
    return {name: code for name, code in CODES.items() if code.is_valid_on(day)}


def meaning_of(code: str | None) -> Meaning | None:
    """None for a code outside the set. Capitals count, as in the register: 'i' is not a code. Nothing and '-' are missing.

    The meaning does not depend on the day: no code came back with another one.
    """
    bare = (code or "").strip()
    if bare in {"", MISSING}:
        return Meaning.MISSING
    found = CODES.get(bare)
    return found.meaning if found else None


@dataclass(frozen=True)
class Tally:
    """Half-day sessions. A missing mark is neither presence nor absence; an unknown code counts nowhere else."""

    present: int = 0
    authorised: int = 0
    unauthorised: int = 0
    not_possible: int = 0
    administrative: int = 0
    missing: int = 0
    unknown: int = 0
    no_school: int = 0
    """Marked as present or absent on a day on which there was no school: neither possible nor an absence."""

    @property
    def possible(self) -> int:
        return self.present + self.authorised + self.unauthorised

    @property
    def attended(self) -> int:
        return self.present

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised

    @property
    def percent(self) -> Decimal | None:
        """Attended of possible sessions, to one decimal; None when no session was possible."""
        return self._percent(self.attended)

    @property
    def absence_percent(self) -> Decimal | None:
        return self._percent(self.absent)

    @property
    def unauthorised_percent(self) -> Decimal | None:
        return self._percent(self.unauthorised)

    @property
    def is_persistently_absent(self) -> bool | None:
        """Missed one possible session in ten or more, by the exact fraction; None when none was possible."""
        return self.absent * 10 >= self.possible if self.possible else None

    @property
    def is_severely_absent(self) -> bool | None:
        """Missed half of the possible sessions or more; None when none was possible."""
        return self.absent * 2 >= self.possible if self.possible else None

    def _percent(self, part: int) -> Decimal | None:
        if not self.possible:
            return None
        return (Decimal(part * 100) / self.possible).quantize(Decimal("0.1"), ROUND_HALF_UP)


def tally(codes: Iterable[str | None] | Mapping[str, int]) -> Tally:
    """Of marks one by one, or of codes with the number of their sessions."""
    sessions: Counter[str] = Counter()
    for code, number in Counter(codes).items():
        meaning = meaning_of(code)
        sessions[meaning.value.lower() if meaning else "unknown"] += number
    return Tally(**sessions)


def unknown_codes(codes: Iterable[str | None]) -> list[str]:
    """Each code that is not in the national set, once, in order."""
    return sorted({code for code in codes if code is not None and meaning_of(code) is None})


IN_SCHOOL = frozenset({Meaning.PRESENT, Meaning.AUTHORISED, Meaning.UNAUTHORISED})
"""What can be marked only where there is school."""


def of_children(children: Collection[int], *, from_date: dt.date, until: dt.date) -> dict[int, Tally]:
    """Every child's tally from `from_date` up to and not including `until`; all noughts without marks. Two queries."""
    marks = SessionMark.objects.filter(child__in=children, session_date__gte=from_date, session_date__lt=until)
    codes: dict[int, Counter[str]] = defaultdict(Counter)
    outside: Counter[int] = Counter()
    rows = list(marks.order_by().values_list("child_id", "school_id", "session_date", "code"))
    calendars = Calendars() if rows else None
    is_open: dict[tuple[int | None, dt.date], bool] = {}
    for child, school, day, code in rows:
        if (school, day) not in is_open:
            is_open[school, day] = calendars is None or calendars.is_open(school, day)
        if is_open[school, day] or meaning_of(code) not in IN_SCHOOL:
            codes[child][code] += 1
        else:
            outside[child] += 1
    return {child: replace(tally(codes.get(child, {})), no_school=outside[child]) for child in children}


def of_child(child, from_date: dt.date, until: dt.date) -> Tally:
    """The tally of one child from `from_date` up to and not including `until`."""
    return of_children([child.pk], from_date=from_date, until=until)[child.pk]

"""Which year group and phase a child belongs to, from the date of birth alone.

The year group is the expected one: a child may be taught out of year, and then what the school
records wins.
"""

import datetime as dt

from children.enums import Phase

FIRST_MONTH = 9  # the academic year begins on 1 September
RECEPTION, LAST_PRIMARY, LAST_COMPULSORY = 0, 6, 11
LAST_WITH_A_CODE = 14
NURSERY_YEARS = (-2, -1)
KEY_YEARS = frozenset({2, 6, 11})
YEARS_BEFORE_YEAR_0 = 5  # a child of Reception was born in the fifth academic year before
_YEARS: dict[Phase, tuple[int | None, int | None]] = {
    Phase.EARLY_YEARS: (None, RECEPTION),
    Phase.PRIMARY: (RECEPTION + 1, LAST_PRIMARY),
    Phase.SECONDARY: (LAST_PRIMARY + 1, LAST_COMPULSORY),
    Phase.POST_16: (LAST_COMPULSORY + 1, None),
}

_CODES_BEFORE_YEAR_1 = {-4: "E1", -3: "E2", -2: "N1", -1: "N2", 0: "R"}
_LAST_YEARS_OF_KEY_STAGES = ((0, "EYFS"), (2, "KS1"), (6, "KS2"), (9, "KS3"), (11, "KS4"), (13, "KS5"))


def academic_year_start(on: dt.date) -> int:
    """The calendar year in which the academic year of this day began: 2026 for 31 August 2027."""
    return on.year if on.month >= FIRST_MONTH else on.year - 1


def academic_year(on: dt.date) -> str:
    """As people write it: '2026/27'."""
    start = academic_year_start(on)
    return f"{start}/{(start + 1) % 100:02d}"


def year_group(date_of_birth: dt.date, on: dt.date) -> int:
    """Reception is 0, nursery -1 and -2, a baby as low as -5; nothing is capped at the top.

    The cut-off is 1 September: born on 31 August is a year group above. Raises ValueError for a birth
    after `on`.
    """
    _refuse_birth_after(date_of_birth, on)
    return academic_year_start(on) - academic_year_start(date_of_birth) - YEARS_BEFORE_YEAR_0


def phase(date_of_birth: dt.date, on: dt.date) -> Phase:
    """Raises ValueError for a birth after `on`."""
    return phase_of(year_group(date_of_birth, on))


def phase_of(year: int) -> Phase:
    """The phase of a year group: early years end with Reception, post-16 begins with Year 12."""
    if year <= RECEPTION:
        return Phase.EARLY_YEARS
    if year <= LAST_PRIMARY:
        return Phase.PRIMARY
    if year <= LAST_COMPULSORY:
        return Phase.SECONDARY
    return Phase.POST_16


def births_of(phase: Phase, on: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of birth of children in this phase on that day, and the first day after them (not included)."""
    youngest, oldest = _YEARS[phase]
    start = academic_year_start(on) - YEARS_BEFORE_YEAR_0
    first = dt.date(start - oldest, FIRST_MONTH, 1) if oldest is not None else dt.date.min
    after = dt.date(start - youngest + 1, FIRST_MONTH, 1) if youngest is not None else dt.date.max
    return first, after


def label(year: int) -> str:
    """A year group in words for a page: 'Reception', 'Year 6', 'Nursery', 'Before nursery'."""
    if year > RECEPTION:
        return f"Year {year}"
    if year == RECEPTION:
        return "Reception"
    return "Nursery" if year in NURSERY_YEARS else "Before nursery"


def code(year: int) -> str | None:
    """The code of the common basic data set: 'E1', 'E2', 'N1', 'N2', 'R', '1' to '14'; None below and above those.

    Its 'M' (mixed year) and 'X' (the national curriculum is not followed) are a school's to say: no birthday tells them.
    """
    if year > LAST_WITH_A_CODE:
        return None
    if year > RECEPTION:
        return str(year)
    return _CODES_BEFORE_YEAR_1.get(year)


def key_stage(year: int) -> str:
    """'EYFS', 'KS1' to 'KS5', and 'post-KS5' from Year 14."""
    return next((name for last, name in _LAST_YEARS_OF_KEY_STAGES if year <= last), "post-KS5")


def key_year(year: int) -> bool:
    """The years in which the virtual school likes to attend: 2, 6 and 11."""
    return year in KEY_YEARS


def age(date_of_birth: dt.date, on: dt.date) -> int:
    """Whole years; a child of 29 February has the birthday on 1 March in other years.

    Raises ValueError for a birth after `on`.
    """
    _refuse_birth_after(date_of_birth, on)
    before_birthday = (on.month, on.day) < (date_of_birth.month, date_of_birth.day)
    return on.year - date_of_birth.year - before_birthday


def _refuse_birth_after(date_of_birth: dt.date, on: dt.date) -> None:
    if date_of_birth > on:
        raise ValueError(f"The date of birth, {date_of_birth:%d/%m/%Y}, is after {on:%d/%m/%Y}.")

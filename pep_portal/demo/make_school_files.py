"""Makes the made-up schools' figures anew: `python -m pep_portal.demo.make_school_files`. The seed is fixed.

Read beside the files of the case system: a child is marked by the school whose roll the child is on that day.
"""

import csv
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from children.year_groups import year_group
from imports.kinds.attainment import RESULTS
from imports.kinds.attendance import MARKS
from imports.kinds.school_files import SchoolFile
from imports.kinds.suspensions import SUSPENSIONS
from pep_portal.demo.people import SCHOOL_WITHOUT_TEACHER
from pep_portal.demo.sample import FILES, SCHOOL_FILES

SEED = 20261201
ONE_DAY = dt.timedelta(days=1)
FIRST_DAY, LAST_DAY = dt.date(2026, 9, 2), dt.date(2026, 11, 30)
HOLIDAYS = (
    (dt.date(2025, 10, 27), dt.date(2025, 10, 31)), (dt.date(2025, 12, 20), dt.date(2026, 1, 4)),
    (dt.date(2026, 2, 16), dt.date(2026, 2, 20)), (dt.date(2026, 3, 28), dt.date(2026, 4, 12)),
    (dt.date(2026, 5, 4), dt.date(2026, 5, 4)), (dt.date(2026, 5, 25), dt.date(2026, 5, 29)),
    (dt.date(2026, 7, 22), dt.date(2026, 9, 1)), (dt.date(2026, 10, 26), dt.date(2026, 10, 30)),
)  # fmt: skip
IN_THE_REGISTERS = 40
STOPPED_SENDING = dt.date(2026, 11, 13)
JULY, OCTOBER = dt.date(2026, 7, 10), dt.date(2026, 10, 23)
HABITS = (
    ("steady", 0.58, {"I": 0.015, "M": 0.008, "L": 0.01}),
    ("often ill", 0.2, {"I": 0.07, "M": 0.02, "L": 0.02}),
    ("late", 0.1, {"U": 0.05, "L": 0.08, "O": 0.02}),
    ("away", 0.12, {"O": 0.2, "N": 0.05, "U": 0.05, "I": 0.03}),
)
REASONS = ("DB", "DB", "DB", "VA", "PP", "PP", "VP", "DM", "PA", "VR", "BU", "MP")
SPREAD = (("WTS", 0.52), ("EXS", 0.4), ("GDS", 0.08))
GRADES = ("1", "2", "3", "3", "4", "4", "5", "6", "7")
GOALS = ("Listening, attention and understanding", "Self-regulation", "Gross motor skills", "Word reading", "Number")
SUBJECTS = {"PRIMARY": ("Reading", "Writing", "Mathematics"), "SECONDARY": ("English", "Mathematics", "Science")}
OPTIONS = ("History", "Geography", "Art and design", "Food technology", "Drama", "Computing")


@dataclass
class Pupil:
    number: str
    born: dt.date
    sen: str = ""
    hours: str = ""
    spells: list[tuple[dt.date, dt.date | None, str]] = field(default_factory=list)
    habit: dict[str, float] = field(default_factory=dict)
    suspended: set[tuple[dt.date, str]] = field(default_factory=set)

    def school_on(self, day: dt.date) -> str:
        return next((urn for since, until, urn in self.spells if since <= day and (until is None or day < until)), "")

    def year(self, day: dt.date) -> int:
        return year_group(self.born, day)


class Figures:
    """The rows of each file."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.pupils = list(self._pupils())

    def _pupils(self) -> Iterator[Pupil]:
        sen = {row["social_care_id"]: row["provision"] for row in _rows("sen.csv")}
        in_care = {row["social_care_id"] for row in _rows("care_periods.csv") if not row["until"]}
        spells = defaultdict(list)
        for row in _rows("enrolments.csv"):
            if row["kind"] == "MAIN":
                spells[row["social_care_id"]].append(row)
        for row in _rows("children.csv"):
            number = row["social_care_id"]
            if number in in_care and spells[number]:
                yield self._pupil(number, _day(row["date_of_birth"]), sen.get(number, "N"), spells[number])

    def _pupil(self, number: str, born: dt.date, sen: str, rows: list[dict]) -> Pupil:
        _, _, habit = self.chance.choices(HABITS, [weight for _, weight, _ in HABITS])[0]
        found = Pupil(number, born, sen, rows[-1]["hours_a_week"], habit=habit)
        found.spells = [
            (_day(row["from"]), _day(row["until"]) if row["until"] else None, row["school_urn"]) for row in rows
        ]
        return found

    @cached_property
    def suspensions(self) -> list[dict]:
        older = [pupil for pupil in self.pupils if 6 <= pupil.year(LAST_DAY) <= 11 and pupil.school_on(LAST_DAY)]
        some = self.chance.sample(older, 14)
        days = list(_school_days(dt.date(2025, 9, 8), LAST_DAY - 10 * ONE_DAY))
        rows = [self._suspension(self.chance.choice(some), day) for day in self.chance.sample(days, 38)]
        return sorted((row for row in rows if row), key=lambda row: row["start_date"])

    def _suspension(self, pupil: Pupil, day: dt.date) -> dict | None:
        school = pupil.school_on(day)
        if not school:
            return None
        draw = self.chance.random()
        category = "PERM" if draw < 0.03 else "LNCH" if draw < 0.08 else "SUSP"
        sessions = 1 if category == "LNCH" else self.chance.choice((1, 2, 2, 3, 4, 6, 10))
        if category == "SUSP":
            halves = [(each, half) for each in _school_days(day, LAST_DAY) for half in ("AM", "PM")]
            pupil.suspended.update(halves[:sessions])
        reason, other = self.chance.choice(REASONS), self.chance.choice(REASONS)
        return {
            "social_care_id": pupil.number, "school_urn": school, "start_date": day,
            "sessions": "" if category == "PERM" else sessions, "category": category,
            "reason1": reason, "reason2": other if draw > 0.7 and other != reason else "",
            "sen_provision": pupil.sen,
        }  # fmt: skip

    def attendance(self) -> Iterator[dict]:
        """Whole schools, the busiest first, so that others are seen not to have sent any; two stopped in November."""
        rolls = defaultdict(list)
        for pupil in self.pupils:
            school = pupil.school_on(LAST_DAY)
            if 0 <= pupil.year(LAST_DAY) <= 11 and school and school != SCHOOL_WITHOUT_TEACHER:
                rolls[school].append(pupil)
        marked, sending = 0, []
        busiest = max(sorted(rolls), key=lambda school: len(rolls[school]))
        for school in dict.fromkeys([busiest, *self.chance.sample(sorted(rolls), len(rolls))]):
            if marked < IN_THE_REGISTERS:
                sending.append(school)
                marked += len(rolls[school])
        for school in sending:
            last = STOPPED_SENDING if school in sending[-2:] else LAST_DAY
            for pupil in rolls[school]:
                yield from self._register(pupil, school, last)

    def _register(self, pupil: Pupil, school: str, last: dt.date) -> Iterator[dict]:
        for day in _school_days(FIRST_DAY, last):
            if pupil.school_on(day) == school:
                ill = self.chance.random() < pupil.habit.get("I", 0)
                for half in ("AM", "PM"):
                    code = self._mark(pupil, day, half, ill=ill)
                    yield {
                        "social_care_id": pupil.number, "school_urn": school, "date": day, "session": half, "code": code,
                    }  # fmt: skip

    def _mark(self, pupil: Pupil, day: dt.date, half: str, *, ill: bool) -> str:
        if day == FIRST_DAY:
            return "#"
        if (day, half) in pupil.suspended:
            return "E"
        if pupil.hours and half == "PM":
            return "C2"
        if ill:
            return "I"
        for code, likely in pupil.habit.items():
            if code != "I" and self.chance.random() < likely:
                return code
        return "/" if half == "AM" else "\\"

    def attainment(self) -> Iterator[dict]:
        for pupil in self.pupils:
            if self.chance.random() > 0.1:
                for day in (JULY, OCTOBER):
                    if school := pupil.school_on(day):
                        for row in self._results(pupil, day):
                            yield {"social_care_id": pupil.number, "school_urn": school, "date": day, **row}

    def _results(self, pupil: Pupil, day: dt.date) -> Iterable[dict]:
        year = pupil.year(day)
        if year == 0:
            return [_result("EYFS", goal, self.chance.choice("1122")) for goal in GOALS]
        if 1 <= year <= 6:
            return [*self._judged(year, "KS1" if year <= 2 else "KS2", "PRIMARY"), *self._tests(year, day)]
        if 7 <= year <= 9:
            return self._judged(year, "KS3", "SECONDARY")
        if 10 <= year <= 11:
            return self._grades(self.chance.sample(OPTIONS, 1) if day == OCTOBER else [])
        if year >= 12:
            return [_result("POST16", "Vocational course", self.chance.choice(("P", "P", "M", "D")))]
        return []

    def _judged(self, year: int, stage: str, subjects: str) -> Iterator[dict]:
        values, weights = zip(*SPREAD, strict=True)
        for subject in SUBJECTS[subjects]:
            yield _result(stage, subject, self.chance.choices(values, weights)[0])

    def _tests(self, year: int, day: dt.date) -> Iterator[dict]:
        if day == JULY and year == 1:
            yield _result("PHONICS", "Phonics", str(self.chance.randrange(14, 41)), "RESULT")
        if day == JULY and year == 6:
            for subject in ("Reading", "Mathematics"):
                yield _result("KS2", subject, str(self.chance.randrange(84, 116)), "RESULT")

    def _grades(self, options: list[str]) -> Iterator[dict]:
        for subject in ("English language", "Mathematics", "Biology", *options):
            place = self.chance.randrange(len(GRADES) - 2)
            yield _result("KS4", subject, GRADES[place])
            yield _result("KS4", subject, GRADES[place + 2], "PREDICTED")


def _result(stage: str, subject: str, value: str, kind: str = "NOW") -> dict:
    return {"stage": stage, "subject": subject, "value": value, "kind": kind}


def _school_days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Both included."""
    for number in range((last - first).days + 1):
        day = first + number * ONE_DAY
        if day.weekday() < 5 and not any(begins <= day <= ends for begins, ends in HOLIDAYS):
            yield day


def _rows(name: str) -> Iterator[dict]:
    with (FILES / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def _day(text: str) -> dt.date:
    return dt.datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, not a moment


def write() -> None:
    figures = Figures()
    SCHOOL_FILES.mkdir(exist_ok=True)
    _write(SUSPENSIONS, figures.suspensions)
    _write(MARKS, figures.attendance())
    _write(RESULTS, figures.attainment())


def _write(file: SchoolFile, rows: Iterable[dict]) -> None:
    """Children are named by the number of the case system alone."""
    names = [column.name for column in file.kind.columns if column.name != "upn"]
    with (SCHOOL_FILES / file.kind.name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write()

"""The people of the made-up council: social work teams, reviewing officers and school staff."""

import csv
import datetime as dt
import random
import re
import unicodedata
from dataclasses import dataclass

from pep_portal.demo.names import Cast
from pep_portal.demo.sample import FILES, HOME

NORTH, SOUTH, DISABILITY, LEAVING_CARE = (
    "Looked After Team North",
    "Looked After Team South",
    "Children with Disabilities Team",
    "Leaving Care Team",
)
TEAMS = {NORTH: 5, SOUTH: 5, DISABILITY: 3, LEAVING_CARE: 5}
IN_POST_SINCE = dt.date(2022, 4, 1)
COUNCIL = "fernshire.example"
SCHOOL_WITHOUT_TEACHER = "900043"
PHASES = {"1": "NURSERY", "2": "PRIMARY", "4": "SECONDARY", "6": "COLLEGE", "7": "ALL_THROUGH"}


@dataclass(frozen=True)
class DemoSchool:
    urn: str
    name: str
    area: str
    phase: str
    domain: str
    is_open: bool


@dataclass(frozen=True)
class DemoPerson:
    email: str
    name: str
    role: str
    team: str = ""
    school_urn: str = ""
    deputy: str = ""
    from_date: dt.date = IN_POST_SINCE
    until: dt.date | None = None


def _plain(name: str) -> str:
    """Without accents, apostrophes and capitals."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()


def schools() -> list[DemoSchool]:
    with (FILES / "gias.csv").open(encoding="cp1252", newline="") as stream:
        return [_school(row) for row in csv.DictReader(stream)]


def _school(row: dict) -> DemoSchool:
    kind, name = row["TypeOfEstablishment (name)"], row["EstablishmentName"]
    phase = PHASES.get(row["PhaseOfEducation (code)"], "UNIT" if "referral" in kind else "SPECIAL")
    slug = re.sub(r"[^a-z]+", "-", _plain(name)).strip("-")
    return DemoSchool(
        row["URN"], name, row["LA (code)"], phase, f"{slug}-{row['URN'][-2:]}.example", row["CloseDate"] == ""
    )


class Staff:
    """Everybody whom the files bring, drawn with a fixed seed."""

    def __init__(self, chance: random.Random, cast: Cast):
        self.chance, self.cast = chance, cast
        self.workers = {team: [self._at_team("SW", team) for _ in range(size)] for team, size in TEAMS.items()}
        self.managers = [self._at_team("TM", team) for team in TEAMS]
        self.administrators = [self._at_team("TA", NORTH), self._at_team("TA", LEAVING_CARE)]
        self.reviewers = [self._person("IRO", COUNCIL) for _ in range(4)]
        self.advisers = [self._person("PA", COUNCIL) for _ in range(2)]
        self.has_left = self._at_team("SW", SOUTH, until=dt.date(2026, 10, 12))
        self.school_staff: list[DemoPerson] = []

    def everybody(self) -> list[DemoPerson]:
        workers = [person for team in self.workers.values() for person in team]
        return [
            *self.managers, *workers, self.has_left, *self.administrators, *self.reviewers, *self.advisers,
            *self.school_staff,
        ]  # fmt: skip

    def staff_schools(self, used: list[DemoSchool]) -> None:
        for school in used:
            if school.urn == SCHOOL_WITHOUT_TEACHER:
                continue
            self.school_staff.append(self._person("DT", school.domain, school_urn=school.urn))
            if school.phase in {"SECONDARY", "ALL_THROUGH"} and school.area == HOME:
                self.school_staff.append(self._person("DT", school.domain, school_urn=school.urn, deputy="yes"))
            if school.area == HOME or self.chance.random() < 0.5:
                self.school_staff.append(self._person("HT", school.domain, school_urn=school.urn))

    def _at_team(self, role: str, team: str, **more) -> DemoPerson:
        return self._person(role, COUNCIL, team=team, **more)

    def _person(self, role: str, domain: str, **more) -> DemoPerson:
        given, family = self.cast.adult()
        return DemoPerson(f"{given}.{family}@{domain}".lower(), f"{given} {family}", role, **more)

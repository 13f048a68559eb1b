"""Where the made-up children went to school: by age, by the area they lived in, with the odd ways that life takes."""

import datetime as dt
import random

from children.year_groups import year_group
from pep_portal.demo.people import DemoSchool
from pep_portal.demo.sample import HOME, SampleChild, Spell

FIRST_YEAR_KNOWN = 2020
TODAY = dt.date(2026, 12, 1)
MOVES_IN_JANUARY = dt.date(2027, 1, 4)
SCHOOL_MOVE_TAKES = dt.timedelta(days=16)
STAGES = ((-2, -1, "NURSERY"), (0, 6, "PRIMARY"), (7, 11, "SECONDARY"), (12, 14, "COLLEGE"))
FITTING = {
    "NURSERY": {"NURSERY"},
    "PRIMARY": {"PRIMARY", "ALL_THROUGH"},
    "SECONDARY": {"SECONDARY", "ALL_THROUGH"},
    "COLLEGE": {"COLLEGE", "SECONDARY"},
    "SPECIAL": {"SPECIAL"},
    "UNIT": {"UNIT"},
}


class Schooling:
    def __init__(self, chance: random.Random, schools: list[DemoSchool]):
        self.chance = chance
        self.open_schools = [school for school in schools if school.is_open]

    def of(self, child: SampleChild, *, special: bool) -> list[Spell]:
        """The child's main schools one after another; empty for a child too young or never in school here."""
        spells: list[Spell] = []
        for begins, ends, stage in self._stages(child):
            for since, until in self._homes(child, begins, ends):
                kind = "SPECIAL" if special and stage != "NURSERY" else stage
                self._attend(spells, self._school(kind, child.area_on(since)), since, until)
        return [spell for spell in spells if spell.until is None or spell.until > spell.from_date]

    def _stages(self, child: SampleChild):
        """(first day, day after the last, kind) of each stage the child has reached, no further back than is known."""
        for first, last, stage in STAGES:
            begins = self._september(child, first)
            ends = self._september(child, last + 1)
            if stage == "NURSERY":
                begins = max(begins, child.born.replace(year=child.born.year + 3, day=1))
            begins = max(begins, dt.date(FIRST_YEAR_KNOWN, 9, 1))
            if child.is_unaccompanied and child.care:
                begins = max(begins, child.care.from_date + 2 * SCHOOL_MOVE_TAKES)
            if begins < min(ends, TODAY):
                yield begins, ends, stage

    @staticmethod
    def _september(child: SampleChild, year: int) -> dt.date:
        now = dt.date(2026, 9, 1)
        return dt.date(now.year - (year_group(child.born, now) - year), 9, 1)

    def _homes(self, child: SampleChild, begins: dt.date, ends: dt.date):
        """Split where the child moved to another area and the school could not be kept."""
        since = begins
        for placed in child.placements[1:]:
            moved = since < placed.from_date < min(ends, TODAY)
            elsewhere = moved and child.area_on(since) != child.area_on(placed.from_date)
            if elsewhere and self.chance.random() < 0.6:
                yield since, placed.from_date
                since = placed.from_date + SCHOOL_MOVE_TAKES
        if since < ends:
            yield since, ends

    def _attend(self, spells: list[Spell], school: DemoSchool, since: dt.date, until: dt.date) -> None:
        is_over = until <= TODAY
        last = spells[-1] if spells else None
        if last and last.values["school_urn"] == school.urn and last.until == since:
            last.until = until if is_over else None
        else:
            spells.append(Spell(since, until if is_over else None, {"school_urn": school.urn, "kind": "MAIN"}))

    def school_of(self, kind: str, area: str = HOME) -> DemoSchool:
        return self._school(kind, area)

    def _school(self, kind: str, area: str) -> DemoSchool:
        fitting = [school for school in self.open_schools if school.area == area and school.phase in FITTING[kind]]
        if kind == "COLLEGE" and self.chance.random() < 0.7:
            fitting = [school for school in fitting if school.phase == "COLLEGE"] or fitting
        return self.chance.choice(fitting)

"""Makes the files of the made-up council anew: `python -m pep_portal.demo.make_files`. The seed is fixed.

The children are those of the return in files/ssda903; everything that the return lacks is made up here.
"""

import csv
import datetime as dt
import random
from collections.abc import Iterable

from children.year_groups import age, year_group
from imports.reading.extract_files import EXTRACT
from pep_portal.demo import people, sample
from pep_portal.demo.names import GROUP_OF, LANGUAGE_OF, SHORTENED, Cast
from pep_portal.demo.sample import FILES, HOME, SampleChild, Spell
from pep_portal.demo.schooling import MOVES_IN_JANUARY, TODAY, Schooling
from pep_portal.demo.wording import ARRANGEMENTS, HEALTH, NEEDS, OFFICERS, PRONOUNS

SEED = 20261201


class Council:
    def __init__(self) -> None:
        self.chance = random.Random(SEED)
        self.cast = Cast(self.chance)
        self.children = sample.children()
        self.schools = people.schools()
        self.staff = people.Staff(self.chance, self.cast)
        self.schooling = Schooling(self.chance, self.schools)
        self.in_care = [child for child in self.children if child.care]
        self.names = {child.number: self.cast.child(child.ethnicity, child.sex) for child in self.children}
        self.sen = {child.number: self._sen(child) for child in self.in_care}
        self._move_some()
        self.enrolments = self._enrolments()

    def open_on(self, day: dt.date) -> list[SampleChild]:
        return [child for child in self.in_care if child.care.holds(day)]

    def year(self, child: SampleChild) -> int:
        return year_group(child.born, TODAY)

    def _sen(self, child: SampleChild) -> tuple[str, str]:
        if self.year(child) < 0:
            return "N", ""
        draw = self.chance.random()
        provision = "E" if draw < 0.24 else "K" if draw < 0.55 else "N"
        return provision, self.chance.choice(NEEDS) if provision != "N" else ""

    def _move_some(self) -> None:
        """Seven children changed placement after the return was made."""
        for child in self.chance.sample(self.open_on(TODAY), 7):
            day = dt.date(2026, 4, 20) + dt.timedelta(days=self.chance.randrange(200))
            child.placements[-1].until = day
            where = self.chance.choice(["DE1 1BS", "DE1 1BS", "DY1 1HF", "BL1 1RU"])
            child.placements.append(
                Spell(day, None, {"kind": "U6", "provider": "PR1", "postcode": where, "reason_for_change": "CARPL"})
            )

    def _enrolments(self) -> dict[str, list[Spell]]:
        found = {}
        for child in self.in_care:
            special = self.sen[child.number][0] == "E" and self.chance.random() < 0.5
            spells = self.schooling.of(child, special=special)
            if self.year(child) < 0 and self.chance.random() < 0.25:
                spells = []  # not yet in early years provision
            found[child.number] = spells
            for spell in spells:
                if child.care.until and (spell.until is None or spell.until > child.care.until):
                    spell.until = max(child.care.until, spell.from_date)
            found[child.number] = [spell for spell in spells if spell.until is None or spell.until > spell.from_date]
        self._odd_ways(found)
        return found

    def _odd_ways(self, found: dict[str, list[Spell]]) -> None:
        now = [child for child in self.open_on(TODAY) if found[child.number] and found[child.number][-1].until is None]
        secondary = self.chance.sample([child for child in now if 8 <= self.year(child) <= 11], 7)
        for child in secondary[:3]:
            self._go_on(found[child.number], dt.date(2026, 3, 2), self.schooling.school_of("UNIT").urn)
        for child in secondary[3:6]:
            found[child.number][-1].values["hours_a_week"] = "15"
            unit = {"school_urn": self.schooling.school_of("UNIT").urn, "kind": "AP", "hours_a_week": "10"}
            found[child.number].append(Spell(dt.date(2026, 9, 14), None, unit))
        found[secondary[6].number][-1].until = dt.date(2026, 10, 16)
        older = self.chance.sample(
            [child for child in now if self.year(child) in {12, 13} and age(child.born, TODAY) < 18], 3
        )
        for child in older:
            found[child.number][-1].until = dt.date(2026, 9, 1)
        mover = next(child for child in now if self.year(child) == 4 and child.area_on(TODAY) == HOME)
        others = [s for s in self.schools if s.phase == "PRIMARY" and s.area == HOME]
        here = found[mover.number][-1].values["school_urn"]
        self._go_on(found[mover.number], MOVES_IN_JANUARY, next(s.urn for s in others if s.urn != here))
        self._fill_school_without_teacher(found, now)

    def _fill_school_without_teacher(self, found: dict[str, list[Spell]], now: list[SampleChild]) -> None:
        urns = [found[child.number][-1].values["school_urn"] for child in now]
        if urns.count(people.SCHOOL_WITHOUT_TEACHER) < 2:
            away = [child for child in now if child.area_on(TODAY) == "336" and 1 <= self.year(child) <= 9]
            for child in away[:2]:
                self._go_on(found[child.number], dt.date(2026, 9, 1), people.SCHOOL_WITHOUT_TEACHER)

    @staticmethod
    def _go_on(spells: list[Spell], day: dt.date, urn: str) -> None:
        last = spells[-1]
        if last.from_date >= day:
            last.from_date = day - dt.timedelta(days=60)
        last.until = day
        spells.append(Spell(day, None, {"school_urn": urn, "kind": "MAIN"}))

    def used_schools(self) -> list[people.DemoSchool]:
        urns = {spell.values["school_urn"] for spells in self.enrolments.values() for spell in spells}
        return [school for school in self.schools if school.urn in urns]

    def team_of(self, child: SampleChild) -> str:
        if self.sen[child.number][0] == "E" and self.sen[child.number][1] in {"ASD", "SLD", "PD", "HI", "MLD"}:
            return people.DISABILITY
        if self.year(child) >= 12:
            return people.LEAVING_CARE
        return people.NORTH if int(child.number) % 2 else people.SOUTH


class Files:
    """The rows of each file, by its name."""

    def __init__(self, council: Council):
        self.council, self.chance, self.cast = council, council.chance, council.cast
        self.cases_left = 0

    def people(self) -> Iterable[dict]:
        self.council.staff.staff_schools(self.council.used_schools())
        for person in self.council.staff.everybody():
            yield {
                "email": person.email, "name": person.name, "role": person.role, "team": person.team,
                "school_urn": person.school_urn, "telephone": f"01632 96{self.chance.randrange(10000):04d}",
                "deputy": person.deputy, "from": person.from_date, "until": person.until,
            }  # fmt: skip

    def children(self) -> Iterable[dict]:
        for child in self.council.children:
            given, family = self.council.names[child.number]
            draw = self.chance.random()
            language = LANGUAGE_OF.get(GROUP_OF.get(child.ethnicity, ""), "English")
            yield {
                "social_care_id": child.number, "given_name": given, "family_name": family,
                "preferred_name": SHORTENED.get(given, "") if draw < 0.6 else "",
                "pronouns": "they/them" if draw > 0.975 else PRONOUNS[child.sex],
                "date_of_birth": child.born, "sex": child.sex,
                "ethnicity": child.ethnicity, "first_language": language if draw < 0.5 or child.is_unaccompanied else "English",
                "upn": child.upn, "unaccompanied": "yes" if child.is_unaccompanied else "no",
            }  # fmt: skip

    def care_periods(self) -> Iterable[dict]:
        return (_spell(child, child.care) for child in self.council.in_care)

    def legal_statuses(self) -> Iterable[dict]:
        return (_spell(child, spell) for child in self.council.in_care for spell in child.statuses)

    def placements(self) -> Iterable[dict]:
        for child in self.council.in_care:
            for spell in child.placements:
                fostered = spell.values["kind"][0] in "UA"
                given, family = self.cast.adult()
                yield _spell(child, spell) | {
                    "carer_name": f"{given} {family}" if fostered else self._home_name(spell, family),
                    "carer_telephone": f"01632 96{self.chance.randrange(10000):04d}",
                    "carer_email": f"{given}.{family}@post.example".lower() if fostered else "",
                    "sensitive_address": "yes" if self.chance.random() < 0.12 else "no",
                    "in_area": "yes" if spell.values["postcode"].startswith("DE1") else "no",
                }

    @staticmethod
    def _home_name(spell: Spell, family: str) -> str:
        return "At home with parents" if spell.values["kind"] == "P1" else f"{family} House"

    def allocations(self) -> Iterable[dict]:
        council = self.council
        for place, child in enumerate(council.in_care):
            team = council.team_of(child)
            days = sorted({max(day, child.care.from_date, people.IN_POST_SINCE) for day in child.worker_changes})[-2:]
            yield from self._workers(child, team, days, place)
            since = max(child.care.from_date, people.IN_POST_SINCE)
            reviewer = council.staff.reviewers[place % len(council.staff.reviewers)]
            yield _held(child, "IRO", since, child.care.until, reviewer.email)
            if phase := _phase(council.year(child)):
                yield _held(child, "VSO", since, child.care.until, OFFICERS[phase])
            if council.year(child) >= 11:
                adviser = council.staff.advisers[place % 2]
                yield _held(child, "PA", max(since, dt.date(2025, 9, 1)), child.care.until, adviser.email)

    def _workers(self, child: SampleChild, team: str, days: list[dt.date], place: int) -> Iterable[dict]:
        workers = self.council.staff.workers[team]
        ends = [*days[1:], child.care.until]
        left = self.council.staff.has_left
        for number, (day, until) in enumerate(zip(days, ends, strict=True)):
            worker = workers[(place + number) % len(workers)].email
            if until is None and team == people.SOUTH and place % 7 == 0:
                yield _held(child, "SW", day, left.until, left.email, team)
                self.cases_left += 1
                yield _held(child, "SW", left.until, None, "" if self.cases_left in {2, 5} else worker, team)
            elif until is None or until > day:
                yield _held(child, "SW", day, until, worker, team)

    def enrolments(self) -> Iterable[dict]:
        return (_spell(child, s) for child in self.council.in_care for s in self.council.enrolments[child.number])

    def contacts(self) -> Iterable[dict]:
        for child in self.council.in_care:
            if child.is_unaccompanied:
                continue
            family = self.council.names[child.number][1]
            for relationship, likely in (("Mother", 0.95), ("Father", 0.55), ("Grandmother", 0.2)):
                if self.chance.random() < likely:
                    yield self._contact(child, relationship, f"{self.cast.adult()[0]} {family}")

    def _contact(self, child: SampleChild, relationship: str, name: str) -> dict:
        may = self.chance.random() < 0.85
        return {
            "social_care_id": child.number, "name": name, "relationship": relationship,
            "parental_responsibility": "no" if relationship == "Grandmother" else "yes",
            "may_have_contact": "yes" if may else "no",
            "arrangements": self.chance.choice(ARRANGEMENTS) if may else "No contact of any kind.",
            "from": child.care.from_date, "until": child.care.until,
        }  # fmt: skip

    def reviews(self) -> Iterable[dict]:
        for child in self.council.in_care:
            held = sorted(set(child.reviews))
            last = held[-1][0] if held else child.care.from_date
            for day, participation in held:
                yield {
                    "social_care_id": child.number,
                    "review_date": day,
                    "state": "HELD",
                    "participation": participation,
                }
            while child.care.until is None and last < TODAY:
                last += dt.timedelta(days=self.chance.randrange(160, 182))
                last += dt.timedelta(days=max(0, 7 - last.weekday()) if last.weekday() > 4 else 0)
                state = "HELD" if last < TODAY else "BOOKED"
                yield {"social_care_id": child.number, "review_date": last, "state": state}

    def sen(self) -> Iterable[dict]:
        for child in self.council.in_care:
            provision, need = self.council.sen[child.number]
            if provision != "N":
                since = max(child.born.replace(year=child.born.year + 5, day=1), dt.date(2021, 9, 1))
                yield {
                    "social_care_id": child.number, "provision": provision, "primary_need": need,
                    "from": min(since, dt.date(2025, 9, 1)),
                }  # fmt: skip

    def health(self) -> Iterable[dict]:
        for child in self.council.open_on(TODAY):
            summary = " ".join(self.chance.sample(HEALTH[:-1], self.chance.choice([1, 1, 2])))
            if self.chance.random() < 0.5:
                summary = HEALTH[-1]
            yield {
                "social_care_id": child.number,
                "summary": summary,
                "from": max(child.care.from_date, dt.date(2025, 4, 1)),
            }


def _spell(child: SampleChild, spell: Spell) -> dict:
    return {"social_care_id": child.number, "from": spell.from_date, "until": spell.until, **spell.values}


def _held(child: SampleChild, kind: str, since: dt.date, until: dt.date | None, email: str, team: str = "") -> dict:
    return {
        "social_care_id": child.number, "kind": kind, "person_email": email, "team": team, "from": since, "until": until,
    }  # fmt: skip


def _phase(year: int) -> str | None:
    if year < -2:
        return None
    return "EARLY_YEARS" if year <= 0 else "PRIMARY" if year <= 6 else "SECONDARY" if year <= 11 else "POST_16"


def write() -> None:
    files = Files(Council())
    for kind in EXTRACT:
        names = [column.name for column in kind.columns]
        with (FILES / kind.name).open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, names, restval="")
            writer.writeheader()
            for row in getattr(files, kind.name.removesuffix(".csv"))():
                if row.get("until") is None or row["until"] > row["from"]:
                    writer.writerow({name: _text(value) for name, value in row.items()})


def _text(value: object) -> object:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else "" if value is None else value


if __name__ == "__main__":
    write()

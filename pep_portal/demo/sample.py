"""The year of care that the demonstration begins from: the return's files, read for their stories."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

FILES = Path(__file__).parent / "files"
SCHOOL_FILES = FILES / "schools"
AREA_OF_POSTCODE = {"DE1": "831", "DY1": "332", "BD1": "380", "WV1": "336", "BL1": "350"}
HOME = "831"
NEW_CARER, NEW_STATUS = frozenset("SPTBU"), frozenset("SLBU")


@dataclass
class Spell:
    """Something that holds from a day up to another."""

    from_date: dt.date
    until: dt.date | None
    values: dict = field(default_factory=dict)

    def holds(self, day: dt.date) -> bool:
        return self.from_date <= day and (self.until is None or day < self.until)


@dataclass
class SampleChild:
    number: str
    sex: str
    born: dt.date
    ethnicity: str
    upn: str
    care: Spell | None = None
    statuses: list[Spell] = field(default_factory=list)
    placements: list[Spell] = field(default_factory=list)
    worker_changes: list[dt.date] = field(default_factory=list)
    reviews: list[tuple[dt.date, str]] = field(default_factory=list)
    is_unaccompanied: bool = False

    def area_on(self, day: dt.date) -> str:
        placed = next((spell for spell in self.placements if spell.holds(day)), None) or (
            self.placements[-1] if self.placements and day >= self.placements[-1].from_date else None
        )
        placed = placed or (self.placements[0] if self.placements else None)
        return AREA_OF_POSTCODE[placed.values["postcode"].split()[0]] if placed else HOME


def uk(text: str) -> dt.date | None:
    return dt.datetime.strptime(text, "%d/%m/%Y").date() if text else None  # noqa: DTZ007


def children() -> list[SampleChild]:
    found = {
        row["CHILD"]: SampleChild(row["CHILD"], row["SEX"], uk(row["DOB"]), row["ETHNIC"], row["UPN"])
        for row in rows("header")
    }
    for row in rows("uasc"):
        found[row["CHILD"]].is_unaccompanied = True
    for row in rows("sw_episodes"):
        found[row["CHILD"]].worker_changes.append(uk(row["SW_DECOM"]))
    for row in rows("reviews"):
        found[row["CHILD"]].reviews.append((uk(row["REVIEW"]), row["REVIEW_CODE"]))
    for row in sorted(rows("episodes"), key=lambda row: (row["CHILD"], uk(row["DECOM"]))):
        _add_episode(found[row["CHILD"]], row)
    return list(found.values())


def rows(name: str) -> list[dict]:
    with (FILES / "ssda903" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _add_episode(child: SampleChild, row: dict) -> None:
    begins, ends = uk(row["DECOM"]), uk(row["DEC"])
    if child.care is None:
        known = [begins] if row["RNE"] == "S" else [begins, *child.worker_changes]
        child.care = Spell(min(known), None)
        since = begins if row["RNE"] in NEW_STATUS else child.care.from_date
        child.statuses = [Spell(since, None, {"status": row["LS"]})]
    elif child.statuses[-1].values["status"] != row["LS"]:
        child.statuses[-1].until = begins
        child.statuses.append(Spell(begins, None, {"status": row["LS"]}))
    if not child.placements or row["RNE"] in NEW_CARER:
        if child.placements:
            child.placements[-1].until = begins
        child.placements.append(Spell(begins, None, _placement(row)))
    if ends and row["REC"] != "X1":
        child.care.values["reason_ended"] = row["REC"]
        for spell in (child.care, child.statuses[-1], child.placements[-1]):
            spell.until = ends


def _placement(row: dict) -> dict:
    return {"kind": row["PLACE"], "provider": row["PLACE_PROVIDER"], "postcode": row["PL_POST"]}

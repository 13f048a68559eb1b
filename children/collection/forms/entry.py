"""A school's week and half-term on one page: rows are children, and every cell is a small question of its own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from children.attainment.attainment import NewResult, NotOnScale, classify
from children.attendance.attendance import codes_on
from children.collection.entry import Place, Typed
from children.enums import AgainstExpectation, Session
from children.models import Child
from children.year_groups import key_stage

PRESENT = {Session.MORNING: "/", Session.AFTERNOON: "\\"}
SUBJECTS = {
    "EYFS": ("Communication and language", "Literacy", "Mathematics"),
    "KS1": ("Reading", "Writing", "Mathematics"),
    "KS2": ("Reading", "Writing", "Mathematics"),
    "KS3": ("English", "Mathematics", "Science"),
    "KS4": ("English language", "Mathematics", "Combined science"),
}
AFTER_16 = ("English", "Mathematics")
STAGE_AFTER_16 = "POST16"
ISO_LENGTH = len("2026-11-24")


@dataclass(frozen=True)
class Cell:
    """One session of one child. `name` and `was_name` are the form's."""

    name: str
    was_name: str
    short: str
    label: str
    code: str
    was: str
    choices: list[dict]


@dataclass(frozen=True)
class PupilRow:
    child: Child
    tick: str
    cells: list[Cell]


def week_rows(
    children: list[Child], days: list[dt.date], there: Mapping[Place, Any], data: Mapping[str, str] | None = None
) -> list[PupilRow]:
    """As the marks stand, or as they were typed."""
    rows = []
    for child in children:
        cells = [
            _cell(child, day, session, there, data) for day in days for session in (Session.MORNING, Session.AFTERNOON)
        ]
        rows.append(PupilRow(child, f"whole-{child.pk}", cells))
    return rows


def _cell(child: Child, day: dt.date, session: Session, there, data) -> Cell:
    name = f"mark-{child.pk}-{day.isoformat()}-{session}"
    mark = there.get((child.pk, day, session))
    was = mark.code if mark else ""
    chosen = data.get(name, was) if data else was
    choices = [{"value": "", "text": "No mark", "is_chosen": chosen == ""}] + [
        {"value": code.code, "text": f"{code.code} {code.label}", "is_chosen": chosen == code.code}
        for code in codes_on(day).values()
    ]
    label = f"{child.called}, {day:%A} {session.label.lower()}"
    short = f"{day:%a} {session}"
    return Cell(name, f"was-{name}", short, label, chosen, data.get(f"was-{name}", was) if data else was, choices)


def days_named(days: Sequence[dt.date], data: Mapping[str, str]) -> list[dt.date]:
    """Of these days those of which the form holds a mark: it may have been drawn before the calendar was changed."""
    there = {name.rsplit("-", 1)[0][-ISO_LENGTH:] for name in data if name.startswith("mark-")}
    return [day for day in days if day.isoformat() in there]


def typed_week(children: list[Child], days: list[dt.date], data: Mapping[str, str]) -> dict[Place, Typed]:
    """'Present all week' fills what was left without a mark, and overrules nothing."""
    typed: dict[Place, Typed] = {}
    for child in children:
        is_whole = bool(data.get(f"whole-{child.pk}"))
        for day in days:
            for session in (Session.MORNING, Session.AFTERNOON):
                name = f"mark-{child.pk}-{day.isoformat()}-{session}"
                code = data.get(name, "").strip()
                if is_whole and not code:
                    code = PRESENT[session]
                typed[child.pk, day, session] = Typed(code, data.get(f"was-{name}", "").strip())
    return typed


@dataclass
class ResultRow:
    """One subject of one child: value now, and how it stands against what is expected."""

    child: Child
    stage: str
    subject: str
    value_name: str
    against_name: str
    label: str
    value: str = ""
    choices: list[dict] = field(default_factory=list)
    error: str = ""
    before: str = ""


def result_rows(
    children: list[Child], on: dt.date, latest: Mapping, data: Mapping[str, str] | None = None
) -> list[ResultRow]:
    """`latest`: (child, subject) -> the newest standing result, shown beside the box."""
    rows = []
    for child in children:
        key = key_stage(child.year_group_on(on))
        stage, subjects = (key, SUBJECTS[key]) if key in SUBJECTS else (STAGE_AFTER_16, AFTER_16)
        for number, subject in enumerate(subjects):
            base = f"{child.pk}-{number}"
            against = data.get(f"against-{base}", "") if data else ""
            known = latest.get((child.pk, subject))
            rows.append(
                ResultRow(
                    child,
                    stage,
                    subject,
                    f"value-{base}",
                    f"against-{base}",
                    f"{child.called}, {subject}",
                    value=data.get(f"value-{base}", "").strip() if data else "",
                    choices=[{"value": "", "text": "As the scale says", "is_chosen": not against}]
                    + [{"value": one, "text": one.label, "is_chosen": against == one} for one in AgainstExpectation],
                    before=f"{known.value}, {known.assessed_date:%-d %B %Y}" if known else "",
                )
            )
    return rows


def new_results(
    rows: list[ResultRow], on: dt.date, school_id: int, data: Mapping[str, str]
) -> list[tuple[int, NewResult]]:
    """The rows that were filled in; one that its scale does not have gets its error, and then nothing is to be kept."""
    found = []
    for row in rows:
        if not row.value:
            continue
        try:
            classify(row.stage, row.subject, row.value, on)
        except NotOnScale as why:
            row.error = str(why)
            continue
        against = data.get(row.against_name, "")
        against = against if against in AgainstExpectation.values else ""
        result = NewResult(on, row.stage, row.subject, row.value, against=against, school_id=school_id)
        found.append((row.child.pk, result))
    return found

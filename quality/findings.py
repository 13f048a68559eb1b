"""What an auditor found, as plain values, and what is still wrong with it. Pure."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from quality.enums import GOOD_ENOUGH, AuditKind, Grade, PointKind
from quality.proforma import Criterion


@dataclass(frozen=True)
class NewPoint:
    section_key: str
    text: str
    due_date: dt.date | None = None
    kind: str = PointKind.BEFORE_SIGN_OFF


@dataclass(frozen=True)
class Findings:
    kind: str
    grade: str
    reason: str
    strengths: str = ""
    criteria: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Criterion key -> (grade, evidence); '' for a criterion that was not graded."""
    points: tuple[NewPoint, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What stands against finishing, and the field of the page that it belongs to."""

    field: str
    text: str


def problems_of(
    findings: Findings, *, criteria: Collection[Criterion], section_keys: Collection[str], on: dt.date
) -> list[Problem]:
    """Empty when the audit may be finished."""
    found = list(_overall(findings))
    for criterion in criteria:
        found += _of_criterion(findings, criterion)
    unknown = set(findings.criteria) - {criterion.key for criterion in criteria}
    found += [Problem("kind", f"The proforma has no criterion “{key}”") for key in sorted(unknown)]
    for number, point in enumerate(findings.points):
        found += _of_point(point, number, section_keys=section_keys, on=on)
    return found


def _overall(findings: Findings) -> Iterator[Problem]:
    if findings.kind not in AuditKind.values:
        yield Problem("kind", "Choose a short check or a full audit")
    if findings.grade not in Grade.values:
        yield Problem("grade", "Choose an overall grade")
    if not findings.reason.strip():
        yield Problem("reason", "Say why you chose this grade")


def _of_criterion(findings: Findings, criterion: Criterion) -> Iterator[Problem]:
    grade, evidence = findings.criteria.get(criterion.key, ("", ""))
    if not grade:
        if findings.kind == AuditKind.FULL or evidence.strip():
            yield Problem(f"grade_{criterion.key}", f"Choose a grade for “{criterion.title}”")
    elif grade not in Grade.values:
        yield Problem(f"grade_{criterion.key}", f"Choose one of the four grades for “{criterion.title}”")
    elif grade not in GOOD_ENOUGH and not evidence.strip():
        yield Problem(f"evidence_{criterion.key}", f"Say what in the plan the grade of “{criterion.title}” rests on")


def _of_point(point: NewPoint, number: int, *, section_keys: Collection[str], on: dt.date) -> Iterator[Problem]:
    name, said = f"point_{number}", f"Point {number + 1}:"
    if point.section_key not in section_keys:
        yield Problem(f"{name}_section", f"{said} choose the section that it is about")
    if not point.text.strip():
        yield Problem(f"{name}_text", f"{said} write what should be different")
    if point.kind not in PointKind.values:
        yield Problem(f"{name}_kind", f"{said} choose when it is to be met")
    elif point.kind == PointKind.BEFORE_SIGN_OFF and point.due_date is None:
        yield Problem(f"{name}_due", f"{said} say by when it is to be answered")
    if point.due_date and point.due_date < on:
        yield Problem(f"{name}_due", f"{said} that day has passed already")


def suggestion(grades: Mapping[str, str], criteria: Iterable[Criterion]) -> tuple[Grade, str] | None:
    """A grade for the whole plan and why, from the weighted mean of the criteria graded; the auditor decides.

    None while fewer than half the criteria are graded.
    """
    all_criteria = list(criteria)
    graded = [criterion for criterion in all_criteria if grades.get(criterion.key) in Grade.values]
    if not graded or len(graded) * 2 < len(all_criteria):
        return None
    order = list(Grade)
    weight = sum(criterion.weight for criterion in graded)
    mean = sum(order.index(Grade(grades[c.key])) * c.weight for c in graded) / weight
    # Half-way between two grades counts as the weaker one.
    suggested = order[int(mean + 0.5)]
    capping = [c.title for c in graded if c.limits and grades[c.key] == Grade.INADEQUATE]
    if capping and suggested in GOOD_ENOUGH:
        return Grade.REQUIRES_IMPROVEMENT, f"“{capping[0]}” is inadequate, so the plan is not yet good as a whole."
    return suggested, f"From {len(graded)} of {len(all_criteria)} criteria, each counted by its weight."

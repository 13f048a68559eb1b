"""What was found, prepared for pages: plain rows, in the order of the proforma."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.enums import Role
from peps.models import PersonalEducationPlan
from quality.audits import section_titles
from quality.enums import Grade
from quality.models import Audit, Point
from quality.proforma import criteria_of

COLOURS = {
    Grade.OUTSTANDING: "green",
    Grade.GOOD: "turquoise",
    Grade.REQUIRES_IMPROVEMENT: "yellow",
    Grade.INADEQUATE: "red",
}


@dataclass(frozen=True)
class CriterionShown:
    title: str
    grade: str
    colour: str
    evidence: str


@dataclass(frozen=True)
class Result:
    """One finished audit as people read it."""

    audit: Audit
    kind: str
    grade: str
    colour: str
    criteria: list[CriterionShown]
    points: list[dict[str, Any]]


def result_of(audit: Audit | None) -> Result | None:
    if audit is None:
        return None
    titles = {criterion.key: criterion.title for criterion in criteria_of(audit.proforma)}
    return Result(
        audit=audit,
        kind=audit.get_kind_display(),
        grade=audit.get_grade_display(),
        colour=COLOURS[Grade(audit.grade)],
        criteria=[
            CriterionShown(
                titles.get(row.criterion_key, row.criterion_key),
                row.get_grade_display(),
                COLOURS[Grade(row.grade)],
                row.evidence,
            )
            for row in audit.criterion_grades.all()
        ],
        points=points_shown(audit.points.select_related("audit", "answered_by"), section_titles(audit.pep)),
    )


def newest_result(pep: PersonalEducationPlan, person: Any) -> Result | None:
    """The last finished audit of the plan, of whichever submission."""
    audits = Audit.objects.visible_to(person).filter(pep=pep).newest_first()
    return result_of(audits.select_related("by", "proforma", "pep__edition").first())


def points_shown(points: Iterable[Point], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "point": point,
            "section": titles.get(point.section_key, point.section_key),
            "asked": Role(point.addressed_to).label,
            "kind": point.get_kind_display(),
        }
        for point in points
    ]

"""Figures from rows of reports.cohort. The database adds up; a figure and its list are the same condition."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q, QuerySet

from children.enums import Phase
from peps.enums import LateReason
from reports.enums import NOT_OPENED
from reports.measures import MEASURES, Measure
from reports.rates import Rate, rate

NONE = "none"
"""How an address says: of no team, at no school, without a reason."""

REQUIRED, MET, MISSED, LATE = "required", "met", "missed", "late"
SHOWS = (REQUIRED, MET, MISSED)


@dataclass(frozen=True)
class Breakdown:
    """By what figures are told apart: the column compared, and the column shown."""

    key: str
    title: str
    column: str
    label_column: str
    without: str
    labels: Mapping[str, str] | None = None

    def label(self, text: Any) -> str:
        return (self.labels or {}).get(text, text) or self.without

    def where(self, value: str) -> Q:
        """The condition of an address's value. Raises ValueError for a value that can be none."""
        if value == NONE:
            return Q(**{f"{self.column}__isnull": True}) if self.column == "team_id" else Q(**{self.column: ""})
        return Q(**{self.column: int(value) if self.column == "team_id" else value})


TEAM = Breakdown("team", "Team", "team_id", "team_name", "No team")
SCHOOL = Breakdown("school", "School", "school_urn", "school_name", "No school")
PHASE = Breakdown("phase", "Phase", "phase", "phase", "", dict(Phase.choices))
REASON = Breakdown(
    "reason",
    "Reason",
    "late_reason",
    "late_reason",
    "No reason given yet",
    {**dict(LateReason.choices), NOT_OPENED: "The plan was not opened"},
)
BREAKDOWNS = {breakdown.key: breakdown for breakdown in (TEAM, SCHOOL, PHASE, REASON)}


@dataclass(frozen=True)
class Line:
    """The figures of one team, school or phase; `value` is how an address names it."""

    value: str
    label: str
    rates: Mapping[str, Rate]


def lines(rows: QuerySet[Any], breakdown: Breakdown) -> list[Line]:
    """One query, whatever the number of children."""
    columns = dict.fromkeys((breakdown.column, breakdown.label_column))
    found = rows.order_by().values(*columns).annotate(**_numbers())
    made = [
        Line(_value(one[breakdown.column]), breakdown.label(one[breakdown.label_column]), _rates(one)) for one in found
    ]
    order = list((breakdown.labels or {}).values())
    return sorted(made, key=lambda line: (order.index(line.label) if order else 0, line.value == NONE, line.label))


def total(parts: Iterable[Line]) -> dict[str, Rate]:
    """Of lines that have every child in exactly one of them."""
    parts = list(parts)
    return {
        key: rate(sum(line.rates[key].met for line in parts), sum(line.rates[key].required for line in parts))
        for key in MEASURES
    }


def late_by_reason(rows: QuerySet[Any]) -> list[tuple[str, str, int]]:
    """(value, label, number) of what is past its date and not complete in time, the most frequent first."""
    found = rows.filter(is_late=True).order_by().values("late_reason").annotate(number=Number("pk"))
    made = [(_value(one["late_reason"]), REASON.label(one["late_reason"]), one["number"]) for one in found]
    return sorted(made, key=lambda each: (-each[2], each[1]))


def behind(rows: QuerySet[Any], measure: Measure, show: str) -> QuerySet[Any]:
    """The rows that a number counts."""
    required = {measure.required_column: True}
    if show == REQUIRED:
        return rows.filter(**required)
    return rows.filter(**required, **{measure.met_column: show == MET})


def _numbers() -> dict[str, Number]:
    found = {}
    for measure in MEASURES.values():
        for column in (measure.required_column, measure.met_column):
            found[f"n_{column}"] = Number("pk", filter=Q(**{column: True}))
    return found


def _rates(found: Mapping[str, Any]) -> dict[str, Rate]:
    return {
        key: rate(found[f"n_{measure.met_column}"], found[f"n_{measure.required_column}"])
        for key, measure in MEASURES.items()
    }


def _value(value: Any) -> str:
    return NONE if value in {None, ""} else str(value)

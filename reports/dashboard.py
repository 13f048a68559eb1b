"""What the dashboard shows, prepared: numbers with the lists behind them, tables and charts."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

import charts
from accounts import clock
from charts import Figure, Series
from charts.bars import Bars
from charts.trend import Trend
from peps.enums import OWNER_OF_REASON
from reports.addresses import Scope
from reports.figures import MET, MISSED, REASON, REQUIRED, TEAM, Breakdown, Line
from reports.kept import KeptRate, trend_of
from reports.measures import (
    COMPLETE,
    COMPLETE_AFTER_MEETING,
    COMPLETE_IN_TIME,
    GOOD_OR_BETTER,
    HEADLINE,
    MEASURES,
    SIGNED_OFF,
    SIGNED_OFF_IN_TIME,
)
from reports.rates import Rate

WHOLE = 100
TERMS_IN_TREND = 9


def headline(scope: Scope, rates: Mapping[str, Rate]) -> list[dict]:
    """The figures on top, each with its list; the rate leads to those who are missing."""
    found = rates[HEADLINE.key]
    return [
        {
            "value": str(found.required),
            "label": "children need a plan",
            "href": scope.list_url(HEADLINE, REQUIRED),
            "note": "",
        },
        {**_met(scope, rates, COMPLETE), "note": "both parts in, meeting held"},
        {**_met(scope, rates, COMPLETE_IN_TIME), "note": "by the due date"},
        {
            "value": found.text,
            "label": "rate in time",
            "href": scope.list_url(HEADLINE, MISSED),
            "note": f"{found.required - found.met} missing",
        },
    ]


def afterwards(scope: Scope, rates: Mapping[str, Rate]) -> list[dict]:
    """What came of the plans after their meeting, and at the virtual school."""
    measures = (COMPLETE_AFTER_MEETING, SIGNED_OFF, SIGNED_OFF_IN_TIME, GOOD_OR_BETTER)
    return [_met(scope, rates, measure) for measure in measures]


def _met(scope: Scope, rates: Mapping[str, Rate], measure: Any) -> dict:
    found = rates[measure.key]
    return {
        "value": str(found.met),
        "label": measure.title.lower(),
        "href": scope.list_url(measure, MET),
        "note": f"{found.text} of {found.required}" if found.required else found.text,
    }


def table(scope: Scope, breakdown: Breakdown, lines: Sequence[Line]) -> dict:
    """The headline figures for each team, school or phase."""
    heads = (breakdown.title, "Need a plan", "Complete", "In time", "Rate in time", "Signed off")
    return {
        "key": breakdown.key,
        "title": f"By {breakdown.title.lower()}",
        "headers": [{"text": head, "is_number": place > 0} for place, head in enumerate(heads)],
        "rows": [{"cells": _cells(scope, breakdown, line, heads)} for line in lines],
    }


def _cells(scope: Scope, by: Breakdown, line: Line, heads: Sequence[str]) -> list[dict]:
    in_time = line.rates[HEADLINE.key]
    missed = in_time.required - in_time.met
    cells = (
        (str(in_time.required), HEADLINE, REQUIRED, in_time.required),
        (str(line.rates[COMPLETE.key].met), COMPLETE, MET, line.rates[COMPLETE.key].met),
        (str(in_time.met), HEADLINE, MET, in_time.met),
        (in_time.text, HEADLINE, MISSED, missed),
        (str(line.rates[SIGNED_OFF.key].met), SIGNED_OFF, MET, line.rates[SIGNED_OFF.key].met),
    )
    numbers = [
        {
            "text": text,
            "href": scope.list_url(measure, show, by, line.value) if number else "",
            "is_number": True,
            "label": head,
        }
        for head, (text, measure, show, number) in zip(heads[1:], cells, strict=True)
    ]
    return [{"text": line.label, "is_heading": True}, *numbers]


def reasons_table(scope: Scope, late: Sequence[tuple[str, str, int]]) -> dict:
    """Why plans are late, by the newest reason given, and whose it is."""
    return {
        "headers": [{"text": "Reason"}, {"text": "Whose"}, {"text": "Plans", "is_number": True}],
        "rows": [
            {
                "cells": [
                    {"text": label, "is_heading": True},
                    {"text": OWNER_OF_REASON.get(value, "Not said yet"), "label": "Whose"},
                    {"text": str(number), "href": scope.late_url(REASON, value), "is_number": True, "label": "Plans"},
                ]
            }
            for value, label, number in late
        ],
    }


def counts_table(kept: Sequence[KeptRate]) -> dict:
    heads = ("Counted", "Taken", "By", "Rate in time", "Correction")
    return {
        "headers": [{"text": head, "is_number": head == "Rate in time"} for head in heads],
        "rows": [{"cells": _count_cells(one)} for one in kept],
    }


def _count_cells(one: KeptRate) -> list[dict]:
    count = one.count
    return [
        {"text": f"{count.day:%-d %B %Y}", "href": Scope(count.term, count).url, "is_heading": True},
        {"text": when(count.taken_at), "label": "Taken"},
        {"text": count.by_name, "label": "By"},
        {
            "text": f"{one.rate.text} ({one.rate.met} of {one.rate.required})",
            "is_number": True,
            "label": "Rate in time",
        },
        {"text": count.note or ("Corrected since" if one.is_corrected else "None"), "label": "Correction"},
    ]


def when(moment: dt.datetime) -> str:
    """'12 December 2026 at 01:15', in London."""
    return f"{clock.day_of(moment):%-d %B %Y} at {timezone.localtime(moment):%H:%M}"


def trend(scope: Scope, kept: Sequence[KeptRate], today: Rate) -> Trend:
    """The headline rate at each term's deadline, and as it stands today where today is shown."""
    shown = trend_of(list(kept))[-TERMS_IN_TREND:]
    labels = [f"{one.count.term.get_name_display()} {one.count.term.academic_year}" for one in shown]
    points = [_figure(one.rate, Scope(one.count.term, one.count).url) for one in shown]
    if scope.count is None:
        labels.append("Today")
        points.append(_figure(today, scope.url))
    return charts.trend(
        key="trend",
        title="Plans complete in time, at each term's deadline",
        labels=labels,
        series=[Series("Complete in time", tuple(points))],
        highest=WHOLE,
    )


def teams_chart(scope: Scope, lines: Sequence[Line]) -> Bars | None:
    """None where there is nobody to compare."""
    if not lines:
        return None
    rates = [(line, line.rates[HEADLINE.key]) for line in lines]
    return charts.bars(
        key="teams",
        title="Plans complete in time, by team",
        figures=[
            (line.label, _figure(found, scope.list_url(HEADLINE, MISSED, TEAM, line.value))) for line, found in rates
        ],
        highest=WHOLE,
        head=("Team", "Complete in time"),
    )


def _figure(found: Rate, url: str) -> Figure:
    return Figure(found.percent, found.text, url)


def definitions(scope: Scope) -> list[dict]:
    """In today's words; or in those that a count was taken by, where they were others."""
    words = scope.count.definitions if scope.count else {}
    return [
        {"title": measure.title, "text": words.get(key, f"{measure.title}: {measure.definition}").split(": ", 1)[-1]}
        for key, measure in MEASURES.items()
    ]

"""Addresses of figures: what was asked for, read back from the address, and where each number leads.

Everything that a page of figures depends on stands in its address, so that the view can be shared.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.whole_numbers import whole_number
from children.models import Term
from reports import cohort, figures
from reports.figures import BREAKDOWNS, LATE, SHOWS, Breakdown
from reports.measures import MEASURES, Measure
from reports.models import Count


@dataclass(frozen=True)
class Scope:
    """A term's children: as they stand today, or as `count` kept them."""

    term: Term
    count: Count | None = None

    def rows(self, *, on: dt.date, person: Any) -> QuerySet[Any]:
        if self.count:
            return cohort.kept(count=self.count, person=person)
        return cohort.live(term=self.term, on=on, person=person)

    @property
    def asked(self) -> dict[str, str]:
        kept = {"count": str(self.count.pk)} if self.count else {}
        return {"term": self.term.key, **kept}

    @property
    def url(self) -> str:
        return f"{reverse('reports:dashboard')}?{urlencode(self.asked)}"

    def list_url(self, measure: Measure, show: str, by: Breakdown | None = None, value: str = "") -> str:
        return self._list_url({"measure": measure.key, "show": show}, by, value)

    def late_url(self, by: Breakdown | None = None, value: str = "") -> str:
        return self._list_url({"show": LATE}, by, value)

    def _list_url(self, asked: dict[str, str], by: Breakdown | None, value: str) -> str:
        where = {"by": by.key, "value": value} if by else {}
        return f"{reverse('reports:list')}?{urlencode({**self.asked, **asked, **where})}"


@dataclass(frozen=True)
class Asked:
    """A list behind a figure: whom of the scope it shows."""

    scope: Scope
    show: str
    measure: Measure | None
    by: Breakdown | None
    value: str

    def rows(self, *, on: dt.date, person: Any) -> QuerySet[Any]:
        rows = self.scope.rows(on=on, person=person)
        if self.by:
            rows = rows.filter(self.by.where(self.value))
        if self.measure is None:
            return rows.filter(is_late=True)
        return figures.behind(rows, self.measure, self.show)


def scope_of(asked: Mapping[str, str], terms: list[Term], *, on: dt.date) -> Scope | None:
    """The term of the address, or the current one; None before there is any. Raises Http404 for what is not there."""
    if not terms:
        return None
    key = asked.get("term", "")
    term = next((term for term in terms if term.key == key), None) if key else _current(terms, on)
    if term is None:
        raise Http404("There is no such term.")
    return Scope(term, _count_of(asked.get("count", ""), term))


def list_of(asked: Mapping[str, str], terms: list[Term], *, on: dt.date) -> Asked:
    scope = scope_of(asked, terms, on=on)
    show, by, value = asked.get("show", ""), BREAKDOWNS.get(asked.get("by", "")), asked.get("value", "")
    measure = MEASURES.get(asked.get("measure", ""))
    is_known = (show in SHOWS and measure) or (show == LATE and not asked.get("measure"))
    if scope is None or not is_known or ("by" in asked and not (by and _where(by, value))):
        raise Http404("There is no such list.")
    return Asked(scope, show, measure, by, value)


def _where(by: Breakdown, value: str) -> Q | None:
    try:
        return by.where(value)
    except ValueError:
        return None


def _current(terms: list[Term], on: dt.date) -> Term:
    """The latest that has begun; in a holiday the one that was delegated for what comes."""
    return next((term for term in terms if term.first_day <= on), terms[-1])


def _count_of(number: str, term: Term) -> Count | None:
    if not number:
        return None
    count = Count.objects.filter(pk=whole_number(number), term=term).first()
    if count is None:
        raise Http404("There is no such count.")
    return count

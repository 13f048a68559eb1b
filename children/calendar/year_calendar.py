"""A school year as three terms: entered on one page, copied to the next, checked for gaps and overlaps."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from accounts import access
from accounts.access import Action
from children.calendar.clocks import LONGEST_HOLIDAY_IN_A_YEAR, ONE_DAY, Calendar
from children.calendar.terms import DATES, Problem, TermNotKept, keep_term, problems_with
from children.enums import TermName
from children.models import Term
from children.year_groups import academic_year

Dates = dict[str, dt.date]
"""By the names of a term's dates; some may be missing while they are typed."""
Year = dict[str, Dates]
"""By the name of the term."""

A_YEAR_OF_WEEKS = dt.timedelta(weeks=52)
DELEGATED: Mapping[str, int] = {TermName.AUTUMN: -7, TermName.SPRING: 1, TermName.SUMMER: -5}
"""Days from the first day of term: the last week of the summer holidays, the first week back after Christmas, the last
week of the Easter holidays (Bolton's windows, domain 3)."""
WORKING_DAYS_FROM_DEADLINE_TO_END = 5
CALENDAR = Calendar()


def year_of(name: str) -> Year:
    """What is entered for an academic year such as '2026/27'."""
    terms = Term.objects.filter(academic_year=name)
    return {term.name: {field: getattr(term, field) for field in DATES} for term in terms}


def copied_to_next(year: Year) -> Year:
    """The same weekdays, 52 weeks on: a proposal, to be put right where holidays fall otherwise."""
    return {name: {field: day + A_YEAR_OF_WEEKS for field, day in dates.items()} for name, dates in year.items()}


def with_proposals(year: Year) -> Year:
    """Delegation date and deadline by the authority's rule, where none is entered and the term is."""
    return {name: {**_proposed(name, dates), **dates} for name, dates in year.items()}


def _proposed(name: str, dates: Dates) -> Dates:
    found = {}
    if first := dates.get("first_day"):
        found["delegation_date"] = _working_day(first + ONE_DAY * DELEGATED[name])
    if last := dates.get("last_day"):
        deadline = last
        while CALENDAR.working_days_between(deadline, last) < WORKING_DAYS_FROM_DEADLINE_TO_END:
            deadline -= ONE_DAY
        found["pep_deadline_date"] = _working_day(deadline)
    return found


def _working_day(day: dt.date) -> dt.date:
    while not CALENDAR.is_working_day(day):
        day -= ONE_DAY
    return day


def problems_of(year: Year) -> Iterator[tuple[str, Problem]]:
    """(term, what is wrong with which date): within each term, then between two that follow each other."""
    for name, dates in year.items():
        for problem in problems_with(dates):
            yield name, problem
    following = [name for name in TermName.values if year.get(name)]
    for before, after in itertools.pairwise(following):
        last, first = year[before].get("last_day"), year[after].get("first_day")
        if last and first and first <= last:
            yield after, Problem("first_day", f"This is before the {TermName(before).label.lower()} term has ended")
        elif last and first and first - last > LONGEST_HOLIDAY_IN_A_YEAR:
            text = f"More than five weeks lie between this and the end of the {TermName(before).label.lower()} term"
            yield after, Problem("first_day", text)
    first_days = [dates["first_day"] for dates in year.values() if dates.get("first_day")]
    if len({academic_year(day) for day in first_days}) > 1:
        yield following[-1], Problem("first_day", "The terms are not all of one school year")


@transaction.atomic
def keep_year(*, year: Year, by: Any) -> list[Term]:
    """All of its terms, or none. Raises TermNotKept."""
    access.require(by, Action.MANAGE_TERMS)
    for name, problem in problems_of(year):
        raise TermNotKept(f"{TermName(name).label} term: {problem.text}.")
    kept = []
    for name, dates in year.items():
        there = Term.objects.filter(academic_year=academic_year(dates["first_day"]), name=name).first()
        term = there or Term(name=name)
        for field, day in dates.items():
            setattr(term, field, day)
        kept.append(keep_term(term=term, by=by))
    return kept

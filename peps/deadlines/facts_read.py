"""What due dates follow from, read for many children at once: as many queries for one as for a thousand."""

import datetime as dt
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Self

from accounts.models import School
from children.calendar.clocks import Calendar
from children.calendar.school_calendar import Calendars
from children.enums import ReviewState
from children.models import CarePeriod, CareReview, Child, Term
from children.moves import change_detection
from peps.deadlines.due_dates import CALENDAR, Due, Facts, after_meeting, due
from peps.enums import PepKind
from peps.models import ClockSettings, PersonalEducationPlan
from peps.models.settings import ClocksRead


class FactsRead:
    """Each kind of fact is read by one query, when the first plan asks for it.

    `children` and `schools` are the keys of those that will be asked about.
    """

    def __init__(self, children: Collection[int], schools: Collection[int | None]) -> None:
        self.children = children
        self.schools = [school for school in schools if school]

    @classmethod
    def of(cls, plans: Iterable[PersonalEducationPlan]) -> Self:
        plans = list(plans)
        return cls({pep.child_id for pep in plans}, {pep.school_id for pep in plans})

    def due(self, child: Child, *, kind: PepKind, term: Term | None, day: dt.date, school: School | None) -> Due:
        """`day` is the one from which the plan counts; a date may be brought forward for a termly plan alone."""
        calendar = self._calendar(school) if kind == PepKind.TERMLY else CALENDAR
        return due(self._facts(child, kind, term, day), self._clocks.on(day), calendar)

    def after_meeting(self, held: dt.date, school: School | None) -> Due:
        return after_meeting(held, self._clocks.on(held), self._calendar(school))

    def _facts(self, child: Child, kind: PepKind, term: Term | None, day: dt.date) -> Facts:
        called = child.called or "the child"
        deadline, name = (term.pep_deadline_date, str(term).lower()) if term else (None, "")
        if kind == PepKind.FIRST and (care := self._care_of(child, day)):
            why = f"when {called} became looked after"
            return Facts(kind, care, why, None, name, self._first_review(child, care))
        if kind == PepKind.CHANGE and (moved := change_detection.latest(self._moves.get(child.pk, ()), day)):
            return Facts(kind, moved, "the day of the change", deadline, name)
        return Facts(kind, day, "the day on which the plan was opened", deadline, name)

    def _care_of(self, child: Child, day: dt.date) -> dt.date | None:
        held = [period.from_date for period in self._care.get(child.pk, ()) if period.holds_on(day)]
        return min(held, default=None)

    def _first_review(self, child: Child, care: dt.date) -> dt.date | None:
        return min((review for review in self._reviews.get(child.pk, ()) if review >= care), default=None)

    def _calendar(self, school: School | None) -> Calendar:
        return self._calendars.of(school.pk if school else None)

    @cached_property
    def _clocks(self) -> ClocksRead:
        return ClockSettings.objects.read()

    @cached_property
    def _calendars(self) -> Calendars:
        return Calendars(self.schools)

    @cached_property
    def _care(self) -> dict[int, list[CarePeriod]]:
        found: dict[int, list[CarePeriod]] = {}
        for period in CarePeriod.objects.standing().filter(child__in=self.children, is_short_break=False):
            found.setdefault(period.child_id, []).append(period)
        return found

    @cached_property
    def _reviews(self) -> dict[int, list[dt.date]]:
        found: dict[int, list[dt.date]] = {}
        reviews = CareReview.objects.filter(child__in=self.children).exclude(state=ReviewState.CANCELLED)
        for child, day in reviews.values_list("child", "review_date"):
            found.setdefault(child, []).append(day)
        return found

    @cached_property
    def _moves(self) -> dict[int, list[dt.date]]:
        return change_detection.moves_of(self.children)

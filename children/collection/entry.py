"""What a school without a file enters itself: the marks of a week, and results of the half-term."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.enums import VIRTUAL_SCHOOL_ROLES, Role
from accounts.models import School
from accounts.refusals import PortalRefusal
from children.attendance.attendance import IN_SCHOOL, MISSING, codes_on, meaning_of
from children.calendar.school_calendar import calendar_of, is_open_on
from children.enums import EnrolmentKind, Origin
from children.models import Child, Enrolment, SessionMark

Place = tuple[int, dt.date, str]  # child, day, session


class CannotEnter(PortalRefusal):
    """These marks cannot be; the text says which."""


@dataclass(frozen=True)
class Typed:
    """A code, and the one that stood there when the page was drawn."""

    code: str
    was: str


@dataclass(frozen=True)
class Kept:
    """`without_school`: days of which a child was marked present or absent, though by the calendar there was no school."""

    changed: int
    overtaken: int
    without_school: tuple[dt.date, ...] = ()


def pupils(school: School, *, reader: Any, on: dt.date) -> list[Child]:
    """Looked-after children on roll at the school that day, whom the reader reaches."""
    here = Enrolment.objects.holding(on).filter(school=school).exclude(kind=EnrolmentKind.DUAL)
    children = Child.objects.visible_to(reader).looked_after_on(on).filter(pk__in=here.values("child"))
    return list(children.order_by("family_name", "given_name", "pk"))


def schools_of(person: Any) -> list[School]:
    """Where this person enters something as designated teacher."""
    return [post.school for post in person.posts_held_today() if post.role == Role.DESIGNATED_TEACHER]


def marks_of(children: list[Child], days: list[dt.date]) -> dict[Place, SessionMark]:
    marks = SessionMark.objects.filter(child__in=children, session_date__in=days)
    return {(mark.child_id, mark.session_date, mark.session): mark for mark in marks}


@transaction.atomic
def keep_week(*, school: School, typed: Mapping[Place, Typed], by: Any, on: dt.date) -> Kept:
    """Keeps the marks that were changed on the page. What somebody else changed meanwhile is left, and counted.

    A mark of a day without school is kept, apart from possible sessions, and named: the calendar may be wrong.
    Raises CannotEnter for a day ahead, a code that is not in the register's set, or a child not on roll here.
    """
    access.require(by, Action.KEEP_SCHOOL_RECORD)
    new = {place: each for place, each in typed.items() if each.code != each.was}
    children = {child.pk: child for child in pupils(school, reader=by, on=on)}
    for (child, day, _), each in new.items():
        if child not in children:
            raise CannotEnter("One of these children is not on roll at the school any more. Open the page again.")
        if day > on:
            raise CannotEnter("Marks can be entered up to today.")
        if each.code and each.code not in codes_on(day):
            raise CannotEnter(f"“{each.code}” is not a code of the register.")
    list(Child.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=children).order_by("pk"))
    there = marks_of(list(children.values()), sorted({day for _, day, _ in new}))
    _refuse_marks_of_the_school_before(new, there, school, by=by)
    kept = [_keep(place, each, there.get(place), school) for place, each in new.items()]
    audit.record("attendance.entered", by=by, subject=school, changed=sum(kept))
    return Kept(changed=sum(kept), overtaken=len(kept) - sum(kept), without_school=_without_school(school, new))


def _refuse_marks_of_the_school_before(
    new: Iterable[Place], there: Mapping[Place, SessionMark], school: School, *, by: Any
) -> None:
    """What another school marked before the child came here is no longer the child's new school's to change."""
    theirs = {(child, day) for child, day, _ in _held_elsewhere(new, there, school)}
    if not theirs or by.holds_role(*VIRTUAL_SCHOOL_ROLES):
        return
    rows = list(Enrolment.objects.standing().filter(school=school, child__in={child for child, _ in theirs}))
    before = sorted(
        day for child, day in theirs if not any(row.child_id == child and row.holds_on(day) for row in rows)
    )
    if before:
        raise CannotEnter(
            f"The marks of {before[0]:%-d %B %Y} are another school's: the child was not on roll at {school} then. "
            "Leave them as they are, and ask the virtual school if one is wrong."
        )


def _held_elsewhere(new: Iterable[Place], there: Mapping[Place, SessionMark], school: School) -> Iterator[Place]:
    for place in new:
        if (mark := there.get(place)) and mark.school_id not in (None, school.pk):
            yield place


def _without_school(school: School, new: Mapping[Place, Typed]) -> tuple[dt.date, ...]:
    days = sorted({day for (_, day, _), each in new.items() if meaning_of(each.code) in IN_SCHOOL})
    calendar = calendar_of(school)
    return tuple(day for day in days if not is_open_on(day, calendar))


def _keep(place: Place, each: Typed, there: SessionMark | None, school: School) -> bool:
    """False when the mark is no longer the one that the page showed."""
    if (there.code if there else "") != each.was:
        return there is not None and there.code == each.code
    child, day, session = place
    mark = there or SessionMark(child_id=child, school=school, session_date=day, session=session)
    mark.code, mark.origin, mark.entered_at = each.code or MISSING, Origin.HAND, clock.now()
    mark.save()
    return True

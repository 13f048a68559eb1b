"""Collection rounds: which schools have sent attendance of a week, or attainment of a half-term, and which have not.

A round is no row: it is read off the register of who is on roll where, the marks and results that are there, and the
terms entered. Numbers only; of restricted children only those named on them count any.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from accounts import access, audit, clock
from accounts.access import Action
from accounts.enums import Role
from accounts.models import Notice, Post, School
from accounts.notices import Told, queue
from children.attendance.attendance import MISSING
from children.calendar.clocks import ONE_DAY, Calendar, CalendarNotKnown
from children.calendar.school_calendar import authority_calendar
from children.enums import EnrolmentKind
from children.models import AttainmentResult, Child, Enrolment, SessionMark, Term

WEEK, SCHOOL_WEEK = dt.timedelta(days=7), 5
WEEKS_BACK = 6
SESSIONS_A_DAY = 2
ATTENDANCE, ATTAINMENT = "attendance", "attainment"
KIND = "collect"


@dataclass(frozen=True)
class Round:
    """`days`: the school days of a week, both sessions of which are asked for; none for attainment. All inclusive."""

    what: str
    title: str
    first_day: dt.date
    last_day: dt.date
    days: tuple[dt.date, ...] = ()
    is_calendar_known: bool = True

    @property
    def key(self) -> str:
        return self.first_day.isoformat()


@dataclass
class SchoolLine:
    school: School
    children: int = 0
    sent: int = 0
    asked_date: dt.date | None = None

    @property
    def is_complete(self) -> bool:
        return self.sent == self.children


@dataclass
class Asked:
    """Whom the question went to, and which schools have nobody to ask."""

    people: int = 0
    nobody_at: list[str] = field(default_factory=list)


def monday_of(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def attendance_rounds(on: dt.date) -> list[Round]:
    """This week and the six before it, the last whole week first."""
    calendar = authority_calendar()
    this = monday_of(on)
    weeks = [this - WEEK * number for number in range(1, WEEKS_BACK + 1)]
    return [week_round(monday, calendar) for monday in (*weeks, this)]


def week_round(monday: dt.date, calendar: Calendar) -> Round:
    days = [monday + ONE_DAY * number for number in range(SCHOOL_WEEK)]
    title = f"Week of {monday:%-d %B %Y}"
    try:
        open_days = tuple(day for day in days if calendar.is_school_day(day))
    except CalendarNotKnown:
        return Round(ATTENDANCE, title, days[0], days[-1], is_calendar_known=False)
    return Round(ATTENDANCE, title, days[0], days[-1], open_days)


def attainment_rounds(on: dt.date) -> list[Round]:
    """The halves of the terms that have begun, the newest first."""
    rounds = []
    for term in Term.objects.filter(first_day__lte=on).order_by("-first_day")[:4]:
        halves = (
            ("second half", term.half_term_last_date + ONE_DAY, term.last_day),
            ("first half", term.first_day, term.half_term_from_date - ONE_DAY),
        )
        rounds += [Round(ATTAINMENT, f"{term}, {half}", first, last) for half, first, last in halves if first <= on]
    return rounds


def lines(asked: Round, *, reader: Any) -> list[SchoolLine]:
    """Every school with looked-after children on roll at the end of the round, those that are not complete first."""
    on_roll = _on_roll(asked, reader)
    sent = _sent(asked, set(on_roll))
    schools: dict[int, SchoolLine] = {}
    for child, school in on_roll.items():
        line = schools.setdefault(school.pk, SchoolLine(school))
        line.children += 1
        line.sent += child in sent
    for school, day in _asked_on(asked).items():
        if school in schools:
            schools[school].asked_date = day
    return sorted(schools.values(), key=lambda line: (line.is_complete, line.school.name))


def ask(asked: Round, *, by: Any) -> Asked:
    """Tells the designated teachers of schools that are not complete, once a round and person; names no child."""
    access.require(by, Action.COLLECT_FIGURES)
    waiting = [line.school for line in lines(asked, reader=by) if not line.is_complete]
    posts = Post.objects.holding(clock.today()).filter(
        role=Role.DESIGNATED_TEACHER, school__in=waiting, user__is_active=True
    )
    teachers: dict[int, list[int]] = defaultdict(list)
    for school, person in posts.values_list("school", "user"):
        teachers[school].append(person)
    queue((told for school in waiting for told in _told(asked, school, teachers[school.pk])), at=clock.now())
    audit.record("collection.asked", by=by, what=asked.what, first_day=asked.key, schools=len(waiting))
    nobody = [str(school) for school in waiting if not teachers[school.pk]]
    return Asked(sum(len(people) for people in teachers.values()), nobody)


def _told(asked: Round, school: School, people: list[int]) -> Iterable[Told]:
    page = "children:enter_attendance" if asked.what == ATTENDANCE else "children:enter_attainment"
    for person in people:
        yield Told(
            kind=f"{KIND}.{asked.what}",
            person_id=person,
            subject_id=school.pk,
            due_date=None,
            step=asked.key,
            text=f"Please send {asked.what}: {asked.title[:1].lower()}{asked.title[1:]}",
            path=f"{reverse(page)}?week={asked.key}" if asked.what == ATTENDANCE else reverse(page),
        )


def _on_roll(asked: Round, reader: Any) -> dict[int, School]:
    """Child -> main school on the last day of the round, of children looked after that day."""
    children = Child.objects.looked_after_on(asked.last_day).filter(access.not_restricted(reader), merged_into=None)
    rows = Enrolment.objects.holding(asked.last_day).filter(kind=EnrolmentKind.MAIN, child__in=children.values("pk"))
    return {row.child_id: row.school for row in rows.select_related("school")}


def _sent(asked: Round, children: set[int]) -> set[int]:
    if asked.what == ATTAINMENT:
        results = AttainmentResult.objects.standing().filter(
            child__in=children, assessed_date__gte=asked.first_day, assessed_date__lte=asked.last_day
        )
        return set(results.values_list("child", flat=True))
    marks = SessionMark.objects.filter(child__in=children, session_date__in=asked.days).exclude(code=MISSING)
    counted = marks.order_by().values("child").annotate(number=Count(("session_date"), distinct=True))
    whole = counted.filter(number__gte=len(asked.days))
    return set(whole.values_list("child", flat=True)) if asked.days else children


def _asked_on(asked: Round) -> dict[int, dt.date]:
    """School -> the day on which it was last asked about this round, read off the notices."""
    notices = Notice.objects.filter(Q(kind=f"{KIND}.{asked.what}"), key__endswith=f":{asked.key}")
    return {int(key.split(":")[2]): clock.day_of(at) for key, at in notices.values_list("key", "created_at")}

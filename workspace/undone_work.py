"""Work that the portal could not do: which job, for whom, why and since when, and what helps. Rows go by themselves."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.urls import reverse

from accounts import access
from accounts.access import Action, Level
from accounts.enums import Job
from accounts.models import Letter, UndoneWork, User
from children.models import Child
from imports.arrivals.watched_folder import ANY_FOLDER
from workspace.errand import Errand

CHECK_THE_RECORD = (
    "Check the child's record and plan for the entry that is wrong, and correct it. The portal tries again by itself."
)
ASK_SUPPORT = "The portal tries again by itself. If this is still here tomorrow, tell whoever runs the portal for you."
WHAT_HELPS: Mapping[str, str] = {
    Job.DELEGATION: "Correct the child's record, then open this plan from the child's page, or delegate the term again.",
    Job.IMPORTS: "Correct the child's rows in the case system or in the file, and import the file again. "
    "The report of the import lists the lines.",
    Job.OWN_PAGES: "Open the child's plan today and read what was sent: it may be something that cannot wait.",
    Job.UPLOADS: "The import broke off. Upload the same files again; what was taken stays.",
    Job.FILING: "Save this plan to the case system by hand from “Share or file this plan”. The portal tries again tonight.",
    Job.SENDING: "Open the email and read what is wrong with it. The portal tries again by itself.",
    Job.GATHERING: "This person gets no email today. Their My work page shows everything that they are asked for.",
    Job.PAYMENTS: "Check the plan's grade, school and year. The instalment is released once it can be worked out.",
    Job.COUNTS: "The child is left out of the saved figures until the record is correct.",
    **dict.fromkeys(
        (Job.DUE_DATES, Job.REMINDERS, Job.REVIEWS, Job.MEETINGS, Job.NEWS, Job.FORGETTING, Job.CLOSING_FORMS),
        CHECK_THE_RECORD,
    ),
}
RESTRICTED = "A child whose record is restricted"


@dataclass(frozen=True)
class Line:
    """One thing that could not be done. `href` is '' where there is nothing that this person may open."""

    whom: str
    href: str
    why: str
    since: dt.datetime
    attempts: int


@dataclass(frozen=True)
class Group:
    """What one job could not do. `lines` stay empty for those who are told numbers alone."""

    job: str
    number: int
    since: dt.datetime
    what_helps: str
    lines: list[Line]


def groups(person: Any, rows: QuerySet[UndoneWork], page: list[UndoneWork]) -> list[Group]:
    """`rows` are all, of which `page` is shown line by line. Five queries, however many."""
    numbers = rows.order_by("job").values("job").annotate(number=Count("pk"), since=Min("since_at"))
    named = _Named(person, page)
    lines: dict[str, list[Line]] = {}
    for row in page:
        lines.setdefault(row.job, []).append(
            Line(*named.whom(row), why=row.reason, since=row.since_at, attempts=row.attempts)
        )
    return [
        Group(
            job=Job(each["job"]).label,
            number=each["number"],
            since=each["since"],
            what_helps=WHAT_HELPS.get(each["job"], ASK_SUPPORT),
            lines=lines.get(each["job"], []),
        )
        for each in numbers
        if not page or each["job"] in lines
    ]


def rows_for(person: Any) -> QuerySet[UndoneWork]:
    """Those that are listed to this person one by one."""
    return UndoneWork.objects.all() if access.may(person, Action.READ_UNDONE_WORK) else UndoneWork.objects.none()


class _Named:
    """Who or what the rows of a page are about, as far as this person may know. Four queries."""

    def __init__(self, person: Any, rows: list[UndoneWork]):
        references = {row.child_reference for row in rows} - {""}
        there = Child.objects.filter(reference__in=references)
        self.named = {c.reference: c.name for c in Child.objects.visible_to(person, level=Level.RECORD) & there}
        open_to = there.filter(access.not_restricted(person))
        self.unrestricted = set(open_to.values_list("reference", flat=True))
        self.letters = Letter.objects.visible_to(person).for_list().in_bulk(_numbers(rows, Job.SENDING))
        self.people = User.objects.in_bulk(_numbers(rows, Job.GATHERING))

    def whom(self, row: UndoneWork) -> tuple[str, str]:
        reference = row.child_reference
        if reference in self.named:
            return self.named[reference], reverse("workspace:child", args=[reference])
        if reference:
            return (f"Child {reference}" if reference in self.unrestricted else RESTRICTED), ""
        if row.job == Job.SENDING and (letter := self.letters.get(_number(row))):
            return f"Email to {letter.to_whom}", reverse("accounts:letter", args=[letter.pk])
        if row.job == Job.GATHERING and (user := self.people.get(_number(row))):
            return f"Email of the day to {user.name}", ""
        return _without_a_child(row), ""


def _without_a_child(row: UndoneWork) -> str:
    """Subjects hold numbers of people and children, so of a file only its name is shown."""
    if row.job == Job.IMPORTS and row.subject:
        return f"A row of {row.subject.split()[0]}"
    if row.job == Job.WATCHED_FOLDER and row.subject.startswith(ANY_FOLDER):
        return "The watched folder"
    if row.job == Job.WATCHED_FOLDER and row.subject:
        return f"The folder “{row.subject.split()[0]}”"
    return "An email" if row.job in (Job.SENDING, Job.GATHERING) else "The job as a whole"


def _numbers(rows: list[UndoneWork], job: Job) -> list[int]:
    return [_number(row) for row in rows if row.job == job and row.subject.isdecimal()]


def _number(row: UndoneWork) -> int:
    return int(row.subject) if row.subject.isdecimal() else 0


def alarms(person: Any, on: dt.date) -> Iterator[Errand]:
    """Work that could not be done, for those who can see to it. One query; those who run the portal get numbers alone."""
    if not access.may(person, Action.COUNT_UNDONE_WORK):
        return
    number = UndoneWork.objects.count()
    if number:
        yield Errand(
            f"{number} piece{'' if number == 1 else 's'} of work could not be done",
            "The portal could not do this by itself. See the reasons, and what to do next",
            reverse("workspace:undone_work"),
            "See what to do",
            is_alarm=True,
        )

"""What a child sends from their own page may be a disclosure: somebody reads it the same day.

The social worker is told at once, and whoever covers for them; where there is neither, the team manager. What nobody
has read climbs to the team manager on the next working day, and to service manager and virtual school head on the one
after: not on the days of a late plan, which are too far apart. What carers and parents send is told and does not climb.
"""

import datetime as dt
from collections.abc import Iterator, Set
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from accounts import access, audit, clock, letters
from accounts.access import Action
from accounts.dated import holds
from accounts.enums import Job, LetterState, Role
from accounts.job_runs import JobRun
from accounts.models import Authority, Letter, Notice, User
from accounts.notices import Told, subject_of
from accounts.withdrawing import withdraw
from children.calendar.clocks import Calendar
from children.enums import AllocationKind
from children.models import Allocation, Child
from children.protection.recipients import Named, allocated, gathered, in_post, stand_ins, teams_of
from peps.deadlines.reminders import Rung
from peps.enums import OwnPageFor
from peps.models import OwnPage, OwnPageReading, PersonalEducationPlan

KIND = "own_page"
CLIMBS_AFTER = {Rung.OWNER: 0, Rung.MANAGER: 1, Rung.HEAD: 2}
"""Working days after the day on which it was sent."""
READ_BY = (Role.SOCIAL_WORKER, Role.TEAM_MANAGER, Role.VIRTUAL_SCHOOL_HEAD)
"""Whose reading ends the climb: those who answer for the child's safety."""
CALENDAR = Calendar()
SENT_BY = {OwnPageFor.CHILD: "A young person", OwnPageFor.CARER: "A carer", OwnPageFor.PARENT: "A parent"}
SUBJECTS = {
    Rung.OWNER: "Please read today: sent from a young person's own page",
    Rung.MANAGER: "Not read yet: sent from a young person's own page",
    Rung.HEAD: "Still not read: sent from a young person's own page",
}
SAID = {
    Rung.OWNER: (
        "{who} sent something from their own page on {day}. Please read it today. It may be something that cannot wait. "
        "You are told because you are the social worker or cover for them, or because there is no one else to tell."
    ),
    Rung.MANAGER: (
        "{who} sent something from their own page on {day}, and the social worker has not read it. "
        "You are told as the team manager. Please read it today, or make sure that it is read."
    ),
    Rung.HEAD: (
        "{who} sent something from their own page on {day}. Neither the social worker nor the team manager has read it. "
        "Please make sure today that it is read."
    ),
}


class Readers:
    """Who is to read what these children sent, on a day. The same eight queries however many children there are."""

    def __init__(self, children: Set[int], day: dt.date) -> None:
        rows = Allocation.objects.filter(holds(day), kind=AllocationKind.SOCIAL_WORKER, child__in=children)
        self.assigned = gathered(rows.filter(person__isnull=False).values_list("child", "person"))
        self.teams = teams_of(children, day)
        self.workers = allocated(children, day, AllocationKind.SOCIAL_WORKER, Role.SOCIAL_WORKER)
        managers = in_post(day, Role.TEAM_MANAGER).filter(team__in=set(self.teams.values()))
        self.managers = gathered(managers.values_list("team", "user"))
        self.service_managers = list(in_post(day, Role.SERVICE_MANAGER).values_list("user", flat=True))
        self.heads = list(in_post(day, Role.VIRTUAL_SCHOOL_HEAD).values_list("user", flat=True))
        self.covers = stand_ins(day)
        self.named = Named(children, day)

    def of(self, child: Child, rung: Rung) -> list[int]:
        """Where a rung has nobody, the next one is told. Of a restricted child those named on it alone."""
        rungs = list(Rung)
        for each in rungs[rungs.index(rung) :]:
            if people := self._on(child, each):
                return people
        return self.named.people(child) if child.is_restricted else []

    def _on(self, child: Child, rung: Rung) -> list[int]:
        """Who left is not told, but whoever covers for them is."""
        match rung:
            case Rung.OWNER:
                asked, covered = self.workers[child.pk], self.assigned[child.pk]
            case Rung.MANAGER:
                asked = covered = self.managers[self.teams.get(child.pk)]
            case Rung.HEAD:
                asked, covered = [*self.service_managers, *self.heads], self.heads
        covers = [cover for person in covered for cover in self.covers[person]]
        return [person for person in dict.fromkeys([*asked, *covers]) if self.named.may_hear(child, person)]


def tell(page: OwnPage, *, at: dt.datetime) -> None:
    """On the day on which it is sent, also at a weekend. Called by the act that sends it, in its transaction."""
    page.told_at = at
    child = page.pep.child
    for person in Readers({child.pk}, clock.day_of(at)).of(child, Rung.OWNER):
        _tell(page, person, Rung.OWNER, at=at)


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """What a child sent and nobody read climbs; told once to each person and rung. Returns how many are new."""
    if not CALENDAR.is_working_day(day):
        return 0
    pages = list(unread().filter(made_for=OwnPageFor.CHILD))
    readers = Readers({page.pep.child_id for page in pages}, day)
    run, told = JobRun(Job.OWN_PAGES), 0
    for page in pages:
        with run.alone(page.pk, child=page.pep.child.reference):
            for rung in _reached(page, day):
                told += sum(_tell(page, person, rung, at=at) for person in readers.of(page.pep.child, rung))
    run.finish()
    return told


def unread():
    """Sent, and read by nobody who answers for the child's safety; the longest waiting first."""
    read = OwnPageReading.objects.filter(by_role__in=READ_BY).values("page")
    waiting = OwnPage.objects.filter(told_at__isnull=False).exclude(pk__in=read)
    return waiting.select_related("pep__child", "pep__fills_term").order_by("sent_at", "pk")


def to_read(person: Any, day: dt.date) -> list[OwnPage]:
    """What this person is to read on that day, until it is read. One query where nothing waits."""
    if not access.may(person, Action.READ_PRIVATE_WORDS):
        return []
    pages = list(unread().filter(pep__in=PersonalEducationPlan.objects.visible_to(person)))
    if not pages:
        return []
    readers = Readers({page.pep.child_id for page in pages}, day)
    return [
        page for page in pages if any(person.pk in readers.of(page.pep.child, rung) for rung in _reached(page, day))
    ]


def withdraw_settled() -> int:
    """Emails that wait although their person has read it; those of the climb, which say that nobody has, once someone did."""
    waiting = Letter.objects.filter(state=LetterState.QUEUED, kind__startswith=f"{KIND}.")
    told = {notice.letter_id: notice for notice in Notice.objects.filter(letter__in=waiting)}
    readings = OwnPageReading.objects.filter(page__in=map(subject_of, told.values()))
    read, by_role = set(readings.values_list("page", "by")), readings.filter(by_role__in=READ_BY)
    ended = set(by_role.values_list("page", flat=True))
    settled = [
        letter
        for letter, notice in told.items()
        if (subject_of(notice), notice.person_id) in read
        or (subject_of(notice) in ended and notice.kind != f"{KIND}.{Rung.OWNER}")
    ]
    return len(withdraw(waiting.filter(pk__in=settled))) if settled else 0


def note_reading(page: OwnPage, *, by: Any, at: dt.datetime) -> None:
    """The first time that this person opened it."""
    _, is_first = OwnPageReading.objects.get_or_create(page=page, by=by, defaults={"by_role": _read_as(by), "at": at})
    if is_first:
        audit.record("own_page.read", by=by, subject=page, child=page.pep.child)


def sent_pages(pep: PersonalEducationPlan) -> list[OwnPage]:
    """With who read each and when. Two queries."""
    return list(pep.own_pages.filter(sent_at__isnull=False).prefetch_related("readings__by"))


def _read_as(person: Any) -> str:
    roles = [post.role for post in person.posts_held_today()]
    return next((role for role in READ_BY if role in roles), roles[0] if roles else "")


def _reached(page: OwnPage, day: dt.date) -> Iterator[Rung]:
    if page.made_for != OwnPageFor.CHILD:
        return iter((Rung.OWNER,))
    return reached_rungs(clock.day_of(page.sent_at), day)


def reached_rungs(sent: dt.date, day: dt.date) -> Iterator[Rung]:
    """How far what was sent on that day, and nobody has read, has climbed by `day`."""
    for rung, days in CLIMBS_AFTER.items():
        if not days or CALENDAR.add_working_days(sent, days) <= day:
            yield rung


def _tell(page: OwnPage, person: int, rung: Rung, *, at: dt.datetime) -> bool:
    """By reference: neither a name nor a word of what was sent."""
    told = _told(page, person, rung)
    to = User.objects.get(pk=person)
    return letters.tell_at_once(told, to=to, subject=_subject(page, rung), body=_body(page, told, to, rung), at=at)


def _told(page: OwnPage, person: int, rung: Rung) -> Told:
    who = SENT_BY[OwnPageFor(page.made_for)].lower()
    return Told(
        kind=f"{KIND}.{rung}",
        person_id=person,
        subject_id=page.pk,
        due_date=clock.day_of(page.sent_at),
        step=str(page.made_for).lower(),
        text=f"{page.pep.child.reference}: {who} sent something from their own page. Please read it today",
        path=reverse("peps:own_page_sent", args=[page.pep.reference, page.reference]),
    )


def _subject(page: OwnPage, rung: Rung) -> str:
    if page.made_for == OwnPageFor.CHILD:
        return SUBJECTS[rung]
    return f"Sent from {SENT_BY[OwnPageFor(page.made_for)].lower()}'s own page"


def _body(page: OwnPage, told: Told, to: User, rung: Rung) -> str:
    authority, day = Authority.objects.current(), clock.day_of(page.sent_at)
    said = SAID[rung].format(who=SENT_BY[OwnPageFor(page.made_for)], day=f"{day.day} {day:%B %Y}")
    return (
        f"Dear {to.name},\n\n{said}\n\nReference: {page.pep.child.reference}\n"
        f"Read it: {urljoin(settings.PORTAL_ADDRESS, told.path)}\n\n"
        f"{authority.virtual_school_name}\n{authority.name}\n"
    )

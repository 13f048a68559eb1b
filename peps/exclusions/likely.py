"""A suspension or exclusion, likely or made: social worker and virtual school are told the same day.

'Likely' is said by the school while something can still be done, waits for an answer, and is closed with what came of
it. Whoever is told is told at once, by reference alone. Nobody who is away stops it: it goes to whoever covers for the
social worker, and what no one has read climbs as what a child sends does (peps/voice/disclosure.py).
"""

import datetime as dt
from collections.abc import Iterable, Set
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from accounts import access, audit, clock, letters, notices
from accounts.access import Action, Level
from accounts.enums import Job, LetterState, Role
from accounts.job_runs import JobRun
from accounts.models import Authority, Letter, Notice, User
from accounts.notices import Told
from accounts.refusals import PortalRefusal
from accounts.withdrawing import withdraw
from children.editing import rows as editing
from children.enums import AllocationKind, Origin, SuspensionCategory
from children.models import Child, Suspension
from children.protection.confidentiality import own_school
from children.protection.recipients import allocated, in_post
from children.suspensions import suspended_days
from peps.deadlines.reminders import Rung
from peps.enums import LikelyOutcome
from peps.models import LikelyExclusion, Meeting, PersonalEducationPlan
from peps.voice.disclosure import READ_BY, Readers, reached_rungs

LIKELY, ANSWERED, CLOSED, MADE = "likely_exclusion", "likely_answered", "likely_closed", "suspension"
NEWS_FOR = dt.timedelta(days=14)
"""What a file brings of longer ago is history, and nobody is told of it."""
REVIEWED_WITHIN = dt.timedelta(days=28)
MADE_BY = {
    LikelyOutcome.SUSPENDED: SuspensionCategory.SUSPENSION,
    LikelyOutcome.EXCLUDED: SuspensionCategory.PERMANENT,
}
SUBJECTS = {
    Rung.OWNER: "Please read today: a suspension or exclusion is likely",
    Rung.MANAGER: "Not read yet: a suspension or exclusion is likely",
    Rung.HEAD: "Still not read: a suspension or exclusion is likely",
}
CLIMBED = {
    Rung.OWNER: "",
    Rung.MANAGER: " The social worker has not read it. You are told as the team manager.",
    Rung.HEAD: " Neither the social worker nor the team manager has read it.",
}


class CannotFollow(PortalRefusal):
    """It cannot be said, answered or closed like this; the text says what to do."""


# Likely


@transaction.atomic
def say_likely(
    *, child: Child, category: str, why: str, tried: str, answer_by: dt.date, by: Any, at: dt.datetime
) -> LikelyExclusion:
    """Said by the school, or for it. Raises CannotFollow while another one is open, or for a day that is over."""
    access.require(by, Action.FOLLOW_EXCLUSIONS)
    if answer_by < clock.day_of(at):
        raise CannotFollow("The day by which an answer helps must be today or later.")
    school = own_school(by, child, clock.day_of(at))
    try:
        with transaction.atomic():
            likely = LikelyExclusion.objects.create(
                child=child, school=school, category=category, why=why, tried=tried, answer_by=answer_by,
                said_by=by, said_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise CannotFollow("This was said already, and is still open. Add to it, or say what came of it.") from None
    for person in (*Readers({child.pk}, clock.day_of(at)).of(child, Rung.OWNER), *virtual_school(child, at)):
        _tell_likely(likely, person, Rung.OWNER, at=at)
    audit.record("exclusion.likely", by=by, subject=likely, child=child)
    return likely


def note_reading(likely: LikelyExclusion, *, by: Any, at: dt.datetime) -> None:
    """The first time that somebody opens it who answers for the child: then it climbs no further."""
    if any(post.role in READ_BY for post in by.posts_held_today()):
        unread = LikelyExclusion.objects.filter(pk=likely.pk, read_at=None)
        if unread.update(read_by=by, read_at=at):
            audit.record("exclusion.read", by=by, subject=likely, child=likely.child)


@transaction.atomic
def answer_likely(*, likely: LikelyExclusion, answer: str, by: Any, at: dt.datetime) -> None:
    """What social care or the virtual school does about it; whoever said it is told at once. Raises CannotFollow."""
    locked = _locked(likely, by)
    if by.pk == locked.said_by_id:
        raise CannotFollow("Someone else must answer this. You said it.")
    if locked.answer == answer.strip():
        return
    locked.answer, locked.answered_by, locked.answered_at = answer.strip(), by, at
    locked.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record("exclusion.answered", by=by, subject=locked, child=locked.child)
    said = "There is an answer to what you said about a suspension or exclusion that is likely."
    told = _told_of(locked, ANSWERED, locked.said_by_id, step=at.isoformat()[:19], text=said)
    _write(told, subject="An answer: a suspension or exclusion is likely", said=said, child=locked.child, at=at)


@transaction.atomic
def close_likely(
    *,
    likely: LikelyExclusion,
    outcome: str,
    note: str,
    by: Any,
    at: dt.datetime,
    start_date: dt.date | None = None,
    sessions: int | None = None,
) -> None:
    """What came of it. One that was made stands in the record then, and is told as made. Raises CannotFollow."""
    locked = _locked(likely, by)
    if outcome in MADE_BY:
        locked.suspension = _made(locked, MADE_BY[LikelyOutcome(outcome)], start_date, sessions, by=by)
    locked.outcome, locked.outcome_note, locked.closed_by, locked.closed_at = outcome, note.strip(), by, at
    locked.save(update_fields=["outcome", "outcome_note", "suspension", "closed_by", "closed_at"])
    audit.record("exclusion.closed", by=by, subject=locked, child=locked.child, outcome=outcome)
    if locked.suspension:
        tell_of_made([locked.suspension], at=at)
        return
    withdraw_settled()
    said = "A suspension or exclusion that was likely has been closed: it was not made."
    for person in _told_before(locked) - {by.pk}:
        told = _told_of(locked, CLOSED, person, step="closed", text=said)
        notices.queue([told], at=at)


def _made(
    likely: LikelyExclusion, category: SuspensionCategory, start: dt.date | None, sessions: int | None, *, by: Any
) -> Suspension:
    """The row of the record: the one that a file or somebody else entered meanwhile, or a new one."""
    if start is None:
        raise CannotFollow("Enter the first day of the suspension or exclusion.")
    there = Suspension.objects.standing().filter(child=likely.child, start_date=start, category=category).first()
    if there:
        return there
    row = Suspension(child=likely.child, school=likely.school, category=category, start_date=start, sessions=sessions)
    editing.enter(row, by=by, action=Action.FOLLOW_EXCLUSIONS)
    return row


def _locked(likely: LikelyExclusion, by: Any) -> LikelyExclusion:
    access.require(by, Action.FOLLOW_EXCLUSIONS)
    locked = LikelyExclusion.objects.visible_to(by).select_for_update(of=("self",)).get(pk=likely.pk)
    if not locked.is_open:
        raise CannotFollow("This was closed meanwhile.")
    return locked


# Telling


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """On a working day what is likely and nobody has read climbs; returns how many are told anew."""
    if not suspended_days.CALENDAR.is_working_day(day):
        return 0
    waiting = list(LikelyExclusion.objects.open().filter(read_at=None).for_list())
    readers = Readers({likely.child_id for likely in waiting}, day)
    run, told = JobRun(Job.EXCLUSIONS, of="likely "), 0
    for likely in waiting:
        with run.alone(likely.pk, child=likely.child.reference):
            for rung in reached_rungs(clock.day_of(likely.said_at), day):
                told += sum(_tell_likely(likely, person, rung, at=at) for person in readers.of(likely.child, rung))
    run.finish()
    return told


def tell_of_new(day: dt.date, *, at: dt.datetime) -> int:
    """Suspensions and exclusions that came into the record lately, by hand or by file, and are not told yet."""
    lately = Suspension.objects.standing().filter(
        entered_at__gte=clock.start_of(day - NEWS_FOR), start_date__gt=day - NEWS_FOR
    )
    rows = list(lately.select_related("child", "school"))
    told = {
        notices.subject_of(notice) for notice in Notice.objects.filter(kind=MADE, created_at__gte=at - 2 * NEWS_FOR)
    }
    run, new = JobRun(Job.EXCLUSIONS, of="made "), 0
    for row in rows:
        if row.pk not in told:
            with run.alone(row.pk, child=row.child.reference):
                new += tell_of_made([row], at=at)
    run.finish()
    return new


def tell_of_made(rows: Iterable[Suspension], *, at: dt.datetime) -> int:
    """At once where a person entered it; with the email of the day where a file brought it. Told once."""
    rows = list(rows)
    readers = Readers({row.child_id for row in rows}, clock.day_of(at))
    new = 0
    for row in rows:
        said = suspended_days.in_words(row)
        people = dict.fromkeys((*readers.of(row.child, Rung.OWNER), *virtual_school(row.child, at)))
        for person in people:
            told = Told(
                kind=MADE, person_id=person, subject_id=row.pk, due_date=None, step="made",
                text=f"{row.child.reference}: {said}. Please consider a review of the plan", path=path_of_made(row),
            )  # fmt: skip
            if row.origin == Origin.HAND:
                more = "Please consider a review of the education plan."
                new += _write(told, subject="A suspension or exclusion", said=f"{said}. {more}", child=row.child, at=at)
            else:
                new += notices.queue([told], at=at)
    return new


def path_of_made(row: Suspension) -> str:
    return reverse("workspace:child_tab", args=[row.child.reference, "school"])


def virtual_school(child: Child, at: dt.datetime) -> list[int]:
    """The child's own officer and the head; where the child has no officer in post, all of them."""
    day = clock.day_of(at)
    own = allocated({child.pk}, day, AllocationKind.VS_OFFICER, Role.VS_OFFICER)[child.pk]
    officers = own or list(in_post(day, Role.VS_OFFICER).values_list("user", flat=True))
    heads = list(in_post(day, Role.VIRTUAL_SCHOOL_HEAD).values_list("user", flat=True))
    named = Readers({child.pk}, day).named
    return [person for person in dict.fromkeys([*officers, *heads]) if named.may_hear(child, person)]


def who_was_told(child: Child) -> dict[int, list[Notice]]:
    """Suspension -> the notices of those who were told of it, the first one first. One query."""
    found: dict[int, list[Notice]] = {}
    path = reverse("workspace:child_tab", args=[child.reference, "school"])
    for notice in Notice.objects.filter(kind=MADE, path=path).select_related("person").order_by("pk"):
        found.setdefault(notices.subject_of(notice), []).append(notice)
    return found


def told_of(likely: LikelyExclusion) -> list[Notice]:
    """Who was told that it is likely, and when. One query."""
    rows = Notice.objects.filter(kind__startswith=LIKELY, path=path_of(likely))
    return list(rows.select_related("person").order_by("created_at", "pk"))


def path_of(likely: LikelyExclusion) -> str:
    return reverse("peps:likely_exclusion", args=[likely.reference])


def _told_before(likely: LikelyExclusion) -> Set[int]:
    return {notice.person_id for notice in told_of(likely)} | {likely.said_by_id}


def _tell_likely(likely: LikelyExclusion, person: int, rung: Rung, *, at: dt.datetime) -> bool:
    said = (
        f"A school has said that a suspension or exclusion is likely. An answer helps until "
        f"{likely.answer_by:%-d %B %Y}.{CLIMBED[rung]}"
    )
    told = _told_of(likely, f"{LIKELY}.{rung}", person, step="likely", text=said)
    return _write(told, subject=SUBJECTS[rung], said=said, child=likely.child, at=at)


def _told_of(likely: LikelyExclusion, kind: str, person: int, *, step: str, text: str) -> Told:
    return Told(
        kind=kind, person_id=person, subject_id=likely.pk, due_date=None, step=step.replace(":", ""),
        text=f"{likely.child.reference}: {text}"[:300], path=path_of(likely),
    )  # fmt: skip


def _write(told: Told, *, subject: str, said: str, child: Child, at: dt.datetime) -> bool:
    """By reference: neither a name nor a word of what was said."""
    to, authority = User.objects.get(pk=told.person_id), Authority.objects.current()
    body = (
        f"Dear {to.name},\n\n{said}\n\nReference: {child.reference}\n"
        f"Read it: {urljoin(settings.PORTAL_ADDRESS, told.path)}\n\n"
        f"{authority.virtual_school_name}\n{authority.name}\n"
    )
    return letters.tell_at_once(told, to=to, subject=subject, body=body, at=at)


def withdraw_settled() -> int:
    """Emails that wait although it was closed; those of the climb, which say that nobody has read it, once someone did."""
    waiting = Letter.objects.filter(state=LetterState.QUEUED, kind__startswith=f"{LIKELY}.")
    told = {notice.letter_id: notice for notice in Notice.objects.filter(letter__in=waiting)}
    open_ones = LikelyExclusion.objects.open().filter(pk__in=map(notices.subject_of, told.values()))
    is_read = dict(open_ones.values_list("pk", "read_at"))
    settled = [
        letter
        for letter, notice in told.items()
        if (pk := notices.subject_of(notice)) not in is_read
        or (is_read[pk] and notice.kind != f"{LIKELY}.{Rung.OWNER}")
    ]
    return len(withdraw(waiting.filter(pk__in=settled))) if settled else 0


def drop_settled() -> int:
    """Takes back what waits for an email about a suspension that the record has no more."""
    waiting = list(Notice.objects.filter(letter=None, kind=MADE))
    there = Suspension.objects.standing().filter(pk__in=map(notices.subject_of, waiting))
    standing = set(there.values_list("pk", flat=True)) if waiting else set()
    settled = [notice.pk for notice in waiting if notices.subject_of(notice) not in standing]
    return Notice.objects.filter(pk__in=settled, letter=None).delete()[0] if settled else 0


# What is left to do


def to_answer(person: Any) -> list[LikelyExclusion]:
    """Open ones of the children this person reaches; theirs to close where they said it. One query."""
    if not access.may(person, Action.FOLLOW_EXCLUSIONS):
        return []
    return list(LikelyExclusion.objects.visible_to(person).open().for_list().order_by("answer_by", "pk"))


def to_review(person: Any, on: dt.date) -> list[Suspension]:
    """Suspensions and exclusions of the last four weeks after which no plan was opened or turned and no meeting is
    planned, with `plan`: the reference of the plan under way. One query, for those who open plans."""
    if not access.may(person, Action.OPEN_PEP):
        return []
    plans = PersonalEducationPlan.objects.filter(child=OuterRef("child"))
    begun = plans.counted().filter(delegated_at__date__gte=OuterRef("start_date"))
    meetings = Meeting.objects.filter(
        Q(planned_date__gte=OuterRef("start_date")) | Q(held_date__gte=OuterRef("start_date")),
        pep__child=OuterRef("child"),
        cancelled_at=None,
    )
    rows = Suspension.objects.standing().filter(
        ~Exists(begun),
        ~Exists(meetings),
        Exists(plans.under_way()) | ~Q(category=SuspensionCategory.PERMANENT),  # for these an interim plan is proposed
        child__in=Child.objects.visible_to(person, level=Level.PLAN),
        start_date__lte=on,
        start_date__gt=on - REVIEWED_WITHIN,
    )
    under_way = Subquery(plans.under_way().values("reference")[:1])
    return list(rows.annotate(plan=under_way).select_related("child", "school").order_by("start_date", "pk"))

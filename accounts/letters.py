"""Letters: gathered from notices, one a person and working day, and sent so that none is lost and none goes twice.

A letter is queued, claimed (for ten minutes, by one token), handing over, and then sent, perhaps sent or refused.
The step to handing over is one conditional UPDATE, committed between the server's yes to the recipient and the text.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import access, audit, clock, notices, one_time_links
from accounts.access import Action
from accounts.dated import holds
from accounts.delivery import Envelope, Outcome, Postman, Report, open_post
from accounts.enums import SCHOOL_ROLES, Job
from accounts.enums import LetterState as State
from accounts.job_runs import JobRun
from accounts.models import Authority, Letter, Notice, Post, UndoneWork, User
from accounts.notices import Told
from accounts.refusals import PortalRefusal

DIGEST, LATER = "digest", "digest_later"
LATER_FROM = dt.time(15)
"""What is told after somebody had the email of the day goes in one more, from this time on."""
CLAIM = dt.timedelta(minutes=10)
LONGEST_WAIT = dt.timedelta(hours=4)
AT_ONCE = 200
TO_BE_WRITTEN = Q(kind__in=(DIGEST, LATER), state=State.QUEUED, body="")
"""It was taken back before it left, and is written anew from what is still true."""
MAIL_SERVER = "mail server"


class CannotSendAgain(PortalRefusal):
    """The letter is on its way or has arrived."""


class NoMailServer(Exception):
    """It does not answer, does not let the portal in, or takes nothing at the moment."""

    in_words = "The mail server took no email. Check that it is running, and its address, name and password."


# Gather


def gather(
    day: dt.date, *, at: dt.datetime, schools_are_open: bool = True, but: Mapping[int, bool] | None = None
) -> int:
    """One letter for each person with notices that wait. `day` is a working day: the caller has asked the calendar.

    Whoever had this day's letter already gets what came later with `gather_later`. People who hold posts at schools that
    are closed, and no other, get none: theirs waits for the first day back. `but` are schools with days of their own.
    """
    waiting = Notice.objects.filter(letter=None, person__is_active=True)
    had_theirs = Letter.objects.filter(kind=DIGEST, day=day).exclude(TO_BE_WRITTEN).values("person")
    begun = Letter.objects.filter(TO_BE_WRITTEN, person__is_active=True)
    people = User.objects.filter(Q(pk__in=waiting.values("person")) | Q(pk__in=begun.values("person")))
    people = people.exclude(pk__in=had_theirs)
    at_school = Post.objects.filter(holds(day), role__in=SCHOOL_ROLES)
    elsewhere = Post.objects.filter(holds(day)).exclude(pk__in=at_school.values("pk")).values("user")
    reached = _of_open_schools(at_school, schools_are_open, but or {}).values("user")
    left_alone = at_school.exclude(user__in=reached).exclude(user__in=elsewhere).values("user")
    run, written = JobRun(Job.GATHERING), 0
    for person in people.exclude(pk__in=left_alone):
        with run.alone(person.pk):
            written += _gather_for(person, day, at)
    run.finish()
    return written


def gather_later(day: dt.date, *, at: dt.datetime) -> int:
    """One more letter for whoever had the day's already and was told of something since: once, in the afternoon.

    So that what happens during a day is told on it. What comes after this goes with the next day's letter.
    """
    if clock.local(at).time() < LATER_FROM:
        return 0
    waiting = Notice.objects.filter(letter=None, person__is_active=True).values("person")
    had_one = Letter.objects.filter(kind=DIGEST, day=day).exclude(TO_BE_WRITTEN).values("person")
    had_both = Letter.objects.filter(kind=LATER, day=day).exclude(TO_BE_WRITTEN).values("person")
    run, written = JobRun(Job.GATHERING, of="later "), 0
    for person in User.objects.filter(pk__in=waiting).filter(pk__in=had_one).exclude(pk__in=had_both):
        with run.alone(person.pk):
            written += _gather_for(person, day, at, kind=LATER)
    run.finish()
    return written


@transaction.atomic
def take_back_unsent(day: dt.date) -> int:
    """What a letter of the day would have told waits again, where the letter could not leave yet.

    It is written anew, so that it says what is true when it leaves. Returns how many there are.
    """
    stuck = Letter.objects.filter(Q(day__lt=day) | Q(attempts__gt=0), kind__in=(DIGEST, LATER), state=State.QUEUED)
    pks = list(stuck.exclude(TO_BE_WRITTEN).values_list("pk", flat=True))
    taken = Letter.objects.filter(pk__in=pks, state=State.QUEUED).update(subject="", body="")
    Notice.objects.filter(letter__in=Letter.objects.filter(TO_BE_WRITTEN, pk__in=pks)).update(letter=None)
    return taken


def _letter_to_write(person: User, day: dt.date, at: dt.datetime, kind: str) -> Letter:
    """A new one, or the one that was taken back; of several, one."""
    if kind == LATER:
        Letter.objects.select_for_update().get(kind=DIGEST, person=person, day=day)  # a second worker waits here
        later = Letter.objects.filter(kind=LATER, person=person, day=day)
        if taken_back := later.filter(TO_BE_WRITTEN).first():
            return taken_back
        if later.exists():
            raise IntegrityError("this person has a later letter of the day")
        return Letter.objects.create(person=person, day=day, kind=LATER, subject="", body="", created_at=at)
    begun = list(Letter.objects.filter(TO_BE_WRITTEN, person=person).select_for_update().order_by("day", "pk"))
    if not begun:
        return Letter.objects.create(person=person, day=day, kind=DIGEST, subject="", body="", created_at=at)
    first, *others = begun
    Letter.objects.filter(pk__in=[letter.pk for letter in others]).delete()
    first.day, first.kind = day, DIGEST
    first.save(update_fields=["day", "kind"])
    return first


def _of_open_schools(posts: Any, schools_are_open: bool, but: Mapping[int, bool]) -> Any:
    """Posts at schools that are open that day: the usual ones, and those with days of their own."""
    own = [school for school, is_open in but.items() if is_open]
    return posts.exclude(school__in=set(but) - set(own)) if schools_are_open else posts.filter(school__in=own)


def _gather_for(person: User, day: dt.date, at: dt.datetime, *, kind: str = DIGEST) -> int:
    try:
        with transaction.atomic():
            letter = _letter_to_write(person, day, at, kind)
            notices = list(Notice.objects.filter(person=person, letter=None).order_by("due_date", "pk"))
            if not notices:  # another day's letter took them meanwhile, or nothing of them is true any more
                letter.delete()
                return 0
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(letter=letter)
            letter.subject, letter.body = _digest(person, notices, day)
            letter.save(update_fields=["subject", "body"])
    except IntegrityError:
        return 0  # another worker made this day's letter
    return 1


def _digest(person: User, notices: list[Notice], day: dt.date) -> tuple[str, str]:
    """Subject and body. Neither says what kind of children these are; a child is a reference."""
    items = [
        {"text": notice.text, "due_date": notice.due_date, "address": urljoin(settings.PORTAL_ADDRESS, notice.path)}
        for notice in notices
    ]
    to_know = [item for item in items if item["due_date"] is None]
    late = [item for item in items if item["due_date"] and item["due_date"] < day]
    coming = [item for item in items if item["due_date"] and item["due_date"] >= day]
    body = render_to_string(
        "emails/digest.txt",
        {"person": person, "late": late, "coming": coming, "to_know": to_know, "authority": Authority.objects.current()}
        | {"address": settings.PORTAL_ADDRESS, "password_page": _page_for_a_first_password(person)},
    )
    return _subject(len(late), len(coming), len(to_know)), body


def _page_for_a_first_password(person: User) -> str:
    """For people who came by file and never chose one; '' for everybody else."""
    if person.has_usable_password():
        return ""
    return urljoin(settings.PORTAL_ADDRESS, reverse("account_reset_password"))


def _subject(late: int, coming: int, to_know: int) -> str:
    if not late + coming:
        return f"For you to know: {to_know} change{'' if to_know == 1 else 's'}"
    number = f"{late + coming} thing{'' if late + coming == 1 else 's'} to do"
    return f"Reminder: {number}{f', {late} late' if late else ''}"


def write_letter(*, to: User, kind: str, subject: str, body: str, at: dt.datetime, **more: str) -> Letter:
    """A letter of its own, which waits for no working day.

    `calendar` is an appointment as iCalendar, which goes with it; `reply_to` who reads the answers; `about` what it is
    withdrawn by while it waits (accounts/withdrawing.py).
    """
    return _write_one(person=to, kind=kind, subject=subject, body=body, at=at, **more)


def _write_one(*, at: dt.datetime, **fields: Any) -> Letter:
    return Letter.objects.create(day=clock.day_of(at), created_at=at, **fields)


@transaction.atomic
def tell_at_once(told: Told, *, to: User, subject: str, body: str, at: dt.datetime, about: str = "") -> bool:
    """A notice with a letter of its own, for what waits for no digest. False where it was told before."""
    notice, is_new = notices.queue_one(told, at=at)
    if is_new:
        notice.letter = write_letter(to=to, kind=told.kind, subject=subject, body=body, at=at, about=about)
        notice.save(update_fields=["letter"])
    return is_new


def write_to_address(address: str, *, kind: str, subject: str, body: str, at: dt.datetime, **more: str) -> Letter:
    """The same to somebody who has no account."""
    return _write_one(address=address, kind=kind, subject=subject, body=body, at=at, **more)


# Send


def send_waiting(*, is_working_day: bool) -> Counter[Outcome]:
    """Everything that waits and may go now: digests on working days only. Ends early when there is no mail server."""
    note_what_was_left(at=clock.real_now())
    done: Counter[Outcome] = Counter()
    run = JobRun(Job.SENDING)
    with open_post() as post:
        for letter_id in waiting(clock.real_now(), is_working_day=is_working_day):
            with run.alone(letter_id, in_transaction=False):
                report = send(letter_id, post)
                done[report.outcome] += 1
                if report.outcome is Outcome.NO_SERVER:
                    break
            if run.why_not(letter_id):
                put_back_unsent(letter_id, at=clock.real_now())
    _note_mail_server(done, run)
    return done


def _note_mail_server(done: Counter[Outcome], run: JobRun) -> None:
    """One line in the log and one piece of undone work for as long as it takes nothing."""
    if done[Outcome.SENT]:
        run.settle(MAIL_SERVER)
    elif done[Outcome.NO_SERVER] or done[Outcome.LATER]:
        run.could_not(MAIL_SERVER, NoMailServer())


def when_it_goes() -> str:
    """For the person who asked for an email: the end of a sentence."""
    is_away = UndoneWork.objects.filter(job=Job.SENDING, subject=MAIL_SERVER).exists()
    return "as soon as the mail server works again: it takes no email at the moment" if is_away else "in a few minutes"


def free(at: dt.datetime) -> Q:
    """Queued and due, or claimed by a worker that is silent for longer than its claim."""
    due = Q(not_before_at=None) | Q(not_before_at__lte=at)
    return ((Q(state=State.QUEUED) & due) | Q(state=State.CLAIMED, claimed_until__lte=at)) & ~TO_BE_WRITTEN


def waiting(at: dt.datetime, *, is_working_day: bool) -> list[int]:
    to_somebody = Q(person=None) | Q(person__is_active=True)
    letters = Letter.objects.filter(free(at), to_somebody).order_by("created_at", "pk")
    if not is_working_day:
        letters = letters.exclude(kind__in=(DIGEST, LATER))
    return list(letters.values_list("pk", flat=True)[:AT_ONCE])


def send(letter_id: int, post: Postman) -> Report:
    token = str(uuid.uuid4())
    if not claim(letter_id, token=token, at=clock.real_now()):
        return Report(Outcome.NOT_OURS)
    letter = Letter.objects.select_related("person").get(pk=letter_id)
    envelope = Envelope(
        letter.pk, letter.to, letter.subject, one_time_links.put_in(letter), letter.calendar, letter.reply_to
    )
    envelope.message()  # what cannot be put together is found out before the mail server hears of it
    report = post.deliver(envelope, lambda: begin_handing_over(letter_id, token=token, at=clock.real_now()))
    note_outcome(letter_id, report, token=token, at=clock.real_now())
    return report


def claim(letter_id: int, *, token: str, at: dt.datetime) -> bool:
    """Take a letter for sending; of two workers only one gets True."""
    taken = Letter.objects.filter(free(at), pk=letter_id)
    return bool(taken.update(state=State.CLAIMED, token=token, claimed_until=at + CLAIM))


def begin_handing_over(letter_id: int, *, token: str, at: dt.datetime) -> bool:
    """Committed before the text goes. False when the claim has run out, and may have been taken by another."""
    ours = Letter.objects.filter(pk=letter_id, state=State.CLAIMED, token=token, claimed_until__gt=at)
    return bool(ours.update(state=State.HANDING_OVER, claimed_until=at + CLAIM))


def note_what_was_left(*, at: dt.datetime) -> int:
    """A worker died while handing over: the server may have the letter. Only a person sends it again."""
    left = Letter.objects.filter(state=State.HANDING_OVER, claimed_until__lte=at)
    return left.update(state=State.PERHAPS_SENT, refusal="We stopped before the mail server had answered.")


def note_outcome(letter_id: int, report: Report, *, token: str, at: dt.datetime) -> None:
    """Only while the letter is still this worker's, by its token."""
    ours = Letter.objects.filter(pk=letter_id, token=token)
    match report.outcome:
        case Outcome.SENT:
            ours.update(state=State.SENT, sent_at=clock.now(), refusal="")
        case Outcome.PERHAPS_SENT:
            ours.update(state=State.PERHAPS_SENT, refusal=report.text)
        case Outcome.REFUSED:
            ours.update(state=State.REFUSED, refusal=report.text)
        case Outcome.LATER | Outcome.NO_SERVER:
            _put_back(letter_id, report, token=token, at=at)


def _put_back(letter_id: int, report: Report, *, token: str, at: dt.datetime) -> None:
    """Waits twice as long after each attempt, from two minutes to four hours, and is never given up."""
    ours = Letter.objects.filter(pk=letter_id, token=token)
    attempts = ours.values_list("attempts", flat=True).first()
    if attempts is None:
        return
    wait = min(dt.timedelta(minutes=2 ** min(attempts + 1, 10)), LONGEST_WAIT)
    ours.update(state=State.QUEUED, attempts=attempts + 1, not_before_at=at + wait, token="", refusal=report.text)


def put_back_unsent(letter_id: int, *, at: dt.datetime) -> None:
    """A letter that could not be put together is tried again later; what the server may have stays as it is."""
    claimed = Letter.objects.filter(pk=letter_id, state=State.CLAIMED)
    token = claimed.values_list("token", flat=True).first()
    if token:
        _put_back(letter_id, Report(Outcome.LATER, "The portal could not put this email together."), token=token, at=at)


@transaction.atomic
def send_again(letter: Letter, *, by: User) -> None:
    """A person decides that a letter which perhaps arrived, or was refused, goes once more.

    Raises CannotSendAgain for any other letter.
    """
    access.require(by, Action.SEND_LETTERS_AGAIN)
    stopped = Letter.objects.visible_to(by).filter(pk=letter.pk, state__in=[State.PERHAPS_SENT, State.REFUSED])
    if not stopped.update(state=State.QUEUED, attempts=0, not_before_at=None, token="", refusal=""):
        raise CannotSendAgain("This letter was sent, or is being sent. There is nothing to send again.")
    audit.record("letter.sent_again", by=by, subject=letter)

"""Letters about a meeting. None says which child it is about, or that any child is in care: a reference and a time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from icalendar import Calendar as Appointments
from icalendar import Event, vCalAddress

from accounts import clock, letters
from accounts.enums import Job, LetterState
from accounts.job_runs import JobRun
from accounts.models import Authority, Letter, User
from accounts.withdrawing import give_up, withdraw
from children.calendar.clocks import LONDON, Calendar
from children.protection import protective_facts
from peps.audiences.audiences import reader_of
from peps.audiences.withheld_names import name_told
from peps.enums import UNDER_WAY, AtTheTable, Audience, MeetingPlace
from peps.meetings.left_behind import has_left_since, left_on
from peps.models import Invitee, Meeting

INVITATION, CHANGED, OFF, REMINDER = "meeting", "meeting_changed", "meeting_off", "meeting_reminder"
STILL_TO_COME = (INVITATION, CHANGED, REMINDER)
"""They say when it will be, and end when that is no longer so."""
TOO_LATE = "The day of the meeting had passed before this could be sent."
WHERE = {
    MeetingPlace.SCHOOL: "At the school, nursery or college",
    MeetingPlace.HOME: "At home",
    MeetingPlace.OFFICE: "At an office of the council",
    MeetingPlace.ONLINE: "By video call",
    MeetingPlace.OTHER: "At the place that was agreed",
}
KEEP_PLACE = "Keep the place of this meeting to yourself. It must not become known."
"""Of a child whose address is protected; it says nothing of a child."""
COMES_AS_FAMILY = frozenset({AtTheTable.PARENT, AtTheTable.CARER, AtTheTable.OTHER})
"""As whom somebody comes who may be one of the child's contacts; a professional may bear the same name."""
LASTS = dt.timedelta(hours=1)
REMINDED_BEFORE = 3
"""Working days before the meeting."""


def is_barred(role: str, name: str, protection: protective_facts.Protection) -> bool:
    """Comes as family, and may have no contact with the child, in whatever spelling."""
    return role in COMES_AS_FAMILY and protection.bars(name) is not None


def invite(meeting: Meeting, invitee: Invitee, *, by: Any, at: dt.datetime) -> Letter:
    return _write(INVITATION, "Invitation: education meeting", meeting, invitee, by=by, at=at)


def tell_of_change(meeting: Meeting, *, by: Any, at: dt.datetime) -> None:
    """Whoever has not been written to yet, for the invitation waits, is invited to what holds now."""
    for invitee in meeting.invitees.filter(invited_by_mail=True):
        if INVITATION in _withdraw_waiting(meeting, invitee):
            invite(meeting, invitee, by=by, at=at)
        else:
            _write(CHANGED, "Changed: education meeting", meeting, invitee, by=by, at=at)
    meeting.invitees.update(reminded_at=None)


def tell_barred(meeting: Meeting, *, by: Any, at: dt.datetime) -> None:
    """Before it changes: who may have no contact with the child since, or has left, hears of no other day or place."""
    day = clock.day_of(at)
    protection = protective_facts.protection_of(meeting.pep.child, day)
    for invitee in meeting.invitees.filter(invited_by_mail=True):
        if is_barred(invitee.role, invitee.name, protection) or has_left_since(invitee, meeting.pep.child, day):
            tell_not_expected(meeting, invitee, by=by, at=at)
            invitee.invited_by_mail, invitee.invited_at = False, None
            invitee.save(update_fields=["invited_by_mail", "invited_at"])


def tell_it_is_off(meeting: Meeting, invitees: Iterable[Invitee], *, by: Any, at: dt.datetime) -> None:
    """Nobody hears of the end of a meeting of which they have not heard."""
    for invitee in invitees:
        if invitee.invited_by_mail and INVITATION not in _withdraw_waiting(meeting, invitee):
            _write(OFF, "Cancelled: education meeting", meeting, invitee, by=by, at=at)


def tell_not_expected(meeting: Meeting, invitee: Invitee, *, by: Any, at: dt.datetime) -> None:
    """One person, or one address, is no longer asked. Whether it takes place without them is not theirs to know."""
    if INVITATION not in _withdraw_waiting(meeting, invitee):
        _write(OFF, "Cancelled for you: education meeting", meeting, invitee, by=by, at=at, is_for_all=False)


def withdraw_settled(day: dt.date) -> int:
    """What waits about a meeting that was held, called off or is not to be any more, or whose day has passed.

    Who was to be invited to one whose day has passed stands among the people who were not reached.
    """
    waiting = Letter.objects.filter(kind__in=STILL_TO_COME, state=LetterState.QUEUED).exclude(about="")
    by_meeting: dict[int, list[Letter]] = defaultdict(list)
    for letter in waiting:
        by_meeting[int(letter.about.split()[1])].append(letter)
    to_come = Meeting.objects.filter(
        cancelled_at=None, held_date=None, planned_date__isnull=False, pep__status__in=UNDER_WAY
    )
    planned = dict(to_come.filter(pk__in=by_meeting).values_list("pk", "planned_date")) if by_meeting else {}
    off = [letter.pk for pk, letters_of in by_meeting.items() if pk not in planned for letter in letters_of]
    passed = [
        letter for pk, letters_of in by_meeting.items() if pk in planned and planned[pk] < day for letter in letters_of
    ]
    give_up(Letter.objects.filter(pk__in=[each.pk for each in passed if each.kind != REMINDER]), TOO_LATE)
    withdrawn = off + [each.pk for each in passed if each.kind == REMINDER]
    return len(withdraw(Letter.objects.filter(pk__in=withdrawn))) if withdrawn else 0


def _about(meeting: Meeting, invitee: Invitee) -> str:
    return f"meeting {meeting.pk} {invitee.reference}"


def _withdraw_waiting(meeting: Meeting, invitee: Invitee) -> list[str]:
    """What was written to this person of a day, time or place that holds no more, and has not left."""
    return withdraw(Letter.objects.filter(about=_about(meeting, invitee), kind__in=STILL_TO_COME))


def remind(day: dt.date, *, at: dt.datetime) -> int:
    """Whoever was asked by mail is reminded once, three working days before. Nothing on days that are no working days.

    Run twice, or by two at once, it writes each letter once: the row says that it was written, in the same transaction.
    """
    if not Calendar().is_working_day(day):
        return 0
    last = Calendar().add_working_days(day, REMINDED_BEFORE)
    waiting = Invitee.objects.filter(
        invited_by_mail=True,
        reminded_at=None,
        meeting__cancelled_at=None,
        meeting__held_date=None,
        meeting__planned_date__gt=day,
        meeting__planned_date__lte=last,
        meeting__pep__status__in=UNDER_WAY,
    )
    run, reminded = JobRun(Job.MEETINGS), 0
    for pk, child in list(waiting.values_list("pk", "meeting__pep__child__reference")):
        with run.alone(pk, child=child):
            reminded += _remind(pk, day, at)
    run.finish()
    return reminded


def did_not_arrive(invitees: Iterable[Invitee]) -> set[int]:
    """Those whose address the mail server refused when it was last written to about a meeting. One query."""
    asked = [each for each in invitees if each.invited_by_mail and each.email]
    emails = {each.email.lower(): each.pk for each in asked}
    rows = Letter.objects.filter(
        Q(address__in=[each.email for each in asked]) | Q(person__email__in=list(emails)),
        kind__in=STILL_TO_COME,
    ).select_related("person")
    newest = {letter.to.lower(): letter.state for letter in rows.order_by("pk")}
    return {pk for email, pk in emails.items() if newest.get(email) == LetterState.REFUSED}


def _remind(pk: int, day: dt.date, at: dt.datetime) -> bool:
    with transaction.atomic():
        just_asked = Q(invited_at__gte=clock.start_of(day))
        if not Invitee.objects.filter(~just_asked, pk=pk, reminded_at=None).update(reminded_at=at):
            return False
        invitee = Invitee.objects.select_related("meeting__pep__child").get(pk=pk)
        child = invitee.meeting.pep.child
        if is_barred(invitee.role, invitee.name, protective_facts.protection_of(child, day)):
            return False
        if has_left_since(invitee, child, day):
            return False
        _write(REMINDER, "Reminder: education meeting", invitee.meeting, invitee, by=None, at=at)
    return True


def _write(
    kind: str, subject: str, meeting: Meeting, invitee: Invitee, *, by: Any, at: dt.datetime, is_for_all: bool = True
) -> Letter:
    body = render_to_string(
        "emails/meeting.txt",
        {
            "kind": kind,
            "is_for_all": is_for_all,
            "invitee": invitee,
            "meeting": meeting,
            "where": WHERE.get(MeetingPlace(meeting.place_kind)) if meeting.place_kind else "",
            "inviter": str(by) if by and _may_know(invitee, by, meeting, on=clock.day_of(at)) else "",
            "reference": meeting.pep.reference,
            "keep_place": KEEP_PLACE if _is_protected(meeting) else "",
            "authority": Authority.objects.current(),
        },
    )
    more = {"reply_to": _who_reads_answers(meeting, invitee, on=clock.day_of(at)), "about": _about(meeting, invitee)}
    if kind != REMINDER:
        more["calendar"] = appointment(meeting, invitee, is_off=kind == OFF, is_for_all=is_for_all, at=at)
    person = User.objects.filter(email__iexact=invitee.email, is_active=True).first()
    if person:
        return letters.write_letter(to=person, kind=kind, subject=subject, body=body, at=at, **more)
    return letters.write_to_address(invitee.email, kind=kind, subject=subject, body=body, at=at, **more)


def _who_reads_answers(meeting: Meeting, invitee: Invitee, *, on: dt.date) -> str:
    """Whoever planned the meeting, as long as their account works and the reader may know them; else the virtual school.

    An address says more than a name does: behind its @ stands the school.
    """
    planner = meeting.planned_by
    if planner and planner.is_active and _may_know(invitee, planner, meeting, on=on):
        return planner.email
    return Authority.objects.current().email


def _may_know(invitee: Invitee, person: Any, meeting: Meeting, *, on: dt.date) -> bool:
    """Family that may not know the school does not read who works there, nor does a school that the child has left."""
    if left_on(invitee.email, meeting.pep.child, on):
        return False
    is_family = invitee.role in (AtTheTable.PARENT, AtTheTable.OTHER)
    audience = Audience.PARENT if is_family else Audience.SCHOOL
    return bool(name_told(person, meeting.pep, reader_of(audience), otherwise=""))


def _is_protected(meeting: Meeting) -> bool:
    return bool(meeting.place_kind) and protective_facts.protection_of(meeting.pep.child).address


def appointment(meeting: Meeting, invitee: Invitee, *, is_off: bool, at: dt.datetime, is_for_all: bool = True) -> str:
    """As iCalendar (RFC 5545, 5546): the same one each time, by its UID and a rising sequence. All day without a time.

    The organizer is always the portal, for programs take another organizer for another meeting; answers come by email.
    """
    host = urlsplit(settings.PORTAL_ADDRESS).hostname or "portal"
    event = Event()
    event.add("uid", f"meeting-{meeting.pep.reference}-{meeting.pk}@{host}")
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence)
    event.add("summary", f"Education meeting ({meeting.pep.reference})")
    if meeting.planned_time:
        start = dt.datetime.combine(meeting.planned_date, meeting.planned_time, LONDON)
        event.add("dtstart", start.astimezone(dt.UTC))
        event.add("dtend", (start + LASTS).astimezone(dt.UTC))
    else:
        event.add("dtstart", meeting.planned_date)
        event.add("dtend", clock.day_after(meeting.planned_date))
    if meeting.place_kind:
        event.add("location", WHERE[MeetingPlace(meeting.place_kind)])
    if _is_protected(meeting):
        event.add("description", KEEP_PLACE)
    if is_for_all:  # a status would call off for everybody what one person is no longer asked to (RFC 5546, 3.2.5)
        event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("organizer", _organizer())
    attendee = vCalAddress(f"mailto:{invitee.email}")
    attendee.params["RSVP"] = "FALSE"
    event.add("attendee", attendee)
    appointments = Appointments()
    appointments.add("prodid", "-//Personal Education Plans//EN")
    appointments.add("version", "2.0")
    appointments.add("method", "CANCEL" if is_off else "REQUEST")
    appointments.add_component(event)
    return appointments.to_ical().decode()


def _organizer() -> vCalAddress:
    """`DEFAULT_FROM_EMAIL` may hold a name before the address."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    if name:
        organizer.params["CN"] = name.replace('"', "'")
    return organizer

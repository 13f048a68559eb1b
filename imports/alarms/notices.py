"""The data officer is told on the morning after a night in which a file did not come, or an import went wrong."""

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator

from django.urls import reverse

from accounts.enums import Job, Role
from accounts.models import Notice, User, holders
from accounts.notices import Round, Told, subject_of, tell_each
from children.calendar.clocks import Calendar
from imports.alarms.alarms import Alarm, alarms_on

KIND = "imports"


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """One notice for each alarm and data officer, once however long it lasts; on working days. Names no child."""
    if not Calendar().is_working_day(day):
        return 0
    people = list(holders(on=day, role=Role.DATA_OFFICER))
    alarms = Round(alarms_on(day), lambda alarm: _told(alarm, people), called=lambda alarm: (_number(alarm), ""))
    return tell_each(alarms, job=Job.IMPORT_NOTICES, at=at)


def drop_settled(day: dt.date) -> int:
    """Takes back what waits for an email and is mended: the file came, or a later run went well."""
    waiting = list(Notice.objects.filter(letter=None, kind=KIND))
    if not waiting:
        return 0
    there = {_number(alarm) for alarm in alarms_on(day)}
    settled = [notice.pk for notice in waiting if subject_of(notice) not in there]
    return Notice.objects.filter(pk__in=settled, letter=None).delete()[0]


def _told(alarm: Alarm, people: Iterable[User]) -> Iterator[Told]:
    for person in people:
        yield Told(
            kind=KIND,
            person_id=person.pk,
            subject_id=_number(alarm),
            due_date=None,
            step=alarm.since.isoformat(),
            text=alarm.text,
            path=reverse("imports:imports"),
        )


def _number(alarm: Alarm) -> int:
    return alarm.run_id or zlib.crc32(alarm.text.encode())

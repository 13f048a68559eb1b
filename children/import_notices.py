"""The data officer is told on the morning after a night in which a file did not come, or an import went wrong."""

import datetime as dt
import zlib

from django.urls import reverse

from accounts.enums import Role
from accounts.models import holders
from accounts.notices import Told, queue
from children.clocks import Calendar
from children.import_alarms import alarms_on

KIND = "imports"


def queue_for(day: dt.date, *, at: dt.datetime) -> int:
    """One notice for each alarm and data officer, once however long it lasts; on working days. Names no child."""
    if not Calendar().is_working_day(day):
        return 0
    people = list(holders(on=day, role=Role.DATA_OFFICER))
    return queue(
        (
            Told(
                kind=KIND,
                person_id=person.pk,
                subject_id=alarm.run_id or zlib.crc32(alarm.text.encode()),
                due_date=None,
                step=alarm.since.isoformat(),
                text=alarm.text,
                path=reverse("children:imports"),
            )
            for alarm in alarms_on(day)
            for person in people
        ),
        at=at,
    )

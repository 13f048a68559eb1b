"""Files that did not come or went wrong, on the data officer's My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts.enums import Role
from imports.alarms import missing_rows
from imports.alarms.alarms import alarms_on
from workspace.errand import Errand


def alarms(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for data officers."""
    if not person.holds_role(Role.DATA_OFFICER):
        return
    for alarm in alarms_on(on):
        href = reverse("imports:import", args=[alarm.run_id]) if alarm.run_id else reverse("imports:imports")
        yield Errand(alarm.text, "Files that come in", href, "Look at it", is_alarm=True)


def missing_people(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who read the files and those who end posts: who left the file, and keeps their access."""
    if not person.holds_role(Role.DATA_OFFICER, Role.SYSTEM_ADMINISTRATOR):
        return
    number = missing_rows.waiting_for(person, on).count()
    if number:
        title = "1 person or record is missing" if number == 1 else f"{number} people or records are missing"
        about = "They were in the last file and are not in the newest one. Nothing was ended"
        yield Errand(
            f"{title} from the last files", about, reverse("imports:missing_rows"), "Check them", is_alarm=True
        )

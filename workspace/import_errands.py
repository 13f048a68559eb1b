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


def rows_to_check(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who read the files and those who end posts: who left the file, and keeps their access; and
    what the files and the portal do not say alike."""
    if not person.holds_role(Role.DATA_OFFICER, Role.SYSTEM_ADMINISTRATOR):
        return
    missing, differing = missing_rows.numbers_for(person, on)
    href = reverse("imports:missing_rows")
    if missing:
        title = "1 person or record is missing" if missing == 1 else f"{missing} people or records are missing"
        about = "They were in the last file and are not in the newest one. Nothing was ended"
        yield Errand(f"{title} from the last files", about, href, "Check them", is_alarm=True)
    if differing:
        title = "1 row is not the same" if differing == 1 else f"{differing} rows are not the same"
        about = "A person entered or ended something, and the case system says otherwise. It was left as it is"
        yield Errand(f"{title} in the files and in the portal", about, href, "Check them")

"""Files that did not come or went wrong, on the data officer's My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts.enums import Role
from children.import_alarms import alarms_on
from workspace.errand import Errand


def alarms(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for data officers."""
    if not person.holds_role(Role.DATA_OFFICER):
        return
    for alarm in alarms_on(on):
        href = reverse("children:import", args=[alarm.run_id]) if alarm.run_id else reverse("children:imports")
        yield Errand(alarm.text, "Files that come in", href, "Look at it", is_alarm=True)

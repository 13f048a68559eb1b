"""News and closing forms, as things to do on My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import access, clock
from accounts.access import Action
from accounts.enums import Role
from children.models import ClosingForm, RecordChange
from workspace.errand import Errand

ONE_DAY = dt.timedelta(days=1)


def news(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for those who read what changed."""
    if not access.may(person, Action.READ_CHANGES):
        return
    number = RecordChange.objects.visible_to(person).filter(noticed_at__gte=clock.start_of(on - ONE_DAY)).count()
    if number:
        title = "Something changed for a child" if number == 1 else f"{number} changes for your children"
        about = "Schools, placements, social workers: noticed since yesterday, with what follows from it"
        yield Errand(title, about, reverse("workspace:changes") + "?since=1", "See what changed")


def closing_forms(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for designated teachers."""
    if not person.holds_role(Role.DESIGNATED_TEACHER):
        return
    waiting = ClosingForm.objects.visible_to(person).holding(on).filter(submitted_at=None)
    for form in waiting.select_related("child"):
        yield Errand(
            title=f"Closing form for {form.child.called or form.child.reference}",
            about="Money spent, what it changed, and where the records went: the child has left your school",
            href=reverse("children:closing", args=[form.reference]),
            button="Fill it in",
            due_date=clock.day_before(form.until),
        )

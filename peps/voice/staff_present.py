"""Who of the staff was signed in where the page of a child, carer or parent was used.

Whoever sits beside a child does nothing wrong. Whoever writes in the child's place does, and the words would count as
the child's own: those who read them see who was signed in.
"""

import datetime as dt
from typing import Any

from accounts import audit
from peps.enums import OwnPageFor
from peps.models import OwnPage, PepEvent

USED = {
    OwnPageFor.CHILD: "The child's own page was used in a browser in which they were signed in",
    OwnPageFor.CARER: "The carer's page was used in a browser in which they were signed in",
    OwnPageFor.PARENT: "The parent's page was used in a browser in which they were signed in",
}


def note_staff_present(page: OwnPage, person: Any, *, at: dt.datetime) -> None:
    """Once a page and person. A copy is only read, so nothing is noted there."""
    if not person.is_authenticated or page.made_for not in USED or staff_present(page).filter(by=person).exists():
        return
    text = USED[OwnPageFor(page.made_for)]
    PepEvent.objects.create(pep=page.pep, name=_name(page), text=text, by_name=str(person), by=person, at=at)
    audit.record("own_page.used_by_staff", by=person, subject=page, child=page.pep.child)


def staff_present(page: OwnPage):
    """One page of a kind waits at a time, so what was noted from its making on, up to its end, is of this one."""
    events = PepEvent.objects.filter(pep=page.pep, name=_name(page), at__gte=page.made_at)
    ended = page.sent_at or page.withdrawn_at
    return events.filter(at__lte=ended) if ended else events


def _name(page: OwnPage) -> str:
    return f"staff_at_{page.made_for.lower()}_page"

"""Several people in one section: who else is there, and what of theirs this page has not seen yet."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from peps.models import Presence, Section

THERE_FOR = dt.timedelta(seconds=60)
"""A page tells every twenty seconds that it is open; a browser that is closed tells nothing."""


def tell_presence(*, section: Section, by: Any, at: dt.datetime) -> None:
    """One query from the second time on."""
    if not Presence.objects.filter(section=section, person=by).update(seen_at=at):
        Presence.objects.update_or_create(section=section, person=by, defaults={"seen_at": at})


def others_there(section: Section, person: Any, at: dt.datetime) -> list[str]:
    """Names of those who have the section open now, but this person."""
    there = Presence.objects.filter(section=section, seen_at__gt=at - THERE_FOR).exclude(person=person.pk)
    return list(there.values_list("person__name", flat=True))


def newer_than(section: Section, seen: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """Answers whose revision is not the one that a page was drawn with: {key: {"text", "n"}}."""
    return {
        key: {"text": answer.get("text", ""), "n": answer.get("n", 0)}
        for key, answer in section.answers.items()
        if key in seen and answer.get("n", 0) != seen[key]
    }

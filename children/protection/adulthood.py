"""From the 18th birthday a young person decides who sees what, and what parents and carers decided for them ends."""

import datetime as dt

from accounts import clock
from children.models import Child
from children.year_groups import age

ADULT = 18
ENDED = "Copies, views and permissions of parents and carers ended that day."


def eighteenth_birthday(child: Child) -> dt.date:
    """Of a child born on 29 February: 1 March."""
    born = child.date_of_birth
    try:
        return born.replace(year=born.year + ADULT)
    except ValueError:
        return dt.date(born.year + ADULT, 3, 1)


def is_adult(child: Child, on: dt.date) -> bool:
    return child.date_of_birth <= on and age(child.date_of_birth, on) >= ADULT


def adult_since(child: Child, on: dt.date) -> dt.date | None:
    """The birthday, once it has come."""
    return eighteenth_birthday(child) if is_adult(child, on) else None


def adult_notice(child: Child) -> str:
    """What every page about a young adult says; '' before."""
    if not is_adult(child, clock.today()):
        return ""
    birthday = eighteenth_birthday(child)
    name = child.called or "This young person"
    return f"{name} turned 18 on {birthday:%-d %B %Y} and decides who sees what. {ENDED}"

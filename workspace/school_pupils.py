"""A school's looked-after pupils at a glance: attendance of the year, half-days suspended, and where to note more."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from accounts import clock
from accounts.models import School
from children.attendance import attendance
from children.collection import entry
from children.models import Suspension
from children.year_groups import FIRST_MONTH, academic_year_start, label


@dataclass(frozen=True)
class Pupil:
    name: str
    href: str
    year: str
    attended: str
    suspended: int
    acts: list[dict]


ACTS = (("suspension", "Suspension"), ("not-full-time", "Reduced timetable"), ("achievement", "Achievement"))


def pupils_of(school: School, *, reader, on: dt.date, may_write: bool) -> list[Pupil]:
    """Three queries, however many children."""
    children = entry.pupils(school, reader=reader, on=on)
    year = dt.date(academic_year_start(on), FIRST_MONTH, 1)
    tallies = attendance.of_children([child.pk for child in children], from_date=year, until=clock.day_after(on))
    suspended: Counter[int] = Counter()
    rows = Suspension.objects.standing().filter(child__in=children, start_date__gte=year, start_date__lte=on)
    for child, sessions in rows.values_list("child", "sessions"):
        suspended[child] += sessions or 0
    return [
        Pupil(
            name=child.name,
            href=reverse("workspace:child", args=[child.reference]),
            year=label(child.year_group_on(on)),
            attended=f"{tallies[child.pk].percent} %" if tallies[child.pk].possible else "",
            suspended=suspended[child.pk],
            acts=[
                {"text": text, "href": reverse("children:add_row", args=[child.reference, slug])} for slug, text in ACTS
            ]
            if may_write
            else [],
        )
        for child in children
    ]

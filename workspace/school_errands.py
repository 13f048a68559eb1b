"""What schools are asked for each week and each September, and how the rounds stand, as things to do on My work."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from accounts import access
from accounts.access import Action
from accounts.models import SchoolConfirmation
from children.calendar.school_calendar import authority_calendar
from children.collection import collection, entry
from children.named_staff import staff_confirmation
from children.year_groups import academic_year
from workspace.errand import Errand

CHASED_FROM = 2  # Wednesday: the week before should have come by then


def attendance_of_last_week(person: Any, on: dt.date) -> Iterator[Errand]:
    """Five queries, for designated teachers: of their own schools, last week's marks that are not all there."""
    own = {school.pk for school in entry.schools_of(person)}
    if not own:
        return
    week = collection.week_round(collection.monday_of(on) - collection.WEEK, authority_calendar())
    if not week.days:
        return
    for line in collection.lines(week, reader=person):
        if line.school.pk in own and not line.is_complete:
            href = f"{reverse('children:enter_attendance')}?school={line.school.urn}&week={week.key}"
            about = f"{line.sent} of {line.children} children have a mark for every session"
            yield Errand(f"Attendance, {week.title[:1].lower()}{week.title[1:]}", about, href, "Enter it")


def confirm_people(person: Any, on: dt.date) -> Iterator[Errand]:
    """One query, for designated teachers and headteachers."""
    own = {school.pk: school for school in staff_confirmation.own_schools(person)}
    if not own:
        return
    answered = SchoolConfirmation.objects.filter(school__in=own, academic_year=academic_year(on))
    for school in answered.values_list("school", flat=True):
        own.pop(school, None)
    for school in own.values():
        href = f"{reverse('children:confirm_people')}?school={school.urn}"
        title = f"Who is who at {school}"
        yield Errand(
            title, "Each September: are these still the right people?", href, "Confirm", staff_confirmation.due_date(on)
        )


def rounds(person: Any, on: dt.date) -> Iterator[Errand]:
    """Five queries, from Wednesday on, for those who collect."""
    if not access.may(person, Action.COLLECT_FIGURES) or on.weekday() < CHASED_FROM:
        return
    week = collection.week_round(collection.monday_of(on) - collection.WEEK, authority_calendar())
    if not week.days:
        return
    waiting = sum(not line.is_complete for line in collection.lines(week, reader=person))
    if waiting:
        schools = "1 school has" if waiting == 1 else f"{waiting} schools have"
        href = reverse("children:collection", args=[collection.ATTENDANCE])
        yield Errand(f"{schools} not sent last week's attendance", week.title, href, "See which")

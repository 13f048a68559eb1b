"""Each September the school says whether its designated teachers, deputies and headteacher are the right ones."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.enums import Role
from accounts.models import Post, School, SchoolConfirmation
from accounts.refusals import PortalRefusal
from children.models import Child, Enrolment
from children.year_groups import FIRST_MONTH, academic_year, academic_year_start

ASKED_OF = (Role.DESIGNATED_TEACHER, Role.HEADTEACHER)


class CannotConfirm(PortalRefusal):
    """It was confirmed already, or the school is not theirs."""


def own_schools(person: Any) -> list[School]:
    """The schools whose posts this person confirms."""
    return [post.school for post in person.posts_held_today() if post.role in ASKED_OF]


def posts_at(school: School, on: dt.date):
    return (
        Post.objects.holding(on)
        .filter(school=school, role__in=ASKED_OF)
        .select_related("user")
        .order_by("role", "user__name")
    )


def confirmation_of(school: School, on: dt.date) -> SchoolConfirmation | None:
    return school.confirmations.filter(academic_year=academic_year(on)).select_related("confirmed_by").first()


@transaction.atomic
def confirm(*, school: School, note: str, by: Any, on: dt.date) -> SchoolConfirmation:
    """`note` says what is not right; empty means that all is. Once a school and academic year. Raises CannotConfirm."""
    access.require(by, Action.CONFIRM_SCHOOL_PEOPLE)
    if school not in own_schools(by):
        raise CannotConfirm("This is for the school's own designated teacher or headteacher to say.")
    try:
        with transaction.atomic():
            kept = SchoolConfirmation.objects.create(
                school=school, academic_year=academic_year(on), confirmed_at=clock.now(), confirmed_by=by, note=note
            )
    except IntegrityError:
        raise CannotConfirm("Somebody at your school has answered this already.") from None
    audit.record("school.people_confirmed", by=by, subject=kept, is_right=not note)
    return kept


def due_date(on: dt.date) -> dt.date:
    """The end of September of the academic year."""
    return dt.date(academic_year_start(on), FIRST_MONTH, 30)


def not_confirmed(on: dt.date):
    """Schools with looked-after children on roll that have not answered this academic year."""
    answered = SchoolConfirmation.objects.filter(academic_year=academic_year(on))
    here = Enrolment.objects.holding(on).filter(child__in=Child.objects.looked_after_on(on).values("pk"))
    return School.objects.filter(pk__in=here.values("school")).exclude(pk__in=answered.values("school"))

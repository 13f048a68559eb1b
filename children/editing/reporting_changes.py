"""Reporting a change without waiting for the file. It stands at once, and until the file brings a later row."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts import access, settings_without_urn
from accounts.access import Action, ActNotAllowed
from accounts.dated import holds
from accounts.models import Post, School
from accounts.refusals import PortalRefusal
from children.editing import rows as editing
from children.enums import AllocationKind, EnrolmentKind, ProtectiveMark
from children.models import Allocation, Child, Enrolment, Placement
from children.protection import protective_facts
from children.protection.confidentiality import sees_confidential

LONGEST_AHEAD = dt.timedelta(days=366)
A = Action.REPORT_CHANGE


class CannotReport(PortalRefusal):
    """The change cannot be so, or is not theirs to report; the text says why."""


def is_school_alone(person: Any, child: Child) -> bool:
    """School staff report that a child has left their school, and nothing else, whatever they are for another child."""
    return not sees_confidential(person, child)


def refuse_school(by: Any, child: Child) -> None:
    """Homes and social workers are not theirs to know; and who could put a child on roll could keep the child in reach.

    Raises ActNotAllowed.
    """
    if is_school_alone(by, child):
        raise ActNotAllowed("This is for the social worker or the virtual school to report.")


def report_school(
    *, child: Child, school: School, kind: str, from_date: dt.date, hours: Decimal | None, by: Any, on: dt.date
) -> None:
    """A new school ends the one of the same kind before it. Raises ActNotAllowed, CannotReport or CannotKeep."""
    refuse_school(by, child)
    _refuse_far_days(from_date, on)
    now = child.enrolments.filter(holds(from_date), kind=kind).first()
    if now and now.school_id == school.pk:
        raise CannotReport(f"{child.called} is at {school} on that day already.")
    row = Enrolment(child=child, school=school, kind=kind, from_date=from_date, hours_a_week=hours)
    editing.enter(row, by=by, action=A)


def enter_setting(*, child: Child, by: Any, **given: Any) -> School:
    """A setting without a URN where the child is to be taught. Raises ActNotAllowed or CannotEnterSetting."""
    access.require(by, A)
    refuse_school(by, child)
    return settings_without_urn.enter(by=by, **given)


def settings_to_correct(child: Child) -> QuerySet[School]:
    """Where the child is or was taught, and those that were entered and at which no child is yet."""
    rows = Enrolment.objects.filter(school=OuterRef("pk"))
    return settings_without_urn.correctable().filter(Exists(rows.filter(child=child)) | ~Exists(rows))


def correct_setting(*, child: Child, setting: School, by: Any, **given: Any) -> bool:
    """Raises School.DoesNotExist for one at which other children alone are taught, ActNotAllowed or CannotEnterSetting."""
    access.require(by, A)
    refuse_school(by, child)
    return settings_without_urn.correct(setting=settings_to_correct(child).get(pk=setting.pk), by=by, **given)


@transaction.atomic
def report_left(*, child: Child, until: dt.date, by: Any, on: dt.date) -> None:
    """`until` is the first day without school. School staff end their own school's rows, others the main one's."""
    _refuse_far_days(until, on)
    before = until - dt.timedelta(days=1)
    rows = child.enrolments.filter(holds(before))
    if is_school_alone(by, child):
        rows = rows.filter(school__in=[post.school_id for post in by.posts_held_today() if post.school_id])
    else:
        rows = rows.filter(kind=EnrolmentKind.MAIN)
    found = list(rows)
    if not found:
        raise CannotReport(f"{child.called} is not on roll on that day. Check the date.")
    for row in found:
        editing.end(row, until=until, by=by, action=A)


@transaction.atomic
def report_placement(*, child: Child, from_date: dt.date, by: Any, on: dt.date, reason: str = "", **told: Any) -> None:
    """`told`: kind, provider, carer, whether it is in the council's area and whether the address is protected.

    A warning about the address stays unless the answer is no, with a reason, from someone who may remove it.
    """
    refuse_school(by, child)
    _refuse_far_days(from_date, on)
    opens = told.get("is_address_sensitive") is False and protective_facts.protection_of(child).address
    if opens and not access.may(by, Action.REMOVE_PROTECTION):
        raise CannotReport(
            "There is a warning that the address must not become known. The social worker, their manager or the head "
            "of the virtual school decides whether it can be removed. Leave the question about the address empty."
        )
    if opens and not reason.strip():
        raise CannotReport("Enter why the warning about the address can be removed, or leave that question empty.")
    editing.enter(Placement(child=child, from_date=from_date, **told), by=by, action=A)
    if opens:
        protective_facts.remove(child=child, mark=ProtectiveMark.ADDRESS, reason=reason, by=by)


def report_worker(*, child: Child, post: Post, from_date: dt.date, by: Any, on: dt.date) -> None:
    refuse_school(by, child)
    _refuse_far_days(from_date, on)
    now = child.allocations.filter(holds(from_date), kind=AllocationKind.SOCIAL_WORKER).first()
    if now and (now.person_id, now.team_id) == (post.user_id, post.team_id):
        raise CannotReport(f"{post.user} is the social worker on that day already.")
    row = Allocation(
        child=child, kind=AllocationKind.SOCIAL_WORKER, person=post.user, team=post.team, from_date=from_date
    )
    editing.enter(row, by=by, action=A)


def _refuse_far_days(day: dt.date, on: dt.date) -> None:
    if day > on + LONGEST_AHEAD:
        raise CannotReport("This is more than a year ahead. Check the date.")

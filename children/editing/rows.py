"""Keeping a child's record by hand: a row is entered, ended, or closed as entered in error; none is written over.

What a person enters stays until a file brings a later row (imports/rows/dated_rows.py).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from accounts.said_once import A_WHILE, said_before
from children.enums import Origin
from children.identity import names
from children.models import (
    Allocation,
    CarePeriod,
    Child,
    ChildName,
    Contact,
    DelegatedAuthority,
    Destination,
    Enrolment,
    HealthSummary,
    LegalStatus,
    NotFullTime,
    Placement,
    PlanElsewhere,
    Rating,
    SenStatus,
    SiblingLink,
    Suspension,
)
from children.models.record_row import RecordRow, Sourced
from children.moves import change_detection
from children.protection import protective_facts

ONE_AT_A_TIME: Mapping[type[RecordRow], tuple[str, ...]] = {
    CarePeriod: (),
    LegalStatus: (),
    Placement: (),
    Allocation: ("kind",),
    Enrolment: ("kind",),
    SenStatus: (),
    HealthSummary: (),
    ChildName: ("kind",),
    Contact: ("name", "relationship"),
    SiblingLink: ("sibling_id",),
    DelegatedAuthority: ("matter",),
    NotFullTime: (),
    Rating: (),
    Destination: (),
    PlanElsewhere: ("kind", "holder"),
}
"""Rows of a child that share these values may not overlap: a new one ends the one before."""


class CannotKeep(PortalRefusal):
    """The row does not fit the others of its kind; the text says why."""


@transaction.atomic
def enter(row: Sourced, *, by: Any, action: Action) -> Sourced:
    """Adds a row to the record of a child whom `by` reaches; a dated one ends the row before it. What happened on a day is entered once.

    Raises CannotKeep when it would overlap a later row, or begins on the day of another, and CannotProtect when it
    says the contrary of a warning that protects the child.
    """
    access.require(by, action)
    child = _locked(row.child_id, by)
    protective_facts.refuse_to_lower(row)
    row.origin, row.entered_by, row.entered_at = Origin.HAND, by, clock.now()
    if not isinstance(row, RecordRow) and (
        before := said_before(row, since=row.entered_at - A_WHILE, moment="entered_at")
    ):
        return before
    with change_detection.noticed([child.pk], by=by, origin=Origin.HAND):
        if isinstance(row, RecordRow):
            _make_room(row)
        if isinstance(row, ChildName):
            names.refuse_ahead(row, clock.day_of(row.entered_at))
        _save_new(row)
        _follow(row, child)
    audit.record(f"{row._meta.model_name}.entered", by=by, subject=row, child=child)
    return row


@transaction.atomic
def end(row: RecordRow, *, until: dt.date, by: Any, action: Action) -> None:
    """`until` is the first day on which it no longer holds, later than its first day. Raises CannotKeep."""
    access.require(by, action)
    child = _locked(row.child_id, by)
    held = _standing_again(row)
    if until <= held.from_date:
        raise CannotKeep("It cannot end before its second day. Close it as entered in error instead.")
    with change_detection.noticed([child.pk], by=by, origin=Origin.HAND):
        held.until, held.ended_by = until, by
        _refuse_overlap(held)
        if isinstance(held, ChildName):
            names.refuse_ahead(held, clock.today())
        held.save(update_fields=["until", "ended_by"])
        _follow(held, child)
    audit.record(f"{row._meta.model_name}.ended", by=by, subject=held, child=child, until=until.isoformat())


@transaction.atomic
def close_in_error(row: Sourced, *, reason: str, by: Any, action: Action) -> None:
    """The row stays, marked with who says so and why, and never holds. Raises CannotKeep without a reason."""
    access.require(by, action)
    if not reason.strip():
        raise CannotKeep("Say why the row is wrong.")
    child = _locked(row.child_id, by)
    held = _standing_again(row)
    with change_detection.noticed([child.pk], by=by, origin=Origin.HAND):
        _close(held, reason, by)
        if isinstance(held, ChildName):
            names.reopen_before(held)
        _follow(held, child)
    audit.record(f"{row._meta.model_name}.closed_in_error", by=by, subject=held, child=child)


@transaction.atomic
def correct(row: RecordRow, *, reason: str, by: Any, action: Action, **right: Any) -> RecordRow:
    """The row was never right: it is closed as entered in error, and one with the right words takes its place.

    Raises CannotKeep without a reason.
    """
    access.require(by, action)
    if not reason.strip():
        raise CannotKeep("Say why the row is wrong.")
    child = _locked(row.child_id, by)
    held = _standing_again(row)
    new = type(held)(**{field.name: getattr(held, field.name) for field in held._meta.concrete_fields})
    new.pk, new.origin, new.entered_by, new.entered_at = None, Origin.HAND, by, clock.now()
    for name, value in right.items():
        setattr(new, name, value)
    with change_detection.noticed([child.pk], by=by, origin=Origin.HAND):
        _close(held, reason, by)
        _save_new(new)
        _follow(new, child)
    audit.record(f"{row._meta.model_name}.corrected", by=by, subject=new, child=child, was=held.pk)
    return new


def _close(row: Sourced, reason: str, by: Any) -> None:
    row.error_at, row.error_by, row.error_reason = clock.now(), by, reason.strip()[:300]
    fields = ["error_at", "error_by", "error_reason"]
    if isinstance(row, RecordRow):
        row.until = row.from_date
        fields.append("until")
    row.save(update_fields=fields)


def _follow(row: Sourced, child: Child) -> None:
    """What a child is called today also stands in columns of Child."""
    if isinstance(row, ChildName):
        names.follow_rows(child)


def _save_new(row: Sourced) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise CannotKeep(_there_already(row)) from None


def _there_already(row: Sourced) -> str:
    """Which row stands in the way, and what to do about it."""
    dates = [field.name for field in row._meta.concrete_fields if field.get_internal_type() == "DateField"]
    day = next((value for name in dates if (value := getattr(row, name))), None)
    when = f" that begins on {day:%-d %B %Y}" if day else ""
    what = row.get_category_display() if isinstance(row, Suspension) else row._meta.verbose_name
    return (
        f"The record has this already: {str(what).lower()}{when}. "
        "If that row is wrong, close it as entered in error first, then enter this one."
    )


def _locked(child_id: int, by: Any) -> Child:
    """Of two who write at once the second waits. Raises Child.DoesNotExist for a child out of reach."""
    return Child.objects.visible_to(by).select_for_update(of=("self",)).get(pk=child_id)


def _standing_again(row: Sourced) -> Sourced:
    """As it is in the database now. Raises CannotKeep when somebody else closed it meanwhile."""
    held = type(row).objects.standing().filter(pk=row.pk).first()
    if held is None:
        raise CannotKeep("This row was closed meanwhile.")
    return held


def others_of_a_kind(row: RecordRow, *, child: int) -> list[RecordRow]:
    """The child's standing rows that may not overlap with this one, by date; a name is the same in every spelling."""
    if row.stands_beside_others:
        return []
    kind, spelt = type(row), protective_facts.SPELT_IN_MANY_WAYS
    track = ONE_AT_A_TIME[kind]
    exact = {name: getattr(row, name) for name in track if name not in spelt}
    rows = kind.objects.standing().filter(child=child, **exact).exclude(pk=row.pk).order_by("from_date")
    return [
        other
        for other in rows
        if all(spelt[name](getattr(other, name)) == spelt[name](getattr(row, name)) for name in track if name in spelt)
    ]


def _others(row: RecordRow) -> list[RecordRow]:
    return others_of_a_kind(row, child=row.child_id)


def _make_room(row: RecordRow) -> None:
    for other in _others(row):
        if other.from_date == row.from_date:
            raise CannotKeep(
                f"Another row begins on {row.from_date:%-d %B %Y} already. Close that one as entered in error first."
            )
        if other.from_date > row.from_date:
            if row.until is None:
                row.until = other.from_date
        elif other.until is None or other.until > row.from_date:
            other.until, other.ended_by = row.from_date, row.entered_by
            other.save(update_fields=["until", "ended_by"])
    _refuse_overlap(row)


def _refuse_overlap(row: RecordRow) -> None:
    later = [one for one in _others(row) if one.from_date >= row.from_date]
    if any(row.until is None or one.from_date < row.until for one in later):
        raise CannotKeep(f"It would overlap with what begins on {later[0].from_date:%-d %B %Y}.")

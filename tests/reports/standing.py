"""Children of a term who stand in the ways that figures tell apart."""

import datetime as dt

from accounts.audit import System
from peps.enums import LateReason, PartName, PepStatus
from peps.models import LatenessReason, Meeting, Part
from quality.enums import Grade
from tests.factories import AllocationFactory, ChildFactory, EnrolmentFactory, PepFactory, UserFactory
from tests.factories.peps import moment
from tests.funding.plans import graded

DEADLINE = dt.date(2026, 12, 11)
AFTER = dt.date(2026, 12, 14)
COUNTS = System("counts")


def a_child(*, team=None, school=None, person=None, **fields):
    child = ChildFactory(**fields)
    if team:
        AllocationFactory(child=child, team=team, person=person or UserFactory())
    if school:
        EnrolmentFactory(child=child, school=school)
    return child


def a_plan(child, *, part_1=None, school_part=None, meeting=None, signed_off=None, grade=None, **fields):
    """A plan of the autumn term, with the days (or moments) of what was done."""
    if signed_off:
        fields |= {"status": PepStatus.SIGNED_OFF, "signed_off_at": _moment(signed_off)}
    pep = PepFactory(child=child, **fields)
    for name, day in ((PartName.PART_1, part_1), (PartName.SCHOOL, school_part)):
        at = _moment(day) if day else None
        Part.objects.create(pep=pep, name=name, owner_role="SW", first_submitted_at=at, submitted_at=at)
    if meeting:
        Meeting.objects.create(pep=pep, held_date=meeting)
    if grade:
        graded(pep, grade, at=pep.signed_off_at - dt.timedelta(hours=1))
    return pep


def complete(child, *, on=dt.date(2026, 12, 1), **fields):
    return a_plan(child, part_1=on, school_part=on, meeting=on, **fields)


def signed(child, *, on=dt.date(2026, 12, 2), grade=Grade.GOOD, **fields):
    return complete(child, on=on, signed_off=on, grade=grade, **fields)


def late_because(pep, reason=LateReason.PLACEMENT_MOVE, *, at=None):
    return LatenessReason.objects.create(
        pep=pep, reason=reason, text="", by=UserFactory(), at=at or moment(dt.date(2026, 12, 12))
    )


def _moment(day):
    return day if isinstance(day, dt.datetime) else moment(day)

"""After sign-off: the copies that go to the carer, to parents where it is right, and to the case system."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts import access, audit, clock
from accounts.access import Action
from accounts.refusals import PortalRefusal
from accounts.said_once import said_before
from children.calendar.clocks import Calendar
from children.protection.adulthood import ADULT, eighteenth_birthday, is_adult
from peps.audiences.audiences import Reader, reader_of
from peps.enums import Audience, CopyFor, CopyWay
from peps.models import CopySent, Filing, PersonalEducationPlan
from peps.scope import birthday_before

WORKING_DAYS_TO_SEND = 5
ASKED_FOR = dt.timedelta(days=90)
"""A plan that was signed off longer ago is followed by the next one, and nobody is asked for its copies any more."""
READERS: dict[str, Reader] = {
    CopyFor.CARER: reader_of(Audience.CARER),
    CopyFor.PARENT: reader_of(Audience.PARENT),
    CopyFor.CHILD: reader_of(Audience.CHILD),
}


ENDS_AT_18 = frozenset({CopyFor.CARER, CopyFor.PARENT})
"""From the 18th birthday the young person has their own copy, and shares it as they like."""
THEIR_OWN = "They are 18 or over, so copies for parents and carers have ended. Give them their own copy to share."


class NoCopy(PortalRefusal):
    """Whom it would be for may not have one any more."""


class CannotRecord(PortalRefusal):
    """The plan is not signed off, or the day cannot be."""


@transaction.atomic
def record_sent(
    *,
    pep: PersonalEducationPlan,
    made_for: CopyFor,
    way: CopyWay,
    sent_date: dt.date,
    note: str,
    by: Any,
    at: dt.datetime,
) -> CopySent:
    """Said again it is the same copy. Raises ActNotAllowed, and CannotRecord before sign-off or for a day before it or
    to come.
    """
    _check(pep, sent_date, by)
    if made_for in ENDS_AT_18 and sent_date >= eighteenth_birthday(pep.child):
        raise CannotRecord(THEIR_OWN)
    PersonalEducationPlan.objects.select_for_update(of=("self",)).get(pk=pep.pk)
    sent = CopySent(pep=pep, made_for=made_for, way=way, sent_date=sent_date, note=note, by=by, at=at)
    if there := said_before(sent, since=pep.signed_off_at):
        return there
    sent.save()
    audit.record("copy.sent", by=by, subject=pep, child=pep.child, made_for=made_for)
    return sent


@transaction.atomic
def record_filed(*, pep: PersonalEducationPlan, filed_date: dt.date, by: Any, at: dt.datetime) -> Filing:
    """Filed again is filed once: the first day stands. Raises ActNotAllowed and CannotRecord."""
    _check(pep, filed_date, by)
    filing, is_new = Filing.objects.get_or_create(pep=pep, defaults={"filed_date": filed_date, "by": by, "at": at})
    if is_new:
        audit.record("copy.filed", by=by, subject=pep, child=pep.child)
    return filing


def require_copy_for(made_for: str, pep: PersonalEducationPlan, on: dt.date) -> None:
    """Raises NoCopy for parents and carers of a young person of 18."""
    if made_for in ENDS_AT_18 and is_adult(pep.child, on):
        raise NoCopy(THEIR_OWN)


def due_on(pep: PersonalEducationPlan) -> dt.date:
    """By when carer and case system should have the plan: five working days after sign-off."""
    return Calendar().add_working_days(clock.day_of(pep.signed_off_at), WORKING_DAYS_TO_SEND)


def waiting_for_carer(plans, on: dt.date):
    """Of these plans, those signed off lately of which the carer has no copy; none of a young person of 18."""
    sent = CopySent.objects.filter(pep=OuterRef("pk"), made_for=CopyFor.CARER)
    not_adult = plans.filter(child__date_of_birth__gt=birthday_before(on, ADULT))
    return _signed_lately(not_adult, on).filter(~Exists(sent))


def waiting_for_filing(plans, on: dt.date):
    """Of these plans, those signed off lately that do not lie in the case system."""
    return _signed_lately(plans, on).filter(filing=None)


def _signed_lately(plans, on: dt.date):
    return plans.filter(signed_off_at__gte=clock.start_of(on - ASKED_FOR))


def _check(pep: PersonalEducationPlan, day: dt.date, by: Any) -> None:
    access.require(by, Action.MAKE_COPIES)
    if pep.signed_off_at is None:
        raise CannotRecord("The plan is not signed off yet, so there is no copy to send.")
    if day > clock.today():
        raise CannotRecord("This day is still to come. Write it down once the copy has gone.")
    if day < clock.day_of(pep.signed_off_at):
        raise CannotRecord("This day is before the plan was signed off. Look at the date again.")

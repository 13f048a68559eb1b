"""When the school part is in, the social worker says that they agree, or what they think. Nothing waits for it."""

import datetime as dt

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import User
from accounts.refusals import PortalRefusal
from peps.enums import PartName
from peps.models import Part, PepEvent, PersonalEducationPlan, SchoolPartResponse, Section


class CannotRespond(PortalRefusal):
    """There is nothing to respond to, or it is not this person's to do."""


def may_respond(pep: PersonalEducationPlan, person: User) -> bool:
    """The school part is in for the first time or again, the plan is under way, and nobody has responded since."""
    if not access.may(person, Action.RESPOND_TO_SCHOOL_PART) or not pep.is_under_way:
        return False
    school = next((part for part in pep.parts.all() if part.name == PartName.SCHOOL), None)
    if school is None or school.submitted_at is None:
        return False
    return not pep.responses.filter(at__gte=school.submitted_at).exists()


@transaction.atomic
def respond(*, pep: PersonalEducationPlan, is_agreed: bool, text: str, by: User, at: dt.datetime) -> SchoolPartResponse:
    """Of two at once the second is told. Raises CannotRespond; a response without agreement needs words."""
    access.require(by, Action.RESPOND_TO_SCHOOL_PART)
    Part.objects.select_for_update().get(pep=pep, name=PartName.SCHOOL)
    if not Section.objects.asked_of(by).filter(pep=pep, part__name=PartName.PART_1).exists():
        raise CannotRespond("Only those who write Part 1 respond to the school part.")
    if not may_respond(pep, by):
        raise CannotRespond("The school part is not in, or somebody has said already what they think of it.")
    if not is_agreed and not text.strip():
        raise CannotRespond("Write what you think of the school part.")
    response = SchoolPartResponse.objects.create(pep=pep, is_agreed=is_agreed, text=text.strip(), by=by, at=at)
    said = "read the school part and agrees" if is_agreed else "read the school part and said what they think"
    PepEvent.objects.create(
        pep=pep, name="responded", text=f"The social worker {said}", note=text.strip(), by_name=str(by), by=by, at=at
    )
    audit.record("pep.responded", by=by, subject=pep, is_agreed=is_agreed)
    return response

"""Whose a section is: a role, of which today's people are asked. It can be changed while its part is not in."""

import datetime as dt

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.enums import Role
from accounts.models import User
from accounts.refusals import PortalRefusal
from peps.answers.saving import open_section
from peps.models import PepEvent, Section

OWNERS = (Role.SOCIAL_WORKER, Role.DESIGNATED_TEACHER, Role.VS_OFFICER)


class CannotOwn(PortalRefusal):
    """Nobody of this role could be asked."""


@transaction.atomic
def change_owner(*, section: Section, owner: Role, title: str, by: User, at: dt.datetime) -> Section:
    """What was handed to a colleague is taken back with it. Raises CannotOwn."""
    access.require(by, Action.CHANGE_OWNER)
    locked = open_section(section, by=by)
    if owner not in OWNERS:
        raise CannotOwn("Choose one of the list.")
    if owner == Role.DESIGNATED_TEACHER and locked.pep.school_id is None:
        raise CannotOwn("The child is on no school's roll: there is no designated teacher to ask.")
    if owner == locked.owner_role:
        return locked
    locked.owner_role, locked.handed_to, locked.handed_until = owner, None, None
    locked.save(update_fields=["owner_role", "handed_to", "handed_until"])
    PepEvent.objects.create(
        pep=locked.pep,
        name="owner_changed",
        text=f"“{title}” is asked of the {Role(owner).label.lower()} now",
        by_name=str(by),
        by=by,
        at=at,
    )
    audit.record("section.owner_changed", by=by, subject=locked, child=locked.pep.child, owner=owner)
    return locked

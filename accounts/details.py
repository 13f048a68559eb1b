"""Putting a person's name, e-mail or telephone right, for example when mail servers refuse the address."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import User
from accounts.refusals import PortalRefusal


class AddressTaken(PortalRefusal):
    """Somebody else signs in with this e-mail address."""


def change_details(*, person: User, name: str, email: str, telephone: str, by: User) -> User:
    """With the e-mail the former one ends: nobody signs in by it or asks for a password there. Raises AddressTaken."""
    access.require(by, Action.MANAGE_PEOPLE)
    try:
        with transaction.atomic():
            return _change(person, {"name": name, "email": email.lower(), "telephone": telephone}, by=by)
    except IntegrityError:
        raise AddressTaken("Somebody else has this e-mail address here.") from None


def _change(person: User, told: dict[str, str], *, by: User) -> User:
    locked = User.objects.select_for_update().get(pk=person.pk)
    changed = [field for field, text in told.items() if getattr(locked, field) != text]
    for field in changed:
        setattr(locked, field, told[field])
    if changed:
        locked.save(update_fields=changed)
        audit.record("person.changed", by=by, subject=locked, changed=changed)
    if "email" in changed:
        EmailAddress.objects.filter(user=locked).delete()
    return locked

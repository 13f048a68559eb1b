"""Correcting a person's name or phone number. Their email is how they sign in: accounts/email_changes.py."""

from django.db import transaction

from accounts import access, audit
from accounts.access import Action
from accounts.models import User


@transaction.atomic
def change_details(*, person: User, name: str, telephone: str, by: User) -> User:
    access.require(by, Action.MANAGE_PEOPLE)
    told = {"name": name, "telephone": telephone}
    locked = User.objects.select_for_update().get(pk=person.pk)
    changed = [field for field, text in told.items() if getattr(locked, field) != text]
    for field in changed:
        setattr(locked, field, told[field])
    if changed:
        locked.save(update_fields=changed)
        audit.record("person.changed", by=by, subject=locked, changed=changed)
    return locked

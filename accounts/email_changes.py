"""Changing the email that somebody signs in with, which is also where a new password is sent.

Whoever has an open session must not be able to take the account over. The change is asked for with a password, told to
the address that is given up, and takes effect by a link that only the new address is sent.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string

from accounts import access, audit, clock, letters, one_time_links
from accounts.access import Action
from accounts.models import Authority, EmailChange, User
from accounts.refusals import PortalRefusal

CONFIRM, ASKED, CHANGED = "email_to_confirm", "email_change_asked", "email_changed"


class AddressTaken(PortalRefusal):
    """Somebody else signs in with this email."""


class OnlyTheirOwn(PortalRefusal):
    """An account that reaches every child is not moved to another mailbox by somebody else."""


class LinkEnded(PortalRefusal):
    """The link was used, is too old, or the change was withdrawn."""


@transaction.atomic
def ask_for_change(*, person: User, email: str, by: User, at: dt.datetime) -> EmailChange:
    """By the person, or by whoever manages people; the caller has checked the password of `by`.

    Raises AddressTaken, or OnlyTheirOwn: the mailbox of an account is the way into it, so for one that reaches every
    child it would go round the second person's yes (accounts/posts.py).

    Somebody who never chose a password signs in with nothing yet: for them it takes effect at once, and the next
    invitation proves the address.
    """
    if by.pk != person.pk:
        access.require(by, Action.MANAGE_PEOPLE)
        _refuse_if_it_reaches_every_child(person, on=clock.day_of(at))
    email = email.lower()
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise AddressTaken("Someone else signs in with this email address. Enter another one.")
    person = User.objects.select_for_update().get(pk=person.pk)
    _withdraw_open(person, at=at)
    change = EmailChange.objects.create(
        person=person, old_email=person.email, new_email=email, asked_by=by, asked_at=at
    )
    audit.record("person.email_change_asked", by=by, subject=person, old=change.old_email, new=email)
    if person.has_usable_password():
        _write_to_both(change, at=at)
    else:
        _make(change, by=by, at=at)
    return change


@transaction.atomic
def confirm(change: EmailChange, *, at: dt.datetime) -> User:
    """By the link that the new address was sent. Raises LinkEnded or AddressTaken."""
    locked = EmailChange.objects.open().select_for_update(of=("self",)).filter(pk=change.pk).first()
    if locked is None:
        raise LinkEnded("This link no longer works. Sign in and ask for the change again.")
    return _make(locked, by=locked.person, at=at)


@transaction.atomic
def withdraw(*, person: User, by: User, at: dt.datetime) -> None:
    if by.pk != person.pk:
        access.require(by, Action.MANAGE_PEOPLE)
    if _withdraw_open(person, at=at):
        audit.record("person.email_change_withdrawn", by=by, subject=person)


def _refuse_if_it_reaches_every_child(person: User, *, on: dt.date) -> None:
    posts = person.posts.filter(Q(until=None) | Q(until__gt=on))
    roles = {*posts.values_list("role", flat=True), *person.post_requests.waiting().values_list("role", flat=True)}
    if any(access.reaches_every_child(role) for role in roles):
        raise OnlyTheirOwn(
            f"Only {person} can change this email address, on the page “Your account”. "
            "If they cannot sign in, end their posts and invite them at the new address."
        )


def _withdraw_open(person: User, *, at: dt.datetime) -> int:
    return EmailChange.objects.open().filter(person=person).update(withdrawn_at=at)


def _make(change: EmailChange, *, by: User, at: dt.datetime) -> User:
    person = User.objects.select_for_update().get(pk=change.person_id)
    person.email = change.new_email
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise AddressTaken("Someone else signs in with this email address now. Ask for another one.") from None
    EmailAddress.objects.filter(user=person).delete()  # nobody signs in by the former one
    change.confirmed_at = at
    change.save(update_fields=["confirmed_at"])
    audit.record("person.email_changed", by=by, subject=person, old=change.old_email, new=change.new_email)
    _write(change.old_email, CHANGED, "Your email address here has been changed", change, at=at)
    return person


def _write_to_both(change: EmailChange, *, at: dt.datetime) -> None:
    change.letter = _write(change.new_email, CONFIRM, "Confirm your new email address", change, at=at)
    change.save(update_fields=["letter"])
    _write(change.old_email, ASKED, "Someone asked to change your email address here", change, at=at)


def _write(address: str, kind: str, subject: str, change: EmailChange, *, at: dt.datetime):
    """To the address and not to the person, whose address is about to be another."""
    context = {
        "person": change.person,
        "by_themselves": change.asked_by_id == change.person_id,
        "place": one_time_links.PLACE,
        "days": one_time_links.days_valid(),
        "authority": Authority.objects.current(),
    }
    return letters.write_to_address(
        address, kind=kind, subject=subject, body=render_to_string(f"emails/{kind}.txt", context), at=at
    )

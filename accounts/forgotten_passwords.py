"""A link to choose a new password. It goes by the outbox: the page answers the same whether or not there is an account."""

import datetime as dt

from django.template.loader import render_to_string

from accounts import audit, letters, one_time_links
from accounts.models import Authority, Letter, User

KIND = "new_password"


def send_link(email: str, *, at: dt.datetime) -> Letter:
    """To whoever signs in with this email; to anyone else a word that no account belongs to it."""
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    context = {
        "person": person,
        "place": one_time_links.PLACE,
        "days": one_time_links.days_valid(),
        "authority": Authority.objects.current(),
    }
    if person is None:
        body = render_to_string("emails/no_account.txt", context)
        return letters.write_to_address(
            email, kind=KIND, subject="There is no account for this email address", body=body, at=at
        )
    audit.record("account.new_password_asked_for", by=audit.System("sign-in"), subject=person)
    body = render_to_string("emails/new_password.txt", context)
    return letters.write_letter(to=person, kind=KIND, subject="Choose a new password", body=body, at=at)

"""Links that let one person set a password. They stand in the mail alone: whoever reads the letter here sees none."""

from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from accounts.models import User

PLACE = "(the link stands in the e-mail only)"
SECONDS_A_DAY = 24 * 60 * 60


def days_valid() -> int:
    """Whole days from sending; the link also ends with the first password set through it."""
    return settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY


def password_link(person: User) -> str:
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    return urljoin(settings.PORTAL_ADDRESS, path)


def put_in(text: str, person: User) -> str:
    """The text as it is sent; nothing is made for a text without a place for a link."""
    return text.replace(PLACE, password_link(person)) if PLACE in text else text

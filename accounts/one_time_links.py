"""Links that work once. They are made as the mail goes out, and are in the mail alone: the letter here shows none."""

from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.models import EmailChange, Letter, User

PLACE = "(the link stands in the e-mail only)"
SECONDS_A_DAY = 24 * 60 * 60
CONFIRMS_AN_EMAIL = "accounts.email_change"


def days_valid() -> int:
    """Whole days from sending; a password link also ends with the first password set through it."""
    return settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY


def password_link(person: User) -> str:
    key = default_token_generator.make_token(person)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(person), key])
    return urljoin(settings.PORTAL_ADDRESS, path)


def email_link(change: EmailChange) -> str:
    """Proves that whoever opens it reads the new address."""
    token = signing.dumps(change.pk, salt=CONFIRMS_AN_EMAIL)
    return urljoin(settings.PORTAL_ADDRESS, reverse("accounts:confirm_email", args=[token]))


def change_in(token: str) -> EmailChange | None:
    """The open change that this link confirms; None for a link that is made up, too old or used."""
    try:
        number = signing.loads(token, salt=CONFIRMS_AN_EMAIL, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        return None
    return EmailChange.objects.open().select_related("person").filter(pk=number).first()


def put_in(letter: Letter) -> str:
    """The text as it is sent; nothing is made for a text without a place for a link."""
    if PLACE not in letter.body:
        return letter.body
    if letter.person:
        return letter.body.replace(PLACE, password_link(letter.person))
    change = EmailChange.objects.filter(letter=letter.pk).first()
    return letter.body.replace(PLACE, email_link(change)) if change else letter.body

"""What production demands of the data: a made-up person with a known password may not be able to sign in."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError, connections

from accounts.models import User


def refuse_demo_accounts() -> None:
    """Raises ImproperlyConfigured in production when the database holds people of the demonstration."""
    if not settings.IS_PRODUCTION:
        return
    try:
        found = demo_accounts()
    except OperationalError:
        raise ImproperlyConfigured("The portal does not start: the database of DATABASE_URL does not answer.") from None
    finally:
        connections.close_all()
    if found:
        raise ImproperlyConfigured(f"The portal does not start in production: {sentence(found)}")


def demo_accounts() -> int:
    try:
        return User.objects.filter(is_demo=True).count()
    except ProgrammingError:
        return 0  # no tables yet, so nobody at all


def sentence(found: int) -> str:
    accounts = "1 account" if found == 1 else f"{found} accounts"
    return f"the database holds {accounts} of the demonstration. Production needs a database of its own."


@register(Tags.database)
def no_demo_accounts_in_production(app_configs, databases=None, **kwargs):
    if not (settings.IS_PRODUCTION and databases):
        return []
    found = demo_accounts()
    return [Error(sentence(found), id="portal.E001")] if found else []

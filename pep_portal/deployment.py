"""What production demands. Read by settings.py, so it knows plain values and nothing of Django's apps."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

DEPLOYMENTS = ("demonstration", "production")
KEY_LENGTH = 50
TLS_ENDS = ("proxy", "here")


def key_kept_in(path: Path, *, made: bool) -> str:
    """The secret key kept in this file; makes it, readable to its owner alone, unless `made` is false (then '')."""
    if not made:
        return ""
    if path.exists():
        return path.read_text().strip()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        # Fails where another process was quicker: both then go on with the one key.
        os.link(unfinished, path)
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    return path.read_text().strip()


def demand(values: Mapping[str, Any]) -> None:
    """Raises ImproperlyConfigured, naming everything at once, when these settings may not serve real children."""
    if values["DEPLOYMENT"] not in DEPLOYMENTS:
        raise ImproperlyConfigured(
            f"DEPLOYMENT is “{values['DEPLOYMENT']}”, which the portal does not know: use {' or '.join(DEPLOYMENTS)}."
        )
    if values["DEPLOYMENT"] == "production" and (lacking := what_production_lacks(values)):
        lines = "\n".join(f"  - {sentence}" for sentence in lacking)
        raise ImproperlyConfigured(f"The portal does not start in production until this is put right:\n{lines}")


def what_production_lacks(values: Mapping[str, Any]) -> list[str]:
    """One sentence for each thing to put right, in the words of the environment variables."""
    hosts = values["ALLOWED_HOSTS"]
    address = urlsplit(values["PORTAL_ADDRESS"])
    demands = [
        (
            "postgresql" in values["DATABASES"]["default"]["ENGINE"],
            "DATABASE_URL must name a PostgreSQL database; SQLite is for the demonstration.",
        ),
        (values["REDIS_URL"], "REDIS_URL must name a Redis server for jobs and rate limits."),
        (not values["DEBUG"], "DEBUG must be off: it shows records of children on error pages."),
        (
            is_strong(values["SECRET_KEY"]),
            f"SECRET_KEY must be a random text of at least {KEY_LENGTH} characters, kept secret.",
        ),
        (hosts and "*" not in hosts, "ALLOWED_HOSTS must list the names under which people reach the portal."),
        (
            values["TLS_ENDS_AT"] in TLS_ENDS and values["SECURE_SSL_REDIRECT"],
            "TLS_ENDS_AT must say where encryption ends: proxy (in front, which sets X-Forwarded-Proto) or here.",
        ),
        (
            address.scheme == "https" and address.hostname,
            "PORTAL_ADDRESS must be the portal's own address, beginning with https://, for links in mails.",
        ),
        (
            values["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and values["EMAIL_HOST"],
            "EMAIL_URL must name a mail server, as in smtp+tls://name:password@mail.example:587.",
        ),
        (values["DEFAULT_FROM_EMAIL"], "DEFAULT_FROM_EMAIL must be the address from which the portal writes."),
        (not values["PORTAL_TODAY"], "PORTAL_TODAY must not be set: the portal never pretends another day."),
    ]
    return [sentence for is_met, sentence in demands if not is_met]


def is_strong(key: str) -> bool:
    """Long, varied, and not one of Django's own made for development."""
    return len(key) >= KEY_LENGTH and len(set(key)) >= 16 and not key.startswith("django-insecure")

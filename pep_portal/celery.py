import os
import sys

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init
from django.core.exceptions import ImproperlyConfigured

from pep_portal import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pep_portal.settings")

app = Celery("pep_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_to_django(**_: object) -> None:
    """Celery would put its own handlers beside the ones of settings.LOGGING."""


@worker_init.connect
@beat_init.connect
def refuse_demo_accounts(**_: object) -> None:
    """A signal's own exceptions are only logged; leaving the process is what stops it."""
    from pep_portal import checks  # noqa: PLC0415 - models, which stand only now

    try:
        checks.refuse_demo_accounts()
    except ImproperlyConfigured as problem:
        sys.exit(f"{problem}")


@worker_init.connect
def look_for_garbage_seldom(**_: object) -> None:
    garbage.look_seldom()

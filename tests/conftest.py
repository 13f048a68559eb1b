import gc
import os
import re
import tomllib

import pytest
from django.conf import settings

from tests.kept import kept

pytest_plugins = [
    "tests.alike",
    "tests.browser_support",
    "tests.databases",
    "tests.strictness.order",
    "tests.strictness.properties",
    "tests.strictness.templates",
    "tests.undrawn",
]


NEEDS_DATABASE = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})


def pytest_configure():
    """What tests need otherwise than a running portal; read before the first connection, cache or page is made."""
    # The real hasher takes a third of a second for each person.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Without fingerprints, so that nothing need be collected first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    # A job runs where it is sent; a real worker must never find a test's job in its queue.
    settings.CELERY_TASK_ALWAYS_EAGER = settings.CELERY_TASK_EAGER_PROPAGATES = True
    if settings.REDIS_URL:
        # Processes of tests share one server: each takes a database of its own, after the one in the address.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        server, number = re.fullmatch(r"(.+?)(?:/(\d+))?", settings.REDIS_URL).groups()
        settings.CACHES["default"]["LOCATION"] = f"{server}/{int(number or 0) + int(worker) + 1}"


def pytest_collection_finish():
    """Looking for garbage among all that was read so far, every few hundred objects, took an eighth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.fixture(autouse=True)
def _the_day(request):
    """Tests with a database believe that it is 1 December 2026, the day of the demonstration."""
    if not NEEDS_DATABASE & set(request.fixturenames) and not request.node.get_closest_marker("django_db"):
        yield
        return
    from django.test import override_settings  # noqa: PLC0415 - settings must be configured first

    with override_settings(PORTAL_TODAY="2026-12-01"):
        yield


@pytest.fixture
@kept
def cast(db):
    from tests.cast import make_cast  # noqa: PLC0415 - models can be imported only once apps are ready

    return make_cast()


@pytest.fixture
def celery_at_once():
    """Jobs run when they are asked for; worker and beat are tested apart, as processes."""
    from pep_portal.celery import app  # noqa: PLC0415

    before = app.conf.task_always_eager
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = before


@pytest.fixture
def funding_regime(db):
    """The regime of the demonstration's profile."""
    from funding import regimes  # noqa: PLC0415

    profile = tomllib.loads((settings.BASE_DIR / "profiles" / "fernshire.toml").read_text())
    return regimes.load(profile["funding"])

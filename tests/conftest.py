import os

from django.conf import settings


def pytest_configure():
    """What tests need otherwise than a running portal; read before the first connection, cache or page is made."""
    # The real hasher takes a third of a second for each person.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Without fingerprints, so that nothing need be collected first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    if settings.REDIS_URL:
        # Two processes of tests share one server: each takes a database of its own.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL.removesuffix("/0") + f"/{int(worker) + 1}"

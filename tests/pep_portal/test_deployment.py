import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from pep_portal import deployment

ROOT = Path(__file__).resolve().parents[2]
FIT = {
    "DEPLOYMENT": "production",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis:6379/0",
    "DEBUG": False,
    "SECRET_KEY": "".join(chr(33 + n) for n in range(60)),
    "ALLOWED_HOSTS": ["epep.example"],
    "TLS_ENDS_AT": "proxy",
    "SECURE_SSL_REDIRECT": True,
    "PORTAL_ADDRESS": "https://epep.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "portal@epep.example",
    "PORTAL_TODAY": "",
}


def test_production_starts_when_everything_is_given():
    assert deployment.what_production_lacks(FIT) == []
    deployment.demand(FIT)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"DEBUG": True}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short but mixed 1234!"}, "SECRET_KEY"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + "".join(chr(33 + n) for n in range(60))}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["epep.example", "*"]}, "ALLOWED_HOSTS"),
        ({"TLS_ENDS_AT": ""}, "TLS_ENDS_AT"),
        ({"TLS_ENDS_AT": "nowhere"}, "TLS_ENDS_AT"),
        ({"PORTAL_ADDRESS": "http://epep.example"}, "PORTAL_ADDRESS"),
        ({"PORTAL_ADDRESS": ""}, "PORTAL_ADDRESS"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_URL"),
        ({"EMAIL_HOST": ""}, "EMAIL_URL"),
        ({"DEFAULT_FROM_EMAIL": ""}, "DEFAULT_FROM_EMAIL"),
        ({"PORTAL_TODAY": "2026-12-01"}, "PORTAL_TODAY"),
    ],
)
def test_production_refuses_and_names_what_is_missing(changed, named):
    (sentence,) = deployment.what_production_lacks(FIT | changed)
    assert sentence.startswith(named)
    with pytest.raises(ImproperlyConfigured, match=named):
        deployment.demand(FIT | changed)


def test_everything_that_is_missing_is_named_at_once():
    bare = FIT | {"REDIS_URL": "", "ALLOWED_HOSTS": [], "DEBUG": True, "DEFAULT_FROM_EMAIL": ""}
    with pytest.raises(ImproperlyConfigured) as refusal:
        deployment.demand(bare)
    assert all(name in str(refusal.value) for name in ("REDIS_URL", "ALLOWED_HOSTS", "DEBUG", "DEFAULT_FROM_EMAIL"))


def test_a_misspelt_deployment_does_not_run_as_a_demonstration():
    with pytest.raises(ImproperlyConfigured, match="prodution"):
        deployment.demand(FIT | {"DEPLOYMENT": "prodution"})


def test_the_demonstration_demands_nothing():
    deployment.demand(FIT | {"DEPLOYMENT": "demonstration", "REDIS_URL": "", "SECRET_KEY": "x"})


def test_the_demonstrations_key_is_made_once_and_readable_to_its_owner_alone(tmp_path):
    key = deployment.key_kept_in(tmp_path / "secret-key", made=True)
    assert deployment.is_strong(key)
    assert deployment.key_kept_in(tmp_path / "secret-key", made=True) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret-key"]


def test_production_does_not_fall_back_on_the_demonstrations_key(tmp_path):
    deployment.key_kept_in(tmp_path / "secret-key", made=True)
    assert deployment.key_kept_in(tmp_path / "secret-key", made=False) == ""


def test_the_command_line_says_what_is_missing_and_shows_no_traceback(tmp_path):
    names = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "EMAIL_URL", "PORTAL_ADDRESS", "TLS_ENDS_AT")
    bare = {name: value for name, value in os.environ.items() if name not in names}
    run = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=bare | {"DEPLOYMENT": "production", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert [name for name in names if name not in run.stderr] == []
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "secret-key").exists()


@pytest.mark.django_db
def test_postgresql_is_asked_not_to_compile_queries():
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT source FROM pg_settings WHERE name = 'jit' AND setting = 'off'")
            assert cursor.fetchone() == ("client",)

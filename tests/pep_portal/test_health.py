import pytest
from django.db import OperationalError

from pep_portal import health

pytestmark = pytest.mark.django_db


def test_it_answers_whoever_watches_without_a_host_name_a_session_or_encryption(client, settings):
    settings.ALLOWED_HOSTS = ["epep.example"]
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/livez", "/readyz"):
        answer = client.get(path, headers={"Host": "10.0.0.7"})
        assert (answer.status_code, answer.content) == (200, b"ok\n")
        assert not answer.cookies


def test_it_is_alive_but_not_ready_while_the_database_is_silent(client, monkeypatch):
    class Silent:
        def cursor(self):
            raise OperationalError("password=made-up")

    monkeypatch.setattr(health, "connection", Silent())
    assert client.get("/livez").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"no answer from: database\n")


def test_it_is_not_ready_while_the_cache_is_silent(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"no answer from: cache\n")

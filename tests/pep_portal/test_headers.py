"""What a browser is told with each answer, whatever answers."""

import subprocess
import sys

import pytest
from django.conf import settings
from whitenoise.base import WhiteNoise

from pep_portal.file_headers import HEADERS

STARTS = {
    "DEPLOYMENT": "production",
    "DATABASE_URL": "postgres://portal:x@127.0.0.1:9/portal",
    "REDIS_URL": "redis://127.0.0.1:9/0",
    "SECRET_KEY": "".join(chr(35 + n) for n in range(60)),
    "ALLOWED_HOSTS": "epep.example",
    "TLS_ENDS_AT": "proxy",
    "PORTAL_ADDRESS": "https://epep.example",
    "EMAIL_URL": "smtp://mail.example:25",
    "DEFAULT_FROM_EMAIL": "portal@epep.example",
}
PRINTS = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_HTTPONLY)"
)


def test_in_production_a_browser_takes_the_cookies_from_this_host_alone(tmp_path):
    surroundings = STARTS | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "pep_portal.settings"}
    told = subprocess.run(
        [sys.executable, "-c", PRINTS],
        env=surroundings,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "True"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_the_pages_of_the_watch_cannot_be_framed_or_misread(client, path):
    answer = client.get(path)

    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_file_of_styles_or_scripts_cannot_be_framed_or_misread(tmp_path):
    (tmp_path / "portal.css").write_text("a { color: red }")
    files = WhiteNoise(None, root=str(tmp_path), add_headers_function=settings.WHITENOISE_ADD_HEADERS_FUNCTION)

    told = dict(files.files["/portal.css"].get_response("HEAD", {}).headers)
    assert {name: told.get(name) for name in HEADERS} == HEADERS


@pytest.mark.django_db
def test_no_page_lets_its_links_be_led_elsewhere(client):
    assert "base-uri 'none'" in client.get("/accounts/login/").headers["Content-Security-Policy"]

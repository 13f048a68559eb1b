"""Whatever way a request fails, no line of production's log holds a path, a name, a token or an exception's text.

Every failing page is asked in this process, with the log written as in production into a text that is looked through.
"""

import io
import json
import logging.config

import pytest
from django.conf import settings as portal_settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory

from pep_portal import logs
from pep_portal.error_pages import always_answers
from tests.trials.failing_urls import CHILD, WAYS

pytestmark = pytest.mark.django_db
SECRET = "s3cretOfTheChildsOwnPage"
PLANTED = (SECRET, *CHILD.split(", "), "Zuzanna", "zuzanna@", "q=Zuz", "no_such_table", "sessionid", "evil.example")
WITHOUT_A_LINE = {"fine", "endless"}
"""Ways that do not fail while the answer is made: the first is the page in which nothing fails."""
CODES = {"not-found": 404, "refused": 403, "bad": 400, "suspicious": 400, "fine": 200, "bad-log": 200, "library": 200}
STREAMED = {"middle", "endless"}


@pytest.fixture
def log():
    """Everything that is logged, as production writes it."""
    written = io.StringIO()
    configuration = logs.configuration(is_production=True)
    configuration["handlers"]["console"]["stream"] = written
    logging.config.dictConfig(configuration)
    yield written
    logging.config.dictConfig(logs.configuration(is_production=portal_settings.IS_PRODUCTION))


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = "tests.trials.failing_urls"
    phone = Client(raise_request_exception=False, enforce_csrf_checks=True)
    phone.cookies["sessionid"] = SECRET
    return phone


def planted_in(log: io.StringIO) -> list[str]:
    text = log.getvalue().casefold()
    return [word for word in PLANTED if word.casefold() in text]


def lines(log: io.StringIO) -> list[dict]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("way", [way for way in WAYS if way not in STREAMED])
def test_no_way_to_fail_tells_a_path_a_name_or_a_secret(client, log, way):
    code = client.get(f"/{way}/{SECRET}/", {"q": "Zuzanna"}).status_code

    assert code == CODES.get(way, 500)
    assert planted_in(log) == []
    told = [line for line in lines(log) if line["event"] != "request_started"]
    assert told or way in WITHOUT_A_LINE
    if code == 500:
        (failed,) = [line for line in told if line["event"] == "request_failed"]
        assert failed["request"] == f"GET /{way}/<str:secret>/"
        assert failed["places"]


@pytest.mark.parametrize("way", sorted(STREAMED))
def test_an_answer_that_breaks_off_in_the_middle_tells_nothing(client, log, way):
    pieces = iter(client.get(f"/{way}/{SECRET}/").streaming_content)
    assert next(pieces).startswith(b"x")
    if way == "middle":
        with pytest.raises(ValueError, match="Zuzanna"):
            next(pieces)

    assert planted_in(log) == []


FORM = "application/x-www-form-urlencoded"
REFUSED = {
    "no such address": ("get", f"/nowhere/{SECRET}/", {}),
    "no token": ("post", f"/fine/{SECRET}/", {"data": f"name={CHILD}", "content_type": FORM}),
    "other site": ("post", f"/fine/{SECRET}/", {"data": "a=1", "content_type": FORM, "headers": {"origin": "https://evil.example"}}),
    "other host": ("get", f"/fine/{SECRET}/", {"headers": {"host": "evil.example"}}),
    "bad host": ("get", f"/fine/{SECRET}/", {"headers": {"host": "evil.example/Zuzanna@"}}),
    "too many fields": ("post", f"/fine/{SECRET}/", {"data": "&".join(["Zuzanna=1"] * 2000), "content_type": FORM}),
    "bad multipart": ("post", f"/fine/{SECRET}/", {"data": f"--y {CHILD}", "content_type": "multipart/form-data; boundary=x"}),
    "bad letters": ("get", f"/fine/%FF{SECRET}/", {}),
    "a zero": ("get", f"/fine/%00{SECRET}/", {}),
    "a long address": ("get", f"/fine/{SECRET}{'Zuzanna' * 2000}/", {}),
    "a link of an own page": ("get", f"/own/open/{SECRET}/", {}),
    "a child's page": ("get", f"/children/{SECRET}/", {"query_params": {"q": "Zuzanna"}}),
    "a link for a new password": ("get", f"/accounts/password/reset/key/1-{SECRET}/", {}),
    "a sign-in": ("post", "/accounts/login/", {"data": f"login=zuzanna@x.example&password={SECRET}", "content_type": FORM}),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_before_a_page_is_asked_tells_nothing_either(client, log, what):
    method, path, more = REFUSED[what]
    code = getattr(client, method)(path, **more).status_code

    assert code < 500
    assert planted_in(log) == []


def test_an_error_page_that_is_broken_itself_tells_no_more(client, log, monkeypatch):
    monkeypatch.setenv("ERROR_PAGE_FAILS", "1")
    begun: list[str] = []
    asked = RequestFactory().get(f"/broken/{SECRET}/", {"q": "Zuzanna"}).environ
    answer = always_answers(WSGIHandler())(asked, lambda status, *_: begun.append(status))

    assert b"This is a fault of the portal" in b"".join(answer)
    assert begun == ["500 Internal Server Error"]
    assert planted_in(log) == []
    assert any("ValueError" in line.get("exception", "") for line in lines(log))


def test_without_templates_the_answer_is_plain_and_tells_no_more(client, log, settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": []}]
    answer = client.get(f"/broken/{SECRET}/", {"q": "Zuzanna"})

    assert answer.status_code == 500
    assert b"This is a fault of the portal" in answer.content
    assert planted_in(log) == []


def test_the_walk_would_find_what_a_line_told(log):
    logging.getLogger("portal").warning("looked at /own/open/%s/", SECRET)

    assert planted_in(log) == [SECRET]

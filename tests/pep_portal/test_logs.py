import io
import json
import logging

import pytest
import structlog
from django.test import RequestFactory
from django.urls import ResolverMatch

from pep_portal import logs
from pep_portal.request_log import RequestLogMiddleware

TYPED = "Zuzanna lives at 4 Elm Road"


@pytest.fixture
def production_log():
    """Loggers that write through production's formatter; called, it returns their lines as objects."""
    formatter = dict(logs.configuration(is_production=True)["formatters"]["line"])
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter.pop("()")(**formatter))
    loggers = [logging.getLogger(name) for name in ("portal.test", "celery.app.trace")]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    for logger in loggers:
        logger.removeHandler(handler)
        logger.propagate = True


def fail():
    raise ValueError(TYPED)


def test_an_exception_is_told_by_its_kind_and_place_and_not_by_what_it_quotes(production_log):
    for logger in (logging.getLogger("portal.test"), structlog.get_logger("portal.test")):
        try:
            fail()
        except ValueError:
            logger.exception("could not keep it")
    lines = production_log()
    assert [line["exception"] for line in lines] == ["builtins.ValueError"] * 2
    assert all(line["places"][-1].endswith(" fail") for line in lines)
    assert TYPED not in json.dumps(lines)


def test_a_librarys_message_that_repeats_the_exception_is_left_out_and_the_task_is_named(production_log):
    try:
        fail()
    except ValueError as error:
        context = {"name": "peps.queue_reminders"}
        logging.getLogger("celery.app.trace").exception("Task raised: %r", error, extra={"data": context})
    (line,) = production_log()
    assert line["task"] == "peps.queue_reminders"
    assert TYPED not in json.dumps(line)


def test_a_page_is_named_by_its_route_without_reference_token_or_search(production_log):
    request = RequestFactory().get("/children/9f3a/?q=Zuzanna")
    request.resolver_match = ResolverMatch(fail, (), {"reference": "9f3a"}, route="children/<str:reference>/")
    assert RequestLogMiddleware.format_request(request) == "GET /children/<str:reference>/"
    request.resolver_match = None
    assert RequestLogMiddleware.format_request(request) == "GET (no such page)"

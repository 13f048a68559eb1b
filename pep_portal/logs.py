"""What the portal writes to its log: what happened where, never what somebody typed or whom it was about.

Production writes one JSON object a line. There an exception is told by its type and the places it passed, without
its text: a database error, for one, quotes the row that it refused. The demonstration shows everything.
"""

import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

Event = dict[str, Any]


def where_it_broke(_logger: Any, _name: str, event: Event) -> Event:
    """Takes the exception out of an event and puts its type and places in; takes out a message that may quote it."""
    raised = event.pop("exc_info", None)
    if not raised:
        return event
    error, trace = _error_of(raised)
    record = event.get("_record")
    if record is not None and not event.get("_from_structlog"):
        # A library's message is often the text of the exception again. Celery names its task beside it.
        event["event"] = f"{record.name} error"
        event["task"] = (getattr(record, "data", None) or {}).get("name")
    if error is not None:
        event["exception"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["places"] = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(trace)]
    return event


def _error_of(raised: Any) -> tuple[BaseException | None, TracebackType | None]:
    if isinstance(raised, BaseException):
        return raised, raised.__traceback__
    if isinstance(raised, tuple):
        return raised[1], raised[2]
    _, error, trace = sys.exc_info()
    return error, trace


SHARED = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

WITHOUT_META = structlog.stdlib.ProcessorFormatter.remove_processors_meta
PLAIN = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)


def configuration(*, is_production: bool) -> Event:
    """Settings.LOGGING. Also tells structlog to hand its events to Python's logging, so that all take one way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    rendered = structlog.processors.JSONRenderer() if is_production else PLAIN
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [*([where_it_broke] if is_production else []), WITHOUT_META, rendered],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django_structlog": {"level": "INFO" if is_production else "WARNING"},
            # It would write the address of every refused page; the request log tells the same by its route.
            "django.request": {"level": "CRITICAL"},
        },
    }

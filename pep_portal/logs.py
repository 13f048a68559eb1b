"""What the portal writes to its log: what happened where, never what somebody typed or whom it was about.

Production writes one JSON object a line. There an exception is told by its type and the places it passed, without
its text: a database error, for one, quotes the row that it refused. A library's message is left out as well, since
many hold the address that was asked for; which library, and where in it, stays. The demonstration shows everything.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

Event = dict[str, Any]


OUR_LOGGERS = frozenset(
    {
        "portal",
        "accounts",
        "children",
        "imports",
        "peps",
        "quality",
        "funding",
        "records",
        "reports",
        "workspace",
        "pep_portal",
    }
)
"""First words of the names of our own loggers. What they write has been read by us."""


def only_what_happened(_logger: Any, _name: str, event: Event) -> Event:
    """Leaves out what a library wrote into its message, and tells an exception by its type and places."""
    record = event.get("_record")
    if record is not None and not event.get("_from_structlog") and record.name.split(".")[0] not in OUR_LOGGERS:
        event["event"] = f"{record.name} {record.levelname.lower()}"
        event["place"] = f"{record.pathname}:{record.lineno} {record.funcName}"
        event["task"] = _task_of(record)
    raised = event.pop("exc_info", None)
    error, trace = _error_of(raised) if raised else (None, None)
    if error is not None:
        event["exception"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["places"] = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(trace)]
    event.pop("stack_info", None)
    return event


def _task_of(record: logging.LogRecord) -> str | None:
    """Celery names the task beside its message."""
    told = getattr(record, "data", None)
    return told.get("name") if isinstance(told, dict) else None


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
    # Python prints a message that cannot be put together, with everything that should have gone into it.
    logging.raiseExceptions = not is_production
    rendered = structlog.processors.JSONRenderer() if is_production else PLAIN
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [*([only_what_happened] if is_production else []), WITHOUT_META, rendered],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "django_structlog": {"level": "INFO" if is_production else "WARNING"},
            # The request log tells the same, once, by the page's route.
            "django": {"handlers": [], "propagate": True},
            "django.request": {"level": "CRITICAL"},
            "django.security.csrf": {"level": "CRITICAL"},
            # The web server has a handler of its own, which would write addresses and the texts of exceptions.
            "gunicorn.error": {"handlers": ["console"], "propagate": False},
        },
    }

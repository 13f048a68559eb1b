"""The only place that reads the wall clock. Rules take `on` or `at`; views and tasks ask here."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

_pretended: ContextVar[dt.datetime | None] = ContextVar("pretended", default=None)


def real_now() -> dt.datetime:
    """The machine's own moment, for sessions and locks; rules never ask for it."""
    return timezone.now()


def now() -> dt.datetime:
    """The moment, aware. Outside production `PORTAL_TODAY` moves its day and leaves its time of day."""
    pretended = _pretended.get()
    if pretended is not None:
        return pretended
    real = real_now()
    if not settings.PORTAL_TODAY:
        return real
    _refuse_in_production()
    day = dt.date.fromisoformat(settings.PORTAL_TODAY)
    return timezone.make_aware(dt.datetime.combine(day, timezone.localtime(real).time()))


def today() -> dt.date:
    """The day in London."""
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The London day of an aware moment: a deadline day lasts until midnight there."""
    return local(moment).date()


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment as clocks in London show it."""
    return timezone.localtime(moment)


def start_of(day: dt.date) -> dt.datetime:
    """Its first moment in London."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def day_before(day: dt.date) -> dt.date:
    """The last day of what holds up to and not including `day`."""
    return day - dt.timedelta(days=1)


def day_after(day: dt.date) -> dt.date:
    """The `until` of what holds for the last time on `day`."""
    return day + dt.timedelta(days=1)


@contextmanager
def pretend(moment: dt.datetime | dt.date) -> Iterator[None]:
    """Everything inside believes in this moment; a bare day means its noon. Refused in production."""
    _refuse_in_production()
    if not isinstance(moment, dt.datetime):
        moment = timezone.make_aware(dt.datetime.combine(moment, dt.time(12)))
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def _refuse_in_production() -> None:
    if settings.IS_PRODUCTION:
        raise ImproperlyConfigured("The portal never pretends another day in production: unset PORTAL_TODAY.")

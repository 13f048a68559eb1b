"""The cache holds nothing but limits on tries. Without Redis each process counts for itself, and people sign in."""

import time
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)
ASKED_AGAIN_SECONDS = 5


class Silence:
    """That Redis did not answer, known to all threads of the process: not every request waits for it again."""

    def __init__(self) -> None:
        self.until = 0.0

    def __bool__(self) -> bool:
        return time.monotonic() < self.until

    def begin(self) -> None:
        self.until = time.monotonic() + ASKED_AGAIN_SECONDS


silence = Silence()


class RedisOrLocal(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._local = LocMemCache("without redis", {name: value for name, value in params.items() if name != "OPTIONS"})

    def is_away(self) -> bool:
        return bool(silence)


def _asked_of_redis(name: str) -> Any:
    def ask(self: RedisOrLocal, *args: Any, **kwargs: Any) -> Any:
        if not silence:
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except RedisError:
                silence.begin()
                log.warning("cache.away")
        return getattr(self._local, name)(*args, **kwargs)

    return ask


for _name in (
    "add", "get", "set", "touch", "delete", "has_key", "incr", "get_many", "set_many", "delete_many", "clear",
):  # fmt: skip
    setattr(RedisOrLocal, _name, _asked_of_redis(_name))

"""The Redis connection of a process, and what is known about its being away."""

import time
from functools import lru_cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

CONNECT_SECONDS = 0.1
ANSWER_SECONDS = 0.25
_PAUSE_SECONDS = 1.0


class Outage:
    """Remembers a failure for a second: a hanging server costs one time-out a second, not one a call."""

    def __init__(self, pause: float = _PAUSE_SECONDS) -> None:
        self._pause = pause
        self._until = 0.0

    def note(self) -> None:
        """A call failed just now."""
        self._until = time.monotonic() + self._pause

    def clear(self) -> None:
        """A call succeeded."""
        self._until = 0.0

    @property
    def lasts(self) -> bool:
        """Whether calls should not even be tried at this moment."""
        return time.monotonic() < self._until


outage = Outage()


def connect(url: str, *, answer_seconds: float = ANSWER_SECONDS) -> "redis.Redis[bytes]":
    """A client which gives up soon and never retries by itself; nothing is sent before the first command."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=answer_seconds,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=0,
    )


@lru_cache(maxsize=4)
def _client_of(url: str) -> "redis.Redis[bytes]":
    return connect(url)


def redis_client() -> "redis.Redis[bytes] | None":
    """The one client of this process; None without `REDIS_URL`. Its commands may raise `redis.RedisError`."""
    return _client_of(settings.REDIS_URL) if settings.REDIS_URL else None

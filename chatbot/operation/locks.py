"""Short exclusive locks. They save double work; what must not happen twice is guarded by the tables."""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis
import structlog

from chatbot.operation.connection import outage, redis_client

_log = structlog.get_logger(__name__)
_COMPARE_AND_DELETE = (
    "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
)


class _LocalLocks:
    """Locks of this process with an end, as those in Redis have."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held: dict[str, tuple[str, float]] = {}

    def take(self, name: str, token: str, seconds: float) -> bool:
        now = time.monotonic()
        with self._guard:
            if name in self._held and self._held[name][1] > now:
                return False
            self._held[name] = (token, now + seconds)
            return True

    def free(self, name: str, token: str) -> None:
        with self._guard:
            if self._held.get(name, ("", 0.0))[0] == token:
                del self._held[name]


_local = _LocalLocks()


def _take_in_redis(name: str, token: str, seconds: float) -> bool | None:
    """Whether Redis gave the lock; None when there is no Redis to ask."""
    client = redis_client()
    if client is None or outage.lasts:
        return None
    try:
        return bool(client.set(f"lock:{name}", token, nx=True, px=max(1, int(seconds * 1000))))
    except redis.RedisError as error:
        outage.note()
        _log.warning("lock_without_redis", error=type(error).__name__)
        return None


def _free_in_redis(name: str, token: str) -> None:
    client = redis_client()
    if client is None:
        return
    try:
        client.eval(_COMPARE_AND_DELETE, 1, f"lock:{name}", token)  # type: ignore[no-untyped-call]
    except redis.RedisError:
        outage.note()  # it ends by itself


@contextmanager
def lock(name: str, *, seconds: float) -> Iterator[bool]:
    """Try once to hold `name` for at most `seconds`; yields whether it is held, never waits, never raises.

    Held in Redis under an owner token and freed by compare-and-delete; without Redis, or while it is away,
    held in this process only.
    """
    token = secrets.token_hex(16)
    in_redis = _take_in_redis(name, token, seconds)
    held = _local.take(name, token, seconds) if in_redis is None else in_redis
    try:
        yield held
    finally:
        if held and in_redis is None:
            _local.free(name, token)
        elif held:
            _free_in_redis(name, token)

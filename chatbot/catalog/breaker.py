"""A circuit breaker whose state all processes share through the cache; without it, each keeps its own."""

import threading
import time
from collections import deque

from django.core.cache import cache

FAILURES = 5
WINDOW_SECONDS = 30
OPEN_SECONDS = 15
_PROBE_SECONDS = 6
_KEPT_SECONDS = 3_600


class Breaker:
    """Open after five failures within 30 s; after 15 s one call at a time may try whether it is well again."""

    def __init__(self, name: str) -> None:
        self._key = f"breaker:{name}"
        self._lock = threading.Lock()
        self._failures: deque[float] = deque(maxlen=FAILURES)
        self._open_until = 0.0

    def allows(self) -> bool:
        """Whether a call may be made now; when half open, only the first to ask."""
        until = self._until()
        if not until:
            return True
        if time.time() < until:
            return False
        return bool(cache.add(f"{self._key}:probe", 1, _PROBE_SECONDS))

    def is_open(self) -> bool:
        """Whether the last calls failed and no success has closed it since."""
        return self._until() > 0

    def succeeded(self) -> None:
        """A call was answered: closed again."""
        if self._until():
            with self._lock:
                self._open_until = 0.0
                self._failures.clear()
            cache.delete_many([f"{self._key}:until", f"{self._key}:failures", f"{self._key}:probe"])

    def failed(self) -> None:
        """A call failed for good; open when that was one too many, or the trial of a half-open breaker."""
        now = time.time()
        with self._lock:
            self._failures.append(now)
            recent = sum(now - at < WINDOW_SECONDS for at in self._failures)
        if self._until() or max(recent, self._count()) >= FAILURES:
            with self._lock:
                self._open_until = now + OPEN_SECONDS
            cache.set(f"{self._key}:until", now + OPEN_SECONDS, _KEPT_SECONDS)
            cache.delete(f"{self._key}:probe")

    def _until(self) -> float:
        shared = cache.get(f"{self._key}:until")
        with self._lock:
            return max(self._open_until, shared if isinstance(shared, float) else 0.0)

    def _count(self) -> int:
        key = f"{self._key}:failures"
        cache.add(key, 0, WINDOW_SECONDS)
        try:
            return int(cache.incr(key))
        except ValueError:
            return 0

"""Jobs run inside the process itself: what a worker does while its queue is away."""

import queue
import threading
from collections.abc import Callable, Hashable
from typing import Any

import structlog
from django.db import close_old_connections, connections
from dramatiq import Actor

from chatbot.operation.broker import job_context

_log = structlog.get_logger(__name__)


def key_of(actor: Actor[..., Any], args: tuple[Any, ...]) -> Hashable:
    """By what two calls of jobs are equal."""
    return actor.actor_name, repr(args)


class LocalPool:
    """A few daemon threads for calls, each key waiting at most once."""

    def __init__(self, threads: int, name: str) -> None:
        self._calls: queue.Queue[tuple[Hashable, Callable[[], Any], dict[str, str]] | None] = queue.Queue()
        self._keys: set[Hashable] = set()
        self._guard = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, key: Hashable, call: Callable[[], Any], context: dict[str, str]) -> bool:
        """Queue the call unless an equal one waits; whether it was queued."""
        with self._guard:
            if key in self._keys:
                return False
            self._keys.add(key)
        self._calls.put((key, call, context))
        return True

    def stop(self, *, seconds: float) -> None:
        """Let running calls end, drop waiting ones, wait at most so long a thread."""
        while True:
            try:
                self._calls.get_nowait()
            except queue.Empty:
                break
        for _ in self._threads:
            self._calls.put(None)
        for thread in self._threads:
            thread.join(seconds)

    def _run(self) -> None:
        while (item := self._calls.get()) is not None:
            key, call, context = item
            # Freed before the call: what comes up while it runs needs another look at the tables.
            with self._guard:
                self._keys.discard(key)
            _guarded(call, context)
        connections.close_all()


def _guarded(call: Callable[[], Any], context: dict[str, str]) -> None:
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**context)
    try:
        close_old_connections()
        call()
    except Exception:  # noqa: BLE001 - one failing call must not end the thread
        _log.exception("local_call_failed")
    finally:
        close_old_connections()
        structlog.contextvars.clear_contextvars()


_pool: LocalPool | None = None


def open_pool(threads: int) -> None:
    """From now on this process is a worker, which may run jobs by itself."""
    global _pool
    _pool = _pool or LocalPool(threads, "local")


def close_pool(*, seconds: float) -> None:
    """The opposite of `open_pool`."""
    global _pool
    pool, _pool = _pool, None
    if pool is not None:
        pool.stop(seconds=seconds)


def run_here(actor: Actor[..., Any], args: tuple[Any, ...]) -> bool:
    """Run the job in this process if it is a worker; whether it is."""
    pool = _pool
    if pool is None:
        return False
    pool.put(key_of(actor, args), lambda: actor.fn(*args), job_context(actor.actor_name, args))
    return True

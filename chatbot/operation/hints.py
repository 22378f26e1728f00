"""Hints to the workers that somebody has work: best effort, off the caller's thread."""

import heapq
import itertools
import os
import threading
import time
from collections.abc import Hashable
from typing import Any

import structlog
from dramatiq import Actor

from chatbot.operation import local
from chatbot.operation.connection import outage
from chatbot.operation.metrics import HINTS

_LIMIT = 10_000
_log = structlog.get_logger(__name__)


class Hints:
    """A bounded set of waiting hints and the daemon thread that passes them on when they are due.

    The delay is kept here and not in the queue: a lost delay costs only time, and the queue stays empty of
    things that are not due.
    """

    def __init__(self, limit: int = _LIMIT) -> None:
        self._limit = limit
        self._changed = threading.Condition()
        self._due: dict[Hashable, float] = {}
        self._heap: list[tuple[float, int, Hashable, Actor[..., Any], tuple[Any, ...]]] = []
        self._number = itertools.count()
        self._thread: threading.Thread | None = None

    def put(self, actor: Actor[..., Any], args: tuple[Any, ...], delay_ms: int) -> None:
        """Keep the hint; an equal one that waits already and is due no later makes this one needless."""
        due = time.monotonic() + delay_ms / 1000
        key = local.key_of(actor, args)
        with self._changed:
            known = self._due.get(key)
            if known is not None and known <= due:
                HINTS.labels("coalesced").inc()
                return
            if known is None and len(self._due) >= self._limit:
                HINTS.labels("dropped").inc()
                return
            self._due[key] = due
            heapq.heappush(self._heap, (due, next(self._number), key, actor, args))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="hints", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _next(self) -> tuple[Actor[..., Any], tuple[Any, ...]]:
        with self._changed:
            while True:
                wait = self._heap[0][0] - time.monotonic() if self._heap else None
                if wait is not None and wait <= 0:
                    due, _, key, actor, args = heapq.heappop(self._heap)
                    if self._due.get(key) == due:  # else an earlier equal hint has replaced it
                        del self._due[key]
                        return actor, args
                else:
                    self._changed.wait(wait)

    def _run(self) -> None:
        while True:
            actor, args = self._next()
            try:
                _pass_on(actor, args)
            except Exception:  # noqa: BLE001 - this thread must outlive whatever happens
                HINTS.labels("lost").inc()
                _log.exception("hint_lost", job=actor.actor_name)


def _pass_on(actor: Actor[..., Any], args: tuple[Any, ...]) -> None:
    if not outage.lasts:
        try:
            actor.broker.enqueue(actor.message(*args))
        except Exception as error:  # noqa: BLE001 - whatever the queue raises, the sweeper repairs it
            outage.note()
            _log.warning("queue_away", error=type(error).__name__)
        else:
            HINTS.labels("sent").inc()
            return
    HINTS.labels("local" if local.run_here(actor, args) else "lost").inc()


_hints = Hints()


def _start_afresh() -> None:
    # Threads and held locks do not survive a fork; the parent's waiting hints are its own to pass on.
    global _hints
    _hints = Hints()


os.register_at_fork(after_in_child=_start_afresh)


def hint(actor: Actor[..., Any], *args: Any, delay_ms: int = 0) -> None:
    """Tell the workers that `actor(*args)` has work, in `delay_ms` milliseconds at the soonest.

    Never raises and never waits. Equal waiting hints become one. A hint may be lost; sweepers make up for it.
    In a worker whose Redis is away the job runs in the process itself.
    """
    try:
        _hints.put(actor, args, delay_ms)
    except Exception:  # noqa: BLE001 - promised: a hint never breaks its caller
        _log.exception("hint_refused")


def aside(actor: Actor[..., Any], *args: Any) -> None:
    """Run `actor(*args)` beside the caller: in a worker in its own process, without the way through the queue.

    For small work that may be lost. Never raises and never waits.
    """
    if not local.run_here(actor, args):
        hint(actor, *args)

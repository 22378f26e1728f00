"""How far a sweeper may go: rings for lost hints must not bury a queue that is only behind."""

from dataclasses import dataclass
from typing import Any

import dramatiq
import structlog
from dramatiq import Actor
from dramatiq.brokers.redis import RedisBroker
from redis import RedisError

from chatbot.operation.connection import outage

_log = structlog.get_logger(__name__)
_BEHIND_S = 10.0
"""Seconds a lane waits before it is rung for while jobs wait: a dead worker's jobs are back in the queue by then."""
_BEHIND_RINGS = 10
"""Rings of one sweep while jobs wait. Each costs a worker two queries, and every process sweeps every 2 s."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Which lanes to ring for: those that wait longer than so many seconds, at most so many."""

    older_than_s: float
    limit: int


def sweep(actor: Actor[..., Any], *, older_than_s: float, limit: int) -> Sweep:
    """The bounds as given or, while jobs wait in the actor's queue, narrower ones: hints are behind, not lost."""
    if not _jobs_wait(actor.queue_name):
        return Sweep(older_than_s, limit)
    return Sweep(max(older_than_s, _BEHIND_S), min(limit, _BEHIND_RINGS))


def _jobs_wait(queue: str) -> bool:
    broker = dramatiq.get_broker()
    if not isinstance(broker, RedisBroker) or outage.lasts:
        return False
    try:
        return bool(broker.client.llen(f"{broker.namespace}:{queue}"))
    except RedisError as error:
        outage.note()
        _log.warning("queue_away", error=type(error).__name__)
        return False

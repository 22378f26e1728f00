"""The job queue. It carries hints about who has work; the tables hold the work."""

import uuid
from contextlib import suppress
from functools import lru_cache
from typing import Any

import dramatiq
import dramatiq.worker
import structlog
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import autodiscover_modules
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from chatbot.operation.connection import connect

# Consumers and acknowledgements wait this long after a lost connection; the defaults of 3 and 5 s would use
# up the time in which a customer is to be answered after Redis comes back.
_RESTART_SECONDS = 0.5


class Surroundings(dramatiq.Middleware):
    """Gives each job live database connections and a log context, and tolerates `max_retries=0`."""

    @property
    def actor_options(self) -> set[str]:
        return {"max_retries"}

    def before_process_message(self, broker: dramatiq.Broker, message: dramatiq.MessageProxy) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**job_context(message.actor_name, message.args))
        close_old_connections()

    def after_process_message(self, *_: Any, **__: Any) -> None:
        close_old_connections()
        structlog.contextvars.clear_contextvars()

    after_skip_message = after_process_message

    def before_worker_thread_shutdown(self, *_: Any) -> None:
        connections.close_all()


def job_context(name: str, args: tuple[Any, ...]) -> dict[str, str]:
    """What log lines of a job say: its name and, when its first argument is a contact, the conversation."""
    context = {"job": name}
    if args and isinstance(args[0], str):
        with suppress(ValueError):
            context["conversation"] = str(uuid.UUID(args[0]))
    return context


def set_broker() -> None:
    """Choose the broker by `REDIS_URL`; connects to nothing yet, so a dead Redis stops no start."""
    middleware: list[dramatiq.Middleware] = [Surroundings()]
    broker: dramatiq.Broker
    if settings.REDIS_URL:
        broker = RedisBroker(  # type: ignore[no-untyped-call]
            client=connect(settings.REDIS_URL, answer_seconds=1.0),
            middleware=middleware,
            # A dead worker is noticed by maintenance only: do it on each command, after 10 s of silence.
            maintenance_chance=1_000_000,
            heartbeat_timeout=10_000,
            dead_message_ttl=60_000,
        )
    else:
        broker = StubBroker(middleware=middleware)
    dramatiq.set_encoder(dramatiq.JSONEncoder())
    dramatiq.set_broker(broker)
    vars(dramatiq.worker).update(
        CONSUMER_RESTART_DELAY_SECS=_RESTART_SECONDS,
        POST_PROCESS_MESSAGE_RETRY_DELAY_SECS=_RESTART_SECONDS,
    )


@lru_cache(maxsize=1)
def load_jobs() -> None:
    """Import every room's `jobs`, which declares its actors and ticks; called once all apps are ready."""
    autodiscover_modules("jobs")

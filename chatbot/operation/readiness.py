"""What must be well before this process may serve, and what is prepared before it does."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import redis
from django.db import connection, connections

from chatbot.operation.connection import redis_client
from chatbot.operation.metrics import backlog_ages

BACKLOG_LIMIT_SECONDS = 60.0
_CHECK_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check; `detail` is for operators and holds no personal data."""

    ok: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """One step before serving."""

    label: str
    order: int
    function: Callable[[], object]
    background: bool
    in_worker: bool = False


Checker = Callable[[], Check]
_checks: dict[str, Checker] = {}
_preparations: dict[str, Preparation] = {}


def readiness(name: str) -> Callable[[Checker], Checker]:
    """Register a check for `/ready` and `manage.py doctor`; it should answer within a second."""

    def register(function: Checker) -> Checker:
        _checks[name] = function
        return function

    return register


Step = TypeVar("Step", bound=Callable[[], object])


def preparation(
    label: str, *, order: int, background: bool = False, in_worker: bool = False
) -> Callable[[Step], Step]:
    """Register a step which `manage.py run` does before serving, in rising `order`.

    The label is shown to the user in Portuguese. With `background` serving does not wait for it; with `in_worker` a
    worker does it too, before it takes any work.
    """

    def register(function: Step) -> Step:
        _preparations[label] = Preparation(label, order, function, background, in_worker)
        return function

    return register


def preparations() -> list[Preparation]:
    """The registered steps in their order."""
    return sorted(_preparations.values(), key=lambda step: (step.order, step.label))


def check_names() -> list[str]:
    """The registered checks in the order of their registration."""
    return list(_checks)


def run_check(name: str) -> Check:
    """Run one check in a thread of its own; what raises or takes too long is not well."""
    done: queue.SimpleQueue[Check] = queue.SimpleQueue()

    def work() -> None:
        try:
            done.put(_checks[name]())
        except Exception as error:  # noqa: BLE001 - a check that breaks is a check that fails
            done.put(Check(False, type(error).__name__))
        finally:
            connections.close_all()

    threading.Thread(target=work, name=f"check-{name}", daemon=True).start()
    try:
        return done.get(timeout=_CHECK_SECONDS)
    except queue.Empty:
        return Check(False, "no answer in time")


@readiness("database")
def _database() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Check(True, connection.vendor)


@readiness("redis")
def _redis() -> Check:
    client = redis_client()
    if client is None:
        return Check(True, "not used")
    try:
        client.ping()
    except redis.RedisError as error:
        return Check(False, type(error).__name__)
    return Check(True, "answers")


@readiness("queue age")
def _queue_age() -> Check:
    late = {name: age for name, age in backlog_ages().items() if age > BACKLOG_LIMIT_SECONDS}
    return Check(not late, ", ".join(f"{name}: {age:.0f} s" for name, age in late.items()) or "in time")

"""Hints: never in the way, equal ones become one, and work goes on without Redis."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import dramatiq
import pytest
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from chatbot.operation import broker, connection, hints, local
from chatbot.operation import services as operation
from tests.operation.conftest import OwnRedis, wait_until


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def stub(calls: list[str]) -> Iterator[dramatiq.Actor[..., Any]]:
    own = StubBroker(middleware=[broker.Surroundings()])
    yield dramatiq.actor(calls.append, broker=own, queue_name="inbound", actor_name="note", max_retries=0)
    own.close()


def redis_actor(url: str, calls: list[str]) -> dramatiq.Actor[..., Any]:
    client = connection.connect(url, answer_seconds=0.5)
    own = RedisBroker(client=client, middleware=[broker.Surroundings()], maintenance_chance=1_000_000)
    return dramatiq.actor(calls.append, broker=own, queue_name="inbound", actor_name="note")


def waiting(actor: dramatiq.Actor[..., Any]) -> int:
    return int(actor.broker.queues["inbound"].qsize())  # type: ignore[attr-defined]


def test_a_hint_reaches_the_queue(stub: dramatiq.Actor[..., Any]) -> None:
    operation.hint(stub, "a")
    wait_until(lambda: waiting(stub) == 1)


def test_equal_waiting_hints_become_one(stub: dramatiq.Actor[..., Any]) -> None:
    for _ in range(50):
        operation.hint(stub, "same", delay_ms=100)
    operation.hint(stub, "other", delay_ms=150)
    wait_until(lambda: waiting(stub) == 2)
    assert not hints._hints._due


def test_the_earlier_of_two_equal_hints_counts(stub: dramatiq.Actor[..., Any]) -> None:
    operation.hint(stub, "a", delay_ms=60_000)
    operation.hint(stub, "a")
    wait_until(lambda: waiting(stub) == 1, seconds=5)


def test_waiting_hints_are_bounded(stub: dramatiq.Actor[..., Any]) -> None:
    few = hints.Hints(limit=3)
    for number in range(10):
        few.put(stub, (number,), 60_000)
    assert len(few._due) == 3


def test_a_broken_actor_does_not_break_the_caller_or_the_thread(stub: dramatiq.Actor[..., Any]) -> None:
    operation.hint(None)  # type: ignore[arg-type]
    operation.hint(stub, object())  # not JSON
    connection.outage.clear()
    operation.hint(stub, "fine", delay_ms=20)
    wait_until(lambda: waiting(stub) == 1 or bool(connection.outage.clear()))


def test_hints_do_not_wait_for_a_frozen_redis(own_redis: OwnRedis, calls: list[str]) -> None:
    """B4: the webhook never waits for the queue."""
    actor = redis_actor(own_redis.url, calls)
    own_redis.freeze()
    began = time.monotonic()
    for number in range(200):
        operation.hint(actor, f"contact {number}")
    assert time.monotonic() - began < 0.1
    wait_until(lambda: connection.outage.lasts)


def test_a_worker_does_the_work_itself_while_redis_is_down(own_redis: OwnRedis, calls: list[str]) -> None:
    """B1: replies go out although nobody can be woken through Redis."""
    actor = redis_actor(own_redis.url, calls)
    own_redis.kill()
    local.open_pool(2)
    try:
        operation.hint(actor, "one")
        operation.hint(actor, "two")
        wait_until(lambda: set(calls) == {"one", "two"})
    finally:
        local.close_pool(seconds=2)


def test_elsewhere_hints_are_lost_while_redis_is_down(own_redis: OwnRedis, calls: list[str]) -> None:
    actor = redis_actor(own_redis.url, calls)
    own_redis.kill()
    operation.hint(actor, "one")
    wait_until(lambda: not hints._hints._due)
    assert calls == []


def test_equal_local_calls_wait_once_but_run_again_when_asked_during_a_run() -> None:
    started, go = threading.Event(), threading.Event()
    runs: list[int] = []

    def work() -> None:
        runs.append(1)
        started.set()
        go.wait(5)

    pool = local.LocalPool(1, "test")
    assert pool.put("key", work, {})
    assert started.wait(5)
    assert pool.put("key", work, {})
    assert not pool.put("key", work, {})
    go.set()
    wait_until(lambda: len(runs) == 2)
    pool.stop(seconds=2)


def test_a_failing_local_call_does_not_end_its_thread() -> None:
    done = threading.Event()
    pool = local.LocalPool(1, "test")
    pool.put("bad", lambda: 1 / 0, {})
    pool.put("good", done.set, {})
    assert done.wait(5)
    pool.stop(seconds=2)


def test_jobs_name_their_conversation_in_the_log() -> None:
    contact = "8c7f7a2e-6a4e-4f0e-9d0b-3a8f5a3d0c11"
    assert broker.job_context("run_turn", (contact,)) == {"job": "run_turn", "conversation": contact}
    assert broker.job_context("fetch_media", (7,)) == {"job": "fetch_media"}
    assert broker.job_context("apply", ("no uuid",)) == {"job": "apply"}

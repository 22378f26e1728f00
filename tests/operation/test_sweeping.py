"""Rings for lost hints do not bury a queue that is only behind (RELIABILITY 2: recovery without a stampede)."""

from collections.abc import Iterator

import dramatiq
import pytest
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker

from chatbot.operation import sweeping
from chatbot.operation.connection import connect, outage


@pytest.fixture
def actor() -> Iterator["dramatiq.Actor[..., None]"]:
    @dramatiq.actor(queue_name="sweeping-test", broker=StubBroker())
    def ring(contact_id: str) -> None:
        pass

    yield ring
    outage.clear()


def bounds(actor: "dramatiq.Actor[..., None]") -> tuple[float, int]:
    found = sweeping.sweep(actor, older_than_s=2, limit=200)
    return found.older_than_s, found.limit


def redis_broker(address: str) -> RedisBroker:
    return RedisBroker(client=connect(address), middleware=[])  # type: ignore[no-untyped-call]


@pytest.mark.servers
def test_while_jobs_wait_only_a_few_old_lanes_are_rung_for(
    actor: "dramatiq.Actor[..., None]", real_redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = redis_broker(real_redis)
    broker.declare_queue("sweeping-test")
    monkeypatch.setattr(dramatiq, "get_broker", lambda: broker)
    assert bounds(actor) == (2, 200)
    broker.enqueue(actor.message("one"))
    assert bounds(actor) == (10, 10)


def test_with_redis_away_everybody_is_rung_for(
    actor: "dramatiq.Actor[..., None]", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dramatiq, "get_broker", lambda: redis_broker("redis://127.0.0.1:1/0"))
    assert bounds(actor) == (2, 200)
    assert outage.lasts


def test_in_one_process_everybody_is_rung_for(actor: "dramatiq.Actor[..., None]") -> None:
    assert bounds(actor) == (2, 200)

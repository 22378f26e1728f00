"""Locks with Redis, without, and while Redis is away."""

import threading
import time
from typing import Any

import pytest

from chatbot.operation import connection
from chatbot.operation import services as operation
from tests.operation.conftest import OwnRedis, wait_until


def test_one_holder_without_redis(settings: Any) -> None:
    settings.REDIS_URL = ""
    with operation.lock("lane", seconds=5) as first, operation.lock("lane", seconds=5) as second:
        assert (first, second) == (True, False)
    with operation.lock("lane", seconds=5) as again:
        assert again


def test_local_lock_ends_by_itself(settings: Any) -> None:
    settings.REDIS_URL = ""
    with operation.lock("short", seconds=0.05) as first:
        assert first
        taken = threading.Event()

        def try_again() -> bool:
            with operation.lock("short", seconds=5) as held:
                if held:
                    taken.set()
            return taken.is_set()

        wait_until(try_again)


def test_one_holder_with_redis_under_a_token(settings: Any, own_redis: OwnRedis) -> None:
    settings.REDIS_URL = own_redis.url
    client = operation.redis_client()
    assert client is not None
    with operation.lock("lane", seconds=5) as first, operation.lock("lane", seconds=5) as second:
        assert (first, second) == (True, False)
        assert 0 < client.pttl("lock:lane") <= 5000
    assert client.get("lock:lane") is None


def test_a_lock_taken_over_is_not_freed_by_its_former_holder(settings: Any, own_redis: OwnRedis) -> None:
    settings.REDIS_URL = own_redis.url
    client = operation.redis_client()
    assert client is not None
    with operation.lock("lane", seconds=5):
        client.set("lock:lane", "somebody else")
    assert client.get("lock:lane") == b"somebody else"


@pytest.mark.parametrize("failure", ["killed", "frozen"])
def test_redis_away_falls_back_to_the_process_soon(settings: Any, own_redis: OwnRedis, failure: str) -> None:
    """B1, B4: a lock is held locally and costs at most one time-out."""
    settings.REDIS_URL = own_redis.url
    own_redis.kill() if failure == "killed" else own_redis.freeze()
    began = time.monotonic()
    with operation.lock("lane", seconds=5) as first, operation.lock("lane", seconds=5) as second:
        assert (first, second) == (True, False)
    assert time.monotonic() - began < 1.0
    assert connection.outage.lasts


def test_worker_names_differ_by_thread_and_fit_the_column() -> None:
    names = {operation.worker_name()}
    thread = threading.Thread(target=lambda: names.add(operation.worker_name()))
    thread.start()
    thread.join()
    assert len(names) == 2
    assert all(len(name) <= 64 for name in names)

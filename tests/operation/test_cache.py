"""A cache whose Redis is away is empty, not broken."""

import time

import pytest

from chatbot.operation.cache import RedisCache
from tests.operation.conftest import OwnRedis


def test_it_caches(own_redis: OwnRedis) -> None:
    cache = RedisCache(own_redis.url, {})
    cache.set("key", {"a": 1}, 30)
    cache.set_many({"x": 1, "y": 2})
    assert cache.get("key") == {"a": 1}
    assert cache.get_many(["x", "y", "z"]) == {"x": 1, "y": 2}
    assert cache.incr("x") == 2
    assert cache.delete("key")
    assert cache.get("key", "gone") == "gone"


@pytest.mark.parametrize("failure", ["killed", "frozen"])
def test_away_is_a_miss_and_soon(own_redis: OwnRedis, failure: str) -> None:
    """B1, B4."""
    cache = RedisCache(own_redis.url, {})
    cache.set("key", 1)
    own_redis.kill() if failure == "killed" else own_redis.freeze()
    began = time.monotonic()
    for _ in range(20):
        assert cache.get("key", "missed") == "missed"
    cache.set("key", 2)
    assert cache.get_or_set("key", lambda: 7) == 7
    assert cache.get_many(["key"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.has_key("key") is False
    assert cache.incr("n") == 1
    assert time.monotonic() - began < 1.0

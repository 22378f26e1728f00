"""A cache in Redis whose absence is a miss and never an error."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import redis
from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from chatbot.operation.connection import ANSWER_SECONDS, CONNECT_SECONDS, outage


def _or_miss(name: str, missed: Callable[..., Any]) -> Callable[..., Any]:
    original = getattr(DjangoRedisCache, name)

    @wraps(original)
    def method(self: DjangoRedisCache, *args: Any, **kwargs: Any) -> Any:
        if not outage.lasts:
            try:
                return original(self, *args, **kwargs)
            except (redis.RedisError, OSError):
                outage.note()
        return missed(*args, **kwargs)

    return method


class RedisCache(DjangoRedisCache):
    """Django's Redis cache with short time-outs: at most 100 ms to connect and 250 ms to answer."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        } | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})

    get = _or_miss("get", lambda key, default=None, version=None: default)
    get_many = _or_miss("get_many", lambda *_, **__: {})
    set = _or_miss("set", lambda *_, **__: None)
    set_many = _or_miss("set_many", lambda data, *_, **__: list(data))
    add = _or_miss("add", lambda *_, **__: True)
    touch = _or_miss("touch", lambda *_, **__: False)
    delete = _or_miss("delete", lambda *_, **__: False)
    delete_many = _or_miss("delete_many", lambda *_, **__: None)
    has_key = _or_miss("has_key", lambda *_, **__: False)
    incr = _or_miss("incr", lambda key, delta=1, version=None: delta)
    clear = _or_miss("clear", lambda *_, **__: False)

"""Fixtures for every room.

The suite runs twice (`python -m tests.suite`): on SQLite with in-process parts, and on a real PostgreSQL with
a real Redis, which the launcher starts and names in DATABASE_URL and REDIS_URL. A single
`python -m pytest tests/<room>` runs on SQLite. Tests marked `servers` belong to the second run.
"""

import os
from collections.abc import Callable, Iterator

import pytest

from tests.servers import Redis, Servers, running, wait_until

REAL = bool(os.environ.get("REDIS_URL"))


def pytest_report_header() -> str:
    """Say in each run what it stands on."""
    return os.environ.get(
        "TEST_SERVERS", "servers: PostgreSQL, Redis" if REAL else "servers: none, SQLite only"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the second run what needs its servers, and say so."""
    if REAL:
        return
    waiting = pytest.mark.skip(reason="runs with the real servers (make test, second run)")
    for item in items:
        if "servers" in item.keywords:
            item.add_marker(waiting)


@pytest.fixture
def real_redis(settings: object) -> Iterator[str]:
    """Address of the Redis of this run, empty at the start of the test; mark the test `servers`."""
    address = os.environ["REDIS_URL"]
    Redis(given=address).client().flushdb()
    yield address
    Redis(given=address).client().flushdb()


@pytest.fixture(scope="session")
def own_servers() -> Iterator[Servers]:
    """A durable PostgreSQL and a Redis that tests may stop and kill."""
    with running(durable=True, given=False) as servers:
        yield servers


@pytest.fixture
def wait() -> Callable[..., float]:
    """Wait for a condition with a deadline: `wait(lambda: …, seconds=5)`."""
    return wait_until

"""One system for all faults; each row finds everything running, gets people of its own, and is judged by everything."""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.rig import report
from tests.rig.fault import Fault
from tests.rig.system import System
from tests.servers import Servers

# Long outages come last: what they do to the lag of the statuses lengthens the hold of doubts for an hour.
_ORDER = (
    "test_workers_die", "test_processes", "test_redis_away", "test_inbound", "test_heaps", "test_shapes",
    "test_postgres_away",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of the rows' effects on each other; the first one waits for the model to be trained."""
    rows = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in rows:
        item.add_marker(pytest.mark.timeout(600))
    if len(rows) == len(items):
        items.sort(key=lambda item: _ORDER.index(item.path.stem))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Keep how the row ended, for its line in the table."""
    made = yield
    if made.when == "call":
        item.stash[_PASSED] = made.passed
    return made


_PASSED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def whole_system(own_servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    system = System(own_servers, Path(tmp_path_factory.mktemp("rig")))
    system.prepare()
    system.start()
    yield system
    system.stop()


@pytest.fixture
def system(whole_system: System) -> System:
    """Everything runs, nothing is left of the test before."""
    for server in (whole_system.servers.postgres, whole_system.servers.redis):
        if not server.answers():
            server.start()
    whole_system.start()
    whole_system.worker_runs()
    whole_system.stand_in.reset()
    whole_system.stand_in.config(status_delay_ms=20)
    return whole_system


@pytest.fixture
def fault(system: System, request: pytest.FixtureRequest) -> Iterator[Fault]:
    """One row of the plan; its figures go into the table, and a row that was not judged has failed."""
    row = Fault.of(system)
    yield row
    passed = bool(request.node.stash.get(_PASSED, False)) and row.verdict is not None
    report.note(row=_name(request.node.name), passed=passed, verdict=row.verdict)
    assert row.verdict is not None, "the row was not judged by the common verdict"


def _name(test: str) -> str:
    """`test_a5_sender_killed…` is row A5."""
    words = test.removeprefix("test_").split("_")
    return f"{words[0].upper()} {' '.join(words[1:])}"

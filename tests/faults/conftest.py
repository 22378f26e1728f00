"""One system for all faults; each test gets a gun of its own, customers of its own, and finds everything running."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.rig.gun import Crowd, Gun
from tests.rig.stand_in import StandIn
from tests.rig.system import System
from tests.servers import Servers

_people = count(0, 50)


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
    whole_system.stand_in.reset()
    whole_system.stand_in.config(status_delay_ms=20)
    return whole_system


@pytest.fixture
def stand_in(system: System) -> StandIn:
    return system.stand_in


@pytest.fixture
def gun(system: System) -> Gun:
    return Gun(system.webhook, system.secret)


@pytest.fixture
def crowd_of(system: System, gun: Gun) -> Callable[[int], Crowd]:
    """People nobody has met, who have said hello and agreed: `crowd_of(20)`."""

    def make(size: int) -> Crowd:
        crowd = Crowd(gun, size, first=next(_people))
        crowd.greet(system.stand_in)
        return crowd

    return make

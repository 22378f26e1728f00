"""B: Redis is disposable."""

import signal
import threading
from collections.abc import Callable

import pytest

from tests.rig.gun import Crowd, Gun
from tests.rig.system import System
from tests.rig.verdict import drain, judge, percentile
from tests.servers import wait_until

pytestmark = pytest.mark.faults
People = Callable[[int], Crowd]


def test_b1_redis_away_from_the_start(system: System, gun: Gun, crowd_of: People) -> None:
    """B1, G10: webhooks are taken, replies come at most 5 s later than usual, for 20 s."""
    crowd = crowd_of(10)
    drain(system)
    system.servers.redis.stop(signal.SIGKILL)
    gun.timings.clear()
    try:
        for _ in range(3):
            crowd.wish(1)
            wait_until(lambda: _all_answered(system, crowd), seconds=9, what="everybody is answered")
    finally:
        system.servers.redis.start()
    drain(system)
    verdict = judge(system, gun, crowd)
    verdict.expect({status for status, _ in gun.timings} == {200}, "I7: not every webhook got 200")
    slow = percentile([seconds for _, seconds in gun.timings], 0.95)
    verdict.expect(slow < 1, f"I7: webhooks took {slow:.2f} s")
    verdict.check()


def _all_answered(system: System, crowd: Crowd) -> bool:
    said = {(message.to, amount) for message in system.stand_in.taken() for amount in message.sums}
    return all((person.phone, person.sum(crowd.said[person.phone])) in said for person in crowd.customers)


def test_b2_redis_emptied_again_and_again(system: System, gun: Gun, crowd_of: People) -> None:
    """B2, G10: FLUSHALL under load loses and doubles nothing."""
    crowd = crowd_of(15)
    wishing = crowd.in_background(10, pause=0.3)
    while wishing.running:
        system.servers.redis.client().flushall()
        threading.Event().wait(0.5)
    wishing.done()
    drain(system)
    judge(system, gun, crowd).check()


def test_b3_redis_killed_and_back_empty(system: System, gun: Gun, crowd_of: People) -> None:
    """B3, G10: killed without persistence in the middle of the work, back after 2 s."""
    crowd = crowd_of(15)
    wishing = crowd.in_background(10, pause=0.3)
    for _ in range(2):
        threading.Event().wait(0.8)
        system.servers.redis.stop(signal.SIGKILL)
        threading.Event().wait(2)
        system.servers.redis.start()
    wishing.done()
    drain(system)
    judge(system, gun, crowd).check()

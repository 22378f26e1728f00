"""B: Redis is disposable."""

import signal
import time

import pytest

from tests.rig.fault import Fault
from tests.rig.gun import Crowd
from tests.rig.verdict import percentile
from tests.servers import wait_until

pytestmark = pytest.mark.faults
_LATER_S = 5.0  # RELIABILITY 7, row 12: p95


def answer_times(fault: Fault, crowd: Crowd) -> list[float]:
    """Seconds from the 200 of each wish to the first answer that names its sum."""
    accepted = {(shot.customer, shot.text): shot.accepted_at for shot in fault.gun.shots.values()}
    first: dict[tuple[str, int], float] = {}
    for message in fault.system.stand_in.taken():
        for amount in message.sums:
            first.setdefault((message.to, amount), message.at)
    return [
        first.get((one.phone, one.sum(n)), float("inf")) - accepted[one.phone, one.wish(n)]
        for one in crowd.customers
        for n in range(1, crowd.said[one.phone] + 1)
    ]


def test_b1_redis_away_from_the_start(fault: Fault) -> None:
    """B1, G10: for 20 s webhooks are taken and replies come at most 5 s later (p95)."""
    crowd, redis = fault.people(10), fault.system.servers.redis
    redis.stop(signal.SIGKILL)
    until = time.monotonic() + 20
    try:
        while time.monotonic() < until:
            crowd.wish(1)
            wait_until(lambda: max(answer_times(fault, crowd)) < 60, seconds=30, what="everybody is answered")
    finally:
        redis.start()
    fault.is_over()
    verdict = fault.judge()
    slow = percentile(answer_times(fault, crowd), 0.95)
    verdict.expect(slow <= _LATER_S, f"G10: p95 of the replies {slow:.1f} s")
    verdict.check()


def test_b2_redis_emptied_again_and_again(fault: Fault) -> None:
    """B2, G10: FLUSHALL under load loses and doubles nothing."""
    wishing = fault.people(15).in_background(10, pause=0.5)
    while wishing.running:
        fault.system.servers.redis.client().flushall()
        fault.lasts(0.5)
    wishing.done()
    fault.is_over()
    fault.judge().check()


def test_b3_redis_killed_and_back_empty(fault: Fault) -> None:
    """B3, G10: killed without persistence in the middle of the work, back after 2 s."""
    wishing = fault.people(15).in_background(10, pause=0.5)
    for _ in range(2):
        fault.lasts(0.8)
        fault.system.servers.redis.stop(signal.SIGKILL)
        fault.lasts(2)
        fault.system.servers.redis.start()
    fault.is_over()
    wishing.done()
    fault.judge().check()

"""C: PostgreSQL restarts, hangs and runs out of connections."""

import signal
from contextlib import ExitStack, suppress

import psycopg
import pytest

from tests.rig.fault import Fault
from tests.rig.gun import Gun
from tests.rig.http import NO_ANSWER
from tests.rig.verdict import Verdict
from tests.servers import wait_until

pytestmark = pytest.mark.faults
_AWAY = (200, 503)
_SENDS_IN_FLIGHT = (
    8  # of both workers: a stop cuts off the record of each, and its echo may come later than the hold
)


def judge_refusals(verdict: Verdict, gun: Gun) -> None:
    """G11: 503 within 2 s while the database is away."""
    refused = [seconds for status, seconds in gun.timings if status == 503]
    verdict.expect(bool(refused), "no request met the outage")
    verdict.expect(max(refused, default=0) <= 2, f"I7: 503 after {max(refused, default=0):.1f} s")


def test_c1_postgres_stopped_at_once_and_back(fault: Fault) -> None:
    """C1, G11: 20 s away; 503 in the meantime, everything taken once afterwards."""
    wishing = fault.people(15).in_background(8, pause=0.3)
    fault.lasts(0.7)
    fault.system.servers.postgres.stop(signal.SIGQUIT)
    fault.lasts(20)
    fault.system.servers.postgres.start()
    fault.is_over()
    wishing.done()
    verdict = fault.judge(spare=_SENDS_IN_FLIGHT, codes=_AWAY)
    judge_refusals(verdict, fault.gun)
    verdict.check()


def test_c2_postgres_restarts_in_a_loop(fault: Fault) -> None:
    """C2: restarted every few seconds for 45 s under load; the invariants hold."""
    wishing = fault.people(12).in_background(15, pause=2.0)
    pauses = (4, 6, 5, 7, 4, 6, 5)
    for seconds in pauses:
        fault.lasts(seconds)
        fault.system.servers.postgres.stop(signal.SIGQUIT)
        fault.system.servers.postgres.start()
    fault.is_over()
    wishing.done()
    fault.judge(spare=len(pauses) * _SENDS_IN_FLIGHT, codes=_AWAY).check()


def test_c4_no_connection_left(fault: Fault) -> None:
    """C4: a web process that gets no connection answers 503, and recovers when there are some again."""
    crowd, system = fault.people(3), fault.system
    with ExitStack() as held:
        system["web"].kill()
        with suppress(psycopg.OperationalError):
            for _ in range(200):
                held.enter_context(psycopg.connect(system.servers.postgres.url(), connect_timeout=2))
        system["web"].start()
        wait_until(lambda: fault.gun.post(b"{}") == 503, seconds=30, what="503 without connections")
        again = fault.gun.post(b"{}")
    wait_until(lambda: fault.gun.post(b"{}") == 200, seconds=15, what="the web recovers")
    fault.is_over()
    crowd.wish(2)
    verdict = fault.judge(codes=(*_AWAY, NO_ANSWER))
    verdict.expect(again == 503, f"without connections: {again}")
    judge_refusals(verdict, fault.gun)
    verdict.check()

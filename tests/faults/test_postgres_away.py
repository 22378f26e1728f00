"""C: PostgreSQL restarts, hangs and runs out of connections."""

import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress

import psycopg
import pytest

from tests.rig.gun import Crowd, Gun
from tests.rig.http import NO_ANSWER
from tests.rig.system import System
from tests.rig.verdict import Verdict, drain, judge
from tests.servers import wait_until

pytestmark = pytest.mark.faults
People = Callable[[int], Crowd]


def _polite(verdict: Verdict, gun: Gun) -> None:
    """G11: 503 within 2 s while the database is away, never another error."""
    statuses = {status for status, _ in gun.timings}
    verdict.expect(statuses <= {200, 503}, f"I7: answers {statuses}")
    refused = [seconds for status, seconds in gun.timings if status == 503]
    verdict.expect(bool(refused), "no request met the outage")
    verdict.expect(max(refused, default=0) <= 2.5, f"I7: 503 after {max(refused, default=0):.1f} s")


def test_c1_postgres_stopped_at_once_and_back(system: System, gun: Gun, crowd_of: People) -> None:
    """C1, G11: 503 in the meantime, everything taken once afterwards."""
    crowd = crowd_of(15)
    wishing = crowd.in_background(8, pause=0.3)
    threading.Event().wait(0.7)
    system.servers.postgres.stop(signal.SIGQUIT)
    threading.Event().wait(10)
    system.servers.postgres.start()
    wishing.done()
    drain(system, seconds=90)
    verdict = judge(system, gun, crowd, spare=8)
    _polite(verdict, gun)
    verdict.check()


def test_c2_postgres_restarts_in_a_loop(system: System, gun: Gun, crowd_of: People) -> None:
    """C2: restarted every few seconds under load; the invariants hold."""
    crowd = crowd_of(12)
    wishing = crowd.in_background(12, pause=0.6)
    for number in range(4):
        threading.Event().wait(1.5 + number * 0.3)
        system.servers.postgres.stop(signal.SIGQUIT)
        system.servers.postgres.start()
    wishing.done()
    drain(system, seconds=90)
    judge(system, gun, crowd, spare=32).check()


def test_c4_no_connection_left(system: System, gun: Gun, crowd_of: People) -> None:
    """C4: a web process that gets no connection answers 503, and recovers when there are some again."""
    crowd = crowd_of(3)
    drain(system)
    customer = crowd.customers[0]
    with ExitStack() as held:
        system["web"].kill()
        with suppress(psycopg.OperationalError):
            for _ in range(200):
                held.enter_context(psycopg.connect(system.servers.postgres.url(), connect_timeout=2))
        system["web"].start()
        wait_until(lambda: gun.post(b"{}") == 503, seconds=30, what="503 without connections")
        assert gun.post(b"{}") in (503, NO_ANSWER)
    wait_until(lambda: gun.post(b"{}") == 200, seconds=15, what="the web recovers")
    crowd.wish(2)
    drain(system)
    assert customer.phone
    judge(system, gun, crowd).check()

"""A: workers die before, in and after a turn or a send, and customers do not notice."""

import random

import pytest

from tests.rig.fault import Fault
from tests.rig.gun import Shot
from tests.rig.system import System
from tests.rig.verdict import Verdict
from tests.servers import wait_until
from tests.standins.faciliauto import FacilIAuto

pytestmark = pytest.mark.faults
_SENDS_IN_FLIGHT = 4  # threads of a worker
_APOLOGY = "não consegui tratá-la"


def kill_one_after_the_other(fault: Fault, moments: list[float]) -> None:
    """kill -9 of a worker so many seconds after it began to take work, then of the other one."""
    for number, moment in enumerate(moments):
        name = f"worker{1 + number % 2}"
        fault.system.worker_runs(name)
        fault.lasts(moment)
        fault.system.restart(name)
    fault.is_over()


def test_a4_workers_killed_before_in_and_after_turns(fault: Fault) -> None:
    """A4, G2, G3, G9: 300 messages, one effective turn each, in order; each lane goes on within 15 s."""
    wishing = fault.people(20).in_background(15, pause=1.6)
    kill_one_after_the_other(fault, [0.0, 0.3, 0.6, 0.9, 1.2, 1.5])
    wishing.done()
    verdict = fault.judge()
    verdict.expect(fault.kills == 6, f"{fault.kills} kills")
    verdict.expect(verdict.lanes > 0, "no lane waited for its worker: nothing was shown")
    verdict.check()


def test_a5_sender_killed_with_echoes_loses_and_doubles_nothing(fault: Fault) -> None:
    """A5, G6, I5: 300 messages; with status echoes in time a doubt is resolved, and nothing is sent twice."""
    crowd = fault.people(30)
    fault.system.stand_in.config(send_delay_ms=150, status_delay_ms=20)
    kills(fault, crowd.in_background(10, pause=2.2))
    verdict = fault.judge()
    verdict.expect(verdict.lost == 0, f"{verdict.lost} lost")
    verdict.check()


def test_a5_sender_killed_without_echoes_doubles_at_most_once_a_kill(fault: Fault) -> None:
    """A5, G6: 300 messages; without echoes a doubt ends in a resend; at most kills × sends in flight doubles."""
    crowd = fault.people(30)
    fault.system.stand_in.config(send_delay_ms=150, statuses=[])
    kills(fault, crowd.in_background(10, pause=2.2))
    verdict = fault.judge(spare=fault.kills * _SENDS_IN_FLIGHT)
    verdict.expect(verdict.doubts > 0, "no send was cut off: nothing was shown")
    verdict.check()


def kills(fault: Fault, wishing: object) -> None:
    """Kill at random moments for as long as somebody speaks."""
    kill_one_after_the_other(fault, [random.random() for _ in range(5)])
    wishing.done()  # type: ignore[attr-defined]


def test_a9_worker_stops_politely_in_a_long_turn(fault: Fault) -> None:
    """A9: SIGTERM in a turn of about 10 s: it ends, once; nothing new is begun; the exit comes within 30 s."""
    slow = FacilIAuto()
    slow.start()
    slow.fault, slow.slow_seconds = "slow", 2.4
    crowd = fault.people(2)
    waiting, other = crowd.customers
    try:
        workers = with_settings(fault.system, FACILIAUTO_API_URL=slow.address)
        calls = sum(slow.calls.values())
        wish = (
            "quero um Porsche Taycan em Manaus"  # looked for by name, then something like it, then elsewhere
        )
        shot = fault.gun.shoot(waiting.phone, f"{wish}, {waiting.wish(1)}", name=waiting.name)
        wait_until(lambda: sum(slow.calls.values()) > calls, seconds=15, what="the turn has begun")
        for name in workers:
            fault.system[name].send_term()
        fault.lasts(0.5)
        crowd.said[other.phone] += 1
        fault.gun.shoot(other.phone, other.wish(1), name=other.name)
        took = max(fault.system[name].ends(seconds=30) for name in workers)
        codes = [fault.system[name].code for name in workers]
        begun = [
            row for row in fault.system.conversation(other.phone)["inbound"] if row["state"] == "WAITING"
        ]
        ended = fault.system.conversation(waiting.phone)
    finally:
        slow.stop()
        with_settings(fault.system)
    fault.is_over()
    verdict = fault.judge()
    row = next(row for row in ended["inbound"] if row["wamid"] == shot.wamid)
    longest = max(turn["duration_ms"] for turn in ended["turns"])
    verdict.expect(
        (row["state"], row["attempts"]) == ("DONE", 1), f"the turn: {row['state']} {row['attempts']}"
    )
    verdict.expect(longest >= 7_000, f"the turn took {longest} ms only")
    verdict.expect(len(begun) == 1, "new work was begun after SIGTERM")
    verdict.expect(codes == [0, 0], f"exit codes {codes}")
    verdict.expect(took <= 30, f"the exit took {took:.0f} s")
    verdict.check()


def with_settings(system: System, **settings: str) -> tuple[str, str]:
    """Restart both workers with further settings, without them when none are given."""
    names = ("worker1", "worker2")
    for name in names:
        if system[name].alive:
            system[name].terminate()
        system[name].environment = system.environment | settings
    system.start(*names)
    for name in names:
        system.worker_runs(name)
    return names


def test_a12_poison_message_ends_after_three_attempts(fault: Fault) -> None:
    """A12, G8: a text that kills the process: three runs, parked, alert, one fixed sentence; it delays 30 s."""
    system, crowd = fault.system, fault.people(2)
    ill = crowd.customers[0]
    with_settings(system, PYTHONPATH=str(system.poison))
    with system.supervised("worker1", "worker2"):
        shot = fault.gun.shoot(ill.phone, "tome veneno", name=ill.name)
        delay = wait_until(lambda: is_parked(system, ill.phone, shot), seconds=60, what="the event is parked")
        crowd.wish(1)
        fault.is_over()
        verdict = fault.judge()
    with_settings(system)
    judge_poison(verdict, fault, shot)
    verdict.expect(delay <= 30, f"its lane was delayed by {delay:.0f} s")
    verdict.check()


def judge_poison(verdict: Verdict, fault: Fault, shot: Shot) -> None:
    rows = fault.system.conversation(shot.customer)["inbound"]
    row = next(row for row in rows if row["wamid"] == shot.wamid)
    verdict.expect(row["attempts"] == 3, f"{row['attempts']} runs")
    verdict.expect(bool(row["parked_reason"]), "parked without a reason")
    sorry = sum(_APOLOGY in message.text for message in fault.system.stand_in.taken(shot.customer))
    verdict.expect(sorry == 1, f"the fixed sentence was said {sorry} times")
    verdict.expect('"kind": "turn_parked"' in fault.baseline.written(), "no alert was raised")
    listed = fault.system.manage("deadletters", "list")
    verdict.expect(row["parked_reason"] in listed, "not among the dead letters")


def is_parked(system: System, phone: str, shot: Shot) -> bool:
    rows = system.conversation(phone)["inbound"]
    return any(row["wamid"] == shot.wamid and row["state"] == "PARKED" for row in rows)

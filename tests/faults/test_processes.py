"""A: processes die at any moment, and customers do not notice."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.rig.gun import Crowd, Gun, Shot, envelope, sign, text_message, value
from tests.rig.http import NO_ANSWER
from tests.rig.system import System
from tests.rig.verdict import drain, judge
from tests.servers import wait_until

pytestmark = pytest.mark.faults
People = Callable[[int], Crowd]
_SENDS_IN_FLIGHT = 4  # threads of a worker


def pause(seconds: float) -> None:
    """Let the system run for a while; what is waited for is the fault's own time."""
    threading.Event().wait(seconds)


def restart(system: System, name: str) -> None:
    system[name].kill()
    system.start(name)


def test_a1_web_killed_while_it_reads_the_body(system: System, gun: Gun, crowd_of: People) -> None:
    """A1, G1: no 200 for half a body; the provider's next try is taken once."""
    crowd = crowd_of(1)
    customer = crowd.customers[0]
    message = text_message(customer.phone, customer.wish(1))
    import json

    raw = json.dumps(envelope(value([message]))).encode()
    head = f"POST /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(raw)}\r\n"
    head += "".join(f"{name}: {text}\r\n" for name, text in sign(gun.secret, raw).items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", system.port)) as half:
        half.sendall(head.encode() + raw[: len(raw) // 2])
        system["web"].kill()
        half.settimeout(5)
        try:
            answer = half.recv(100)
        except ConnectionError:
            answer = b""
    assert b"200" not in answer
    system.start("web")
    shot = Shot(message["id"], customer.phone, "")
    gun.shots[shot.wamid] = shot
    crowd.said[customer.phone] = 1
    gun.insist(shot, json.loads(raw))
    drain(system)
    judge(system, gun, crowd).check()


def test_a2_web_killed_between_commit_and_answer(system: System, gun: Gun, crowd_of: People) -> None:
    """A2, G2: the kill sweeps over the whole request; what got no 200 is resent and gets one turn."""
    crowd = crowd_of(20)
    for moment_ms in range(2, 50, 6):
        wishing = crowd.in_background(1)
        pause(moment_ms / 1000)
        restart(system, "web")
        wishing.done()
    drain(system)
    assert any(NO_ANSWER in shot.answers for shot in gun.shots.values()), "no request met its kill"
    judge(system, gun, crowd).check()


def test_a4_workers_killed_before_in_and_after_turns(system: System, gun: Gun, crowd_of: People) -> None:
    """A4, G2, G3, G9: one effective turn an event, in order, going on within 15 s."""
    crowd = crowd_of(20)
    before = system.kills
    wishing = crowd.in_background(15, pause=0.3)
    for number in range(6):
        pause(0.4 + 0.13 * number)
        restart(system, f"worker{1 + number % 2}")
    so_far = len(system.stand_in.taken())
    wait_until(lambda: len(system.stand_in.taken()) > so_far, seconds=15, what="lanes move again (I8)")
    wishing.done()
    # Longest by right: a lease that lapses (12 s), then a doubt that is held (20 s). No lock may outlast that.
    drain(system, seconds=45)
    judge(system, gun, crowd, spare=(system.kills - before) * _SENDS_IN_FLIGHT).check()


def test_a5_sender_killed_with_echoes_loses_and_doubles_nothing(
    system: System, gun: Gun, crowd_of: People
) -> None:
    """A5, G6, I5: with status echoes in time a doubt is resolved, and nothing is sent twice."""
    crowd = crowd_of(15)
    system.stand_in.config(send_delay_ms=150, status_delay_ms=20)
    wishing = crowd.in_background(8, pause=0.3)
    for number in range(4):
        pause(0.7)
        restart(system, f"worker{1 + number % 2}")
    wishing.done()
    drain(system, seconds=120)
    judge(system, gun, crowd, spare=0).check()


def test_a5_sender_killed_without_echoes_doubles_at_most_once_a_kill(
    system: System, gun: Gun, crowd_of: People
) -> None:
    """A5, G6: without echoes a doubt ends in a resend; at most kills × sends in flight doubles."""
    crowd = crowd_of(8)
    system.stand_in.config(send_delay_ms=150, statuses=[])
    before = system.kills
    wishing = crowd.in_background(4, pause=0.3)
    for number in range(2):
        pause(0.6)
        restart(system, f"worker{1 + number % 2}")
    wishing.done()
    drain(system, seconds=180)
    judge(system, gun, crowd, spare=(system.kills - before) * _SENDS_IN_FLIGHT).check()


def test_a7_everything_killed_at_once(system: System, gun: Gun, crowd_of: People) -> None:
    """A7, G9: all processes die under load; after the start everything drains by itself."""
    crowd = crowd_of(25)
    before = system.kills
    wishing = crowd.in_background(6, pause=0.4)
    pause(1.2)
    for process in system.product():
        process.kill()
    system.start()
    wishing.done()
    drain(system)
    judge(system, gun, crowd, spare=2 * _SENDS_IN_FLIGHT).check()
    assert system.kills - before == 4


def test_a8_web_stops_politely(system: System, gun: Gun, crowd_of: People) -> None:
    """A8: requests already read are answered, none with 5xx; the exit comes within 30 s."""
    crowd = crowd_of(20)
    wishing = crowd.in_background(4)
    pause(0.05)
    took = system["web"].terminate(seconds=30)
    system.start("web")
    wishing.done()
    drain(system)
    verdict = judge(system, gun, crowd)
    answers = {answer for shot in gun.shots.values() for answer in shot.answers}
    verdict.expect(answers <= {200, NO_ANSWER}, f"answers {answers}")
    verdict.expect(took <= 30, "web took too long to stop")
    verdict.check()


def test_a9_worker_stops_politely(system: System, gun: Gun, crowd_of: People) -> None:
    """A9: with long sends in flight, SIGTERM lets them end; nothing is done twice and nothing is left."""
    crowd = crowd_of(6)
    drain(system)
    system.stand_in.config(send_delay_ms=3000)
    crowd.wish(1)
    wait_until(lambda: len(system.stand_in.requests("/messages")) > 0, seconds=10, what="a send begins")
    took = system["worker1"].terminate(seconds=30)
    assert system["worker1"].code == 0
    system.stand_in.config(send_delay_ms=0)
    system.start("worker1")
    drain(system, seconds=90)
    verdict = judge(system, gun, crowd)
    verdict.expect(took <= 30, "worker took too long to stop")
    verdict.check()


def test_a12_poison_message_ends_after_three_attempts(system: System, gun: Gun, crowd_of: People) -> None:
    """A12, G8: a text that kills the process is tried three times, then parked; its lane goes on."""
    crowd = crowd_of(2)
    drain(system)
    poisoned = {"PYTHONPATH": str(Path(__file__).parent / "poison")}
    for name in ("worker1", "worker2"):
        system[name].terminate()
        system[name].environment = system.environment | poisoned
        system.start(name)
    ill = crowd.customers[0]
    stop = threading.Event()

    def supervise() -> None:  # what systemd or Kubernetes does
        while not stop.wait(0.2):
            for name in ("worker1", "worker2"):
                system[name].start()

    with ThreadPoolExecutor(1) as pool:
        supervising = pool.submit(supervise)
        try:
            shot = gun.shoot(ill.phone, "tome veneno")
            crowd.said[ill.phone] = 0
            wait_until(lambda: _parked(system, ill.phone, shot), seconds=60, what="the event is parked")
            crowd.wish(1)
            drain(system)
        finally:
            stop.set()
            supervising.result(10)
            for name in ("worker1", "worker2"):
                system[name].kill()
                system[name].environment = system.environment
            system.start("worker1", "worker2")
    row = next(row for row in system.conversation(ill.phone)["inbound"] if row["wamid"] == shot.wamid)
    assert row["attempts"] == 3
    assert row["parked_reason"]
    judge(system, gun, crowd, spare=3 * _SENDS_IN_FLIGHT).check()


def _parked(system: System, phone: str, shot: Shot) -> bool:
    rows = system.conversation(phone)["inbound"]
    return any(row["wamid"] == shot.wamid and row["state"] == "PARKED" for row in rows)


def test_i10_processes_return_to_their_base_line(system: System, crowd_of: People) -> None:
    """I10: no process grows; descriptors stay few."""
    from tests.rig.processes import descriptors

    crowd = crowd_of(5)
    crowd.wish(3)
    drain(system)
    for process in system.product():
        assert process.alive, process.tail()
        for pid in process.members():
            assert descriptors(pid) < 128, process.name
    assert system["worker1"].memory_mb() <= 250
    assert os.getpgid(system["worker1"].pid) != os.getpgid(0)
    assert signal.SIGKILL  # the group is ours to kill

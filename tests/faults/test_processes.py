"""A: the web dies or is stopped, or everything dies at once, and customers do not notice."""

import json
import socket

import pytest

from tests.rig.fault import Fault
from tests.rig.gun import Shot, envelope, sign, text_message, value
from tests.rig.http import NO_ANSWER
from tests.servers import wait_until

pytestmark = pytest.mark.faults
_CUT_OFF = (200, NO_ANSWER)


def test_a1_web_killed_while_it_reads_the_body(fault: Fault) -> None:
    """A1, G1: no 200 for half a body; the provider's next try is taken once."""
    crowd = fault.people(1)
    customer = crowd.customers[0]
    message = text_message(customer.phone, customer.wish(1))
    raw = json.dumps(envelope(value([message], name=customer.name))).encode()
    head = f"POST /webhook/whatsapp HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(raw)}\r\n"
    head += "".join(f"{name}: {text}\r\n" for name, text in sign(fault.gun.secret, raw).items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", fault.system.port)) as half:
        half.sendall(head.encode() + raw[: len(raw) // 2])
        fault.system["web"].kill()
        half.settimeout(5)
        try:
            answer = half.recv(100)
        except ConnectionError:
            answer = b""
    fault.system.start("web")
    shot = Shot(message["id"], customer.phone, "")
    fault.gun.shots[shot.wamid] = shot
    crowd.said[customer.phone] = 1
    fault.gun.insist(shot, json.loads(raw))
    verdict = fault.judge()
    verdict.expect(b"200" not in answer, "half a body got a 200")
    verdict.check()


def test_a2_web_killed_between_commit_and_answer(fault: Fault) -> None:
    """A2, G2: the kill sweeps over the requests; what got no 200 is resent and gets one turn."""
    crowd = fault.people(25)
    for moment_ms in range(2, 66, 8):
        wishing = crowd.in_background(1)
        fault.lasts(moment_ms / 1000)
        fault.system.restart("web")
        wishing.done()
    fault.is_over()
    verdict = fault.judge(codes=_CUT_OFF)
    met = sum(NO_ANSWER in shot.answers for shot in fault.gun.shots.values())
    verdict.expect(met > 0, "no request met its kill")
    verdict.check()


def test_a7_everything_killed_at_once(fault: Fault) -> None:
    """A7, G9: all processes die under a load of 50 a second; after the start everything drains by itself."""
    wishing = fault.people(25).in_background(8, pause=0.4)
    # In the middle of the third round: nobody has answered what came a moment ago.
    shots = fault.gun.shots
    wait_until(
        lambda: sum(shot.accepted for shot in list(shots.values())) >= 60, seconds=20, what="60 messages"
    )
    for process in fault.system.product():
        process.kill()
    # The web comes last: else a worker has done everything before it is looked at.
    fault.system.start(*(process.name for process in fault.system.product() if process.name != "web"))
    fault.is_over()
    fault.system.start("web")
    wishing.done()
    verdict = fault.judge(codes=_CUT_OFF)
    verdict.expect(fault.kills == 4, f"{fault.kills} kills")
    verdict.expect(verdict.lanes > 0, "no lane waited: nothing was shown")
    verdict.check()


def test_a8_web_stops_politely(fault: Fault) -> None:
    """A8: requests already read are answered, none with 5xx; the exit comes within 30 s."""
    wishing = fault.people(20).in_background(4)
    fault.lasts(0.05)
    took = fault.system["web"].terminate(seconds=30)
    fault.system.start("web")
    fault.is_over()
    wishing.done()
    verdict = fault.judge(codes=_CUT_OFF)
    verdict.expect(took <= 30, f"the exit took {took:.0f} s")
    verdict.check()

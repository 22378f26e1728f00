"""The stand-in on the wire: keep-alive, faults of the line, a process of its own."""

import http.client
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings

from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.config import Config
from chatbot.simulator.server import Server
from tests.simulator.conftest import ANA, NUMBER

BODY = {"messaging_product": "whatsapp", "to": ANA, "type": "text", "text": {"body": "oi"}}


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server(CloudApi(Config(strict=False, seed=1, hold_s=0.2))).start()
    yield running
    running.stop()


def line(server: Server, *, seconds: float = 5) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", server.port, timeout=seconds)


def ask(connection: http.client.HTTPConnection, path: str, body: Any) -> tuple[int, bytes]:
    connection.request("POST", path, json.dumps(body), {"Authorization": "Bearer t"})
    answer = connection.getresponse()
    return answer.status, answer.read()


def test_many_requests_on_one_connection(server: Server) -> None:
    connection = line(server)
    statuses = [ask(connection, f"/v26.0/{NUMBER}/messages", BODY)[0] for _ in range(20)]
    assert statuses == [200] * 20
    assert connection.sock is not None


def test_requests_sent_together_are_answered_in_order(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(b"GET /_emu/health HTTP/1.1\r\n\r\nGET /_emu/other HTTP/1.1\r\nConnection: close\r\n\r\n")
        heard = b"".join(iter(lambda: raw.recv(4096), b""))
    assert heard.index(b"200 OK") < heard.index(b"404 Not Found")


@pytest.mark.parametrize("mode", ["reset", "reset_after", "timeout_before", "timeout_after"])
def test_broken_lines(server: Server, mode: str) -> None:
    ask(line(server), "/_emu/faults", {"mode": mode})
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        ask(line(server), f"/v26.0/{NUMBER}/messages", BODY)
    assert len(server.api.state.accepted) == (1 if mode.endswith("after") else 0)


def test_a_silence_outlasts_the_client(server: Server) -> None:
    ask(line(server), "/_emu/faults", {"mode": "timeout_after", "hold_s": 5})
    with pytest.raises(TimeoutError):
        ask(line(server, seconds=0.2), f"/v26.0/{NUMBER}/messages", BODY)
    assert len(server.api.state.accepted) == 1


def test_slow_body_arrives_whole(server: Server) -> None:
    ask(line(server), "/_emu/faults", {"mode": "slow"})
    status, body = ask(line(server), f"/v26.0/{NUMBER}/messages", BODY)
    assert (status, json.loads(body)["messaging_product"]) == (200, "whatsapp")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 70_000, b"431"),
    ],
)
def test_bad_heads(server: Server, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as raw:
        raw.sendall(head)
        assert status in raw.recv(200)


def test_a_taken_port_is_told(server: Server) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(CloudApi(), port=server.port).start()


@pytest.fixture
def command() -> Callable[..., subprocess.Popen[str]]:
    def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        import os

        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


def test_a_process_of_its_own(command: Callable[..., Any], wait: Callable[..., float]) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = command("cloud_api", "--port", str(port))
    assert str(port) in process.stdout.readline()

    def answers() -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/_emu/health")
            return connection.getresponse().status == 200
        except OSError:
            return False

    wait(answers, seconds=10)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


@pytest.mark.parametrize("name", ["cloud_api", "chat"])
def test_never_in_production(command: Callable[..., Any], name: str) -> None:
    """Where the simulator is off the commands refuse to start, with one line."""
    process = command(name, SIMULATOR="false")
    _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert len(said.strip().splitlines()) == 1
    assert "production" in said

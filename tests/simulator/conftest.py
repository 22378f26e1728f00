"""A seeded stand-in, a webhook that notes what it gets, and a person who has just written."""

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.config import Config
from chatbot.simulator.wire import sign

ANA = "5511987654321"
SECRET = "emu-app-secret"
NUMBER = "100000000000001"


@dataclass
class Hook:
    """A webhook: `answers` are used up first (0: no answer at all), then 200."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    @property
    def events(self) -> list[dict[str, Any]]:
        """Every message and status, in the order of arrival."""
        found = []
        for body in self.bodies:
            for change in json.loads(body)["entry"][0]["changes"]:
                value = change["value"]
                found += value.get("messages", []) + value.get("statuses", [])
        return found

    def statuses(self, wamid: str) -> list[str]:
        return [event["status"] for event in self.events if event["id"] == wamid and "status" in event]

    def all_signed(self) -> bool:
        return all(
            sign(body, secret=SECRET) == given
            for body, given in zip(self.bodies, self.signatures, strict=True)
        )


@pytest.fixture
def hook() -> Iterator[Hook]:
    noted = Hook()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            noted.signatures.append(self.headers.get("X-Hub-Signature-256", ""))
            noted.bodies.append(body)
            status = noted.answers.pop(0) if noted.answers else 200
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            challenge = self.path.partition("hub.challenge=")[2].partition("&")[0].encode()
            self.send_response(200 if "right" in self.path else 403)
            self.send_header("Content-Length", str(len(challenge)))
            self.end_headers()
            self.wfile.write(challenge)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    noted.url = f"http://127.0.0.1:{server.server_port}/webhook/whatsapp"
    yield noted
    server.shutdown()
    server.server_close()


class Rig:
    """A stand-in and short ways to use it."""

    def __init__(self, api: CloudApi) -> None:
        self.api = api

    def configure(self, **switches: Any) -> None:
        self.api.state.config.update(switches)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, Any]]:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        path, _, query = path.partition("?")
        given = {"authorization": "Bearer token"} | headers
        response = self.api.handle(
            method=method, path=path, query=query, headers=given, body=raw, base_url="http://x"
        )
        return response.status, json.loads(response.body) if response.body else {}

    def send(self, *, to: str = ANA, **members: Any) -> tuple[int, dict[str, Any]]:
        body = {"messaging_product": "whatsapp", "to": to} | members
        return self.call("POST", f"/v26.0/{NUMBER}/messages", body)

    def accepted(self, **members: Any) -> str:
        """The id of a send that must be taken."""
        status, answer = self.send(**members)
        assert status == 200, answer
        return str(answer["messages"][0]["id"])

    def refused(self, **members: Any) -> int:
        """The code of a send that must be refused."""
        status, answer = self.send(**members)
        assert status != 200, answer
        return int(answer["error"]["code"])

    def emu(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = self.call(method, f"/_emu/{path}", body)
        assert status == 200, answer
        return answer

    def hears(self, text: str = "oi", *, user: str = ANA, **wish: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.emu(
            "POST", "inbound", {"from": user, "name": "Ana", "type": "text", "text": text} | wish
        )
        return answer

    def status(self, wamid: str) -> str:
        return self.api.state.by_wamid[wamid].status


@pytest.fixture
def rig(hook: Hook) -> Iterator[Rig]:
    """A strict stand-in that posts to `hook`, statuses at once."""
    config = Config(
        webhook_url=hook.url,
        app_secret=SECRET,
        access_token="token",
        seed=7,
        status_delay_ms=1,
        concurrency=1,
    )
    api = CloudApi(config)
    yield Rig(api)
    api.close()


@pytest.fixture
def talking(rig: Rig, wait: Callable[..., float]) -> Rig:
    """A stand-in to which Ana has just written: the window is open."""
    rig.hears()
    wait(lambda: rig.api.postman.waiting() == 0, seconds=5)
    return rig

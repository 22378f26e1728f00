"""The chat in a terminal, against a small bot behind a real stand-in."""

import io
import json
import sys
import threading
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.config import Config
from chatbot.simulator.posting import _Line
from chatbot.simulator.server import Server
from tests.simulator.conftest import NUMBER

LIST = {
    "type": "list",
    "body": {"text": "Qual?"},
    "action": {
        "button": "Ver",
        "sections": [{"rows": [{"id": "a", "title": "Onix"}, {"id": "b", "title": "HB20"}]}],
    },
}


@pytest.fixture
def bot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A stand-in whose webhook is answered in process: a list first, then an echo with a photo."""
    api = CloudApi(Config(webhook_url="http://bot.invalid/", access_token="t", status_delay_ms=1))
    server = Server(api).start()

    def answer(body: bytes) -> None:
        message = json.loads(body)["entry"][0]["changes"][0]["value"].get("messages", [{}])[0]
        if not message:
            return
        frame = {"messaging_product": "whatsapp", "to": message["from"]}
        said = json.dumps(message.get("text") or message.get("interactive"), ensure_ascii=False)
        reply = {"type": "interactive", "interactive": LIST} if "oi" in said else photo(said)
        api.handle(
            method="POST",
            path=f"/v26.0/{NUMBER}/messages",
            headers={"authorization": "Bearer t"},
            body=json.dumps(frame | reply).encode(),
        )

    def photo(caption: str) -> dict[str, object]:
        return {"type": "image", "image": {"link": "https://loja.example/a.jpg", "caption": caption}}

    def post(_: object, __: str, body: bytes, *___: object, **____: object) -> int:
        threading.Thread(target=answer, args=(body,)).start()
        return 200

    monkeypatch.setattr(_Line, "post", post)
    yield server
    server.stop()


def chat(bot: Server, monkeypatch: pytest.MonkeyPatch, typed: str) -> str:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    out = io.StringIO()
    call_command("chat", url=bot.url, phone="5511987654321", quiet=0.3, timeout=5, stdout=out)
    return out.getvalue()


def test_a_script_is_answered_line_by_line(bot: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    said = chat(bot, monkeypatch, "oi\n2\ntchau\n").splitlines()
    shown = [line.strip() for line in said if line.strip()]
    assert (
        shown.index("você: oi")
        < shown.index("loja: Qual?")
        < shown.index("[2] HB20")
        < shown.index("você: 2")
    )
    assert '"id": "b"' in "".join(shown)
    assert shown.count("loja: [foto: https://loja.example/a.jpg]") == 2
    assert '{"body": "tchau"}' in shown[-1]


def test_leaving(bot: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "não" not in chat(bot, monkeypatch, "/sair\nnão\n")

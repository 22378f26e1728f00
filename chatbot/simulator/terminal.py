"""The chat in a terminal: talks to a stand-in's control API and writes what a phone would show."""

import http.client
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from chatbot.simulator.interactive import replies_of
from chatbot.simulator.wire import Json

ATTACHMENTS = {
    "/foto": {"type": "image"},
    "/audio": {"type": "audio"},
    "/figurinha": {"type": "sticker"},
    "/documento": {"type": "document"},
    "/local": {"type": "location"},
}
_POLL_S = 0.1
_TICKS = {"": "✓", "delivered": "✓✓", "read": "✓✓ lida"}


class NoAnswer(Exception):
    """Unable to reach the stand-in."""


class ControlLine:
    """A stand-in's control API over HTTP. `base` is where its addresses begin, e.g. …/simulador/graph."""

    def __init__(self, base: str) -> None:
        parts = urlsplit(base)
        self._place, self._path = parts.netloc, parts.path.rstrip("/")

    def call(self, method: str, path: str, wish: Json | None = None, *, token: str = "") -> tuple[int, Any]:
        """Status and JSON of one request; raises NoAnswer."""
        body = None if wish is None else json.dumps(wish)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        connection = http.client.HTTPConnection(self._place, timeout=15)
        try:
            connection.request(method, self._path + path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NoAnswer(f"{self._place}: {type(error).__name__}") from error
        finally:
            connection.close()


class Conversation:
    """One customer's chat: say something, then read what came."""

    def __init__(self, line: ControlLine, *, phone: str, name: str) -> None:
        self._line, self._person = line, {"from": phone, "name": name}
        self._cursor, self._epoch = 0, ""
        self._user = ""
        self._typing = False
        self._shown: set[str] = set()
        self._options: list[str] = []

    def say(self, text: str) -> str:
        """Send a line: the number of an open option taps it, /foto and the like attach. Returns the id."""
        wish: Json = {"type": "text", "text": text}
        if text.isdigit() and 0 < int(text) <= len(self._options):
            wish = {"tap": self._options[int(text) - 1]}
        elif text in ATTACHMENTS:
            wish = dict(ATTACHMENTS[text])
        status, answer = self._line.call("POST", "/_emu/inbound", wish | self._person)
        if status != 200:
            raise NoAnswer(str(answer.get("error", status)))
        self._options = []
        self._user = str(answer["user"])
        self._shown.add(str(answer["wamid"]))
        return str(answer["wamid"])

    def _news(self) -> list[Json]:
        address = f"/_emu/updates?since={self._cursor}&epoch={quote(self._epoch)}"
        _, news = self._line.call("GET", address)
        self._cursor, self._epoch = news["cursor"], news["epoch"]
        self._typing = any(user["typing"] for user in news["users"] if user["id"] == self._user)
        return [message for message in news["messages"] if message["user"] == self._user]

    def wait(self, wamid: str, *, quiet_s: float, most_s: float) -> Iterator[str]:
        """Yield what comes until it is quiet for `quiet_s`; gives up after `most_s` without anything new."""
        started = last = time.monotonic()
        answered = False
        tick = ""
        while True:
            fresh = []
            for message in self._news():
                if message["wamid"] == wamid:
                    tick = str(message["status"])
                elif message["direction"] == "out" and message["wamid"] not in self._shown:
                    fresh.append(message)
            now = time.monotonic()
            if fresh and not answered:
                yield f"      {_TICKS.get(tick, '✓')}"
            for message in sorted(fresh, key=lambda one: int(one["seq"])):
                self._shown.add(str(message["wamid"]))
                answered, last = True, now
                yield from self._lines(message)
            if answered and not self._typing and now - last >= quiet_s:
                return
            if now - max(started, last) >= most_s:
                if not answered:
                    yield f"      {_TICKS.get(tick, '✓')}\n(sem resposta em {most_s:.0f} s)"
                return
            time.sleep(_POLL_S)

    def _lines(self, message: Json) -> Iterator[str]:
        if message["status"] == "failed":
            yield f"(mensagem recusada: erro {message['error']})"
            return
        first = True
        for line in _written(message["body"]):
            yield ("loja: " if first else "      ") + line
            first = False
        self._options = list(replies_of(message["body"]))
        titles = _titles(message["body"])
        for number, title in enumerate(titles, 1):
            yield f"      [{number}] {title}"


def _titles(body: Json) -> list[str]:
    titles = []
    for reply in replies_of(body).values():
        content = reply[reply["type"]]
        extra = content.get("description")
        titles.append(content["title"] + (f" — {extra}" if extra else ""))
    return titles


def _media_line(label: str, media: Json) -> str:
    return f"[{label}: {media.get('link') or media.get('id') or media.get('filename') or ''}]"


def _written(body: Json) -> list[str]:
    """What the phone would show, as lines."""
    kind = str(body.get("type", "text"))
    content: Any = body.get(kind) or {}
    if kind == "text":
        return str(content.get("body", "")).split("\n")
    if kind in ("image", "video", "audio", "document", "sticker"):
        labels = {
            "image": "foto",
            "video": "vídeo",
            "audio": "áudio",
            "document": "documento",
            "sticker": "figurinha",
        }
        caption = str(content.get("caption") or "")
        return [_media_line(labels[kind], content), *(caption.split("\n") if caption else [])]
    if kind == "interactive":
        return _interactive_lines(content)
    if kind == "location":
        return [f"[localização: {content.get('name') or ''} {content.get('address') or ''}]"]
    if kind == "reaction":
        return [f"[reação: {content.get('emoji') or 'retirada'}]"]
    if kind == "template":
        return [f"[modelo: {content.get('name')}]"]
    return [f"[{kind}]"]


def _interactive_lines(content: Json) -> list[str]:
    lines: list[str] = []
    header = content.get("header") or {}
    if header.get("type") == "text":
        lines.append(f"*{header['text']}*")
    elif header.get("type") == "image":
        lines.append(_media_line("foto", header["image"]))
    lines += str((content.get("body") or {}).get("text", "")).split("\n")
    if content.get("footer"):
        lines.append(f"_{content['footer']['text']}_")
    parameters = (content.get("action") or {}).get("parameters") or {}
    if parameters.get("url"):
        lines.append(f"[{parameters.get('display_text')}: {parameters['url']}]")
    return lines

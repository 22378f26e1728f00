"""The Cloud API over HTTP: one kept client a process, short time-outs, no redirects, the token for one host only.

Functions return values and raise only `Unreachable` (nobody took the request) and `NoAnswer` (nobody knows).
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import quote

import httpx
from django.conf import settings

from chatbot.whatsapp.transport import DeadlineTransport, deadline

CONNECT_S = 3.0
DEADLINE_S = 15.0
ANSWER_LIMIT = 1024 * 1024
MEDIA_HOSTS = ("lookaside.fbsbx.com",)
_TIMEOUT = httpx.Timeout(10.0, connect=CONNECT_S, pool=CONNECT_S)


class Unreachable(Exception):
    """Unable to reach the provider: refused, DNS, TLS, connect time-out. Nothing was sent."""


class NoAnswer(Exception):
    """Unable to tell the outcome: the request was written, no whole answer came."""


class ForbiddenAddress(Exception):
    """Unable to fetch: the address is not one of the provider's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer; header names in lower case, body of at most the limit asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes


_lock = Lock()
_client: httpx.Client | None = None


def _start_afresh() -> None:
    # A child must not write on its parent's connections, nor wait for a lock a lost thread held.
    global _client, _lock
    _client, _lock = None, Lock()


os.register_at_fork(after_in_child=_start_afresh)


def _http() -> httpx.Client:
    global _client
    with _lock:
        if _client is None:
            _client = new_client(DeadlineTransport())
        return _client


def new_client(transport: httpx.BaseTransport) -> httpx.Client:
    """A client with the house's time-outs over a transport; tests give their own."""
    return httpx.Client(
        transport=transport,
        timeout=_TIMEOUT,
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "dealership-assistant"},
    )


@contextmanager
def client_over(transport: httpx.BaseTransport) -> Iterator[None]:
    """For tests: answer every request of this process from `transport` inside the block."""
    global _client
    before, _client = _client, new_client(transport)
    try:
        yield
    finally:
        _client = before


def api_url(*parts: str) -> str:
    """An address of the configured API and version; each part is escaped, so an id cannot leave its place."""
    path = "/".join(quote(part, safe="") for part in (settings.WHATSAPP_API_VERSION, *parts))
    return f"{settings.WHATSAPP_API_URL}/{path}"


def post_message(*, phone_number_id: str, body: Mapping[str, Any], seconds: float = DEADLINE_S) -> Answer:
    """POST to `/messages`; raises `Unreachable` or `NoAnswer`."""
    url = api_url(phone_number_id, "messages")
    return exchange("POST", url, seconds=seconds, json={"messaging_product": "whatsapp", **body})


def exchange(method: str, url: str, *, seconds: float = DEADLINE_S, **content: Any) -> Answer:
    """One request with the token and its whole answer (at most 1 MiB) within `seconds`."""
    parts: list[bytes] = []
    status, headers = stream(method, url, parts.append, seconds=seconds, limit=ANSWER_LIMIT, **content)
    return Answer(status=status, headers=headers, body=b"".join(parts))


def stream(
    method: str, url: str, write: Callable[[bytes], Any], *, seconds: float, limit: int, **content: Any
) -> tuple[int, dict[str, str]]:
    """One request whose body is handed to `write` piece by piece; raises `NoAnswer` beyond `limit` bytes."""
    if not may_have_token(url):
        raise ForbiddenAddress
    bearer = {"Authorization": f"Bearer {_token()}"}
    try:
        with deadline(seconds), _http().stream(method, url, headers=bearer, **content) as response:
            _copy(response, write, limit)
            headers = {name.lower(): value for name, value in response.headers.items()}
            return response.status_code, headers
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        raise Unreachable(type(error).__name__) from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise NoAnswer(type(error).__name__) from error


def _token() -> str:
    """The access token; from its file as it is now, so that a new one is taken without a restart (E9)."""
    if settings.WHATSAPP_ACCESS_TOKEN_FILE is None:
        return str(settings.WHATSAPP_ACCESS_TOKEN)
    try:
        token = settings.WHATSAPP_ACCESS_TOKEN_FILE.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        raise Unreachable("the file of the token cannot be read") from error
    if not token.isprintable() or not token:
        raise Unreachable("the file of the token holds none")
    return str(token)


def _copy(response: httpx.Response, write: Callable[[bytes], Any], limit: int) -> None:
    taken = 0
    for piece in response.iter_raw():
        taken += len(piece)
        if taken > limit:
            raise NoAnswer("answer too large")
        write(piece)


def may_have_token(url: str) -> bool:
    """Whether an address is the configured API (same scheme, host, port and path) or Meta's media host over https."""
    try:
        asked, ours = httpx.URL(url), httpx.URL(settings.WHATSAPP_API_URL)
    except (httpx.InvalidURL, TypeError, ValueError):
        return False
    if asked.userinfo:
        return False
    if (asked.scheme, asked.host, asked.port) == (ours.scheme, ours.host, ours.port):
        return asked.path.startswith(f"{ours.path.rstrip('/')}/")
    return asked.scheme == "https" and asked.host in MEDIA_HOSTS and asked.port in (None, 443)

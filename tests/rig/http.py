"""One request to the loopback, with everything that can happen as a value. No client library: faults must show."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

NO_ANSWER = 0


def exchange(
    method: str,
    address: str,
    body: bytes | None = None,
    headers: dict[str, str] | None = None,
    *,
    seconds: float = 15,
) -> tuple[int, bytes]:
    """Status and body; status 0 when there was no whole answer."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    except (OSError, http.client.HTTPException):
        return NO_ANSWER, b""
    finally:
        connection.close()


def get(address: str) -> int:
    """Status of a GET."""
    return exchange("GET", address, seconds=3)[0]


def ask(address: str, wish: dict[str, Any] | None = None, *, method: str = "") -> Any:
    """JSON from a control API; AssertionError when it refuses."""
    body = None if wish is None else json.dumps(wish).encode()
    status, told = exchange(method or ("GET" if wish is None else "POST"), address, body, seconds=60)
    assert status == 200, f"{address}: {status} {told[:300]!r}"
    return json.loads(told)

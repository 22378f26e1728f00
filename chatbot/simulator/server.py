"""The stand-in on the wire: a small HTTP/1.1 server (asyncio protocol, keep-alive), faults included."""

import asyncio
import contextlib
import signal
import threading
from http import HTTPStatus

from chatbot.simulator.cloud import CloudApi
from chatbot.simulator.state import Response

MAX_HEAD = 64 * 1024
MAX_BODY = 110 * 1024 * 1024


class _Connection(asyncio.Protocol):
    """One kept-alive connection; requests are answered in order."""

    def __init__(self, api: CloudApi, open_ones: set["_Connection"]) -> None:
        self._api = api
        self._open = open_ones
        self._buffer = bytearray()
        self._head: tuple[str, str, dict[str, str]] | None = None
        self._need = 0
        self._held: asyncio.Task[None] | None = None
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._open.discard(self)
        if self._held is not None:
            self._held.cancel()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._advance()

    def _advance(self) -> None:
        while self._held is None and self.transport is not None and not self.transport.is_closing():
            if self._head is None and not self._read_head():
                return
            if len(self._buffer) < self._need:
                return
            body = bytes(self._buffer[: self._need])
            del self._buffer[: self._need]
            assert self._head is not None
            method, target, headers = self._head
            self._head = None
            self._serve(method, target, headers, body)

    def _read_head(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > MAX_HEAD:
                self._refuse(431)
            return False
        lines = bytes(self._buffer[:end]).decode("latin-1").split("\r\n")
        del self._buffer[: end + 4]
        try:
            method, target, _ = lines[0].split(" ", 2)
            pairs = (line.partition(":") for line in lines[1:])
            headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
            self._need = int(headers.get("content-length", "0"))
        except ValueError:
            self._refuse(400)
            return False
        if "transfer-encoding" in headers or not 0 <= self._need <= MAX_BODY:
            self._refuse(411 if "transfer-encoding" in headers else 413)
            return False
        if headers.get("expect", "").lower() == "100-continue" and self.transport is not None:
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._head = (method, target, headers)
        return True

    def _refuse(self, status: int) -> None:
        if self.transport is not None:
            self.transport.write(_head(Response(status=status, content_type="text/plain")))
            self.transport.close()

    def _serve(self, method: str, target: str, headers: dict[str, str], body: bytes) -> None:
        path, _, query = target.partition("?")
        base_url = "http://" + headers.get("host", "127.0.0.1")
        if path in ("/_emu/subscribe",):
            # The handshake calls out and may come back to us: it must not stand in the loop.
            self._held = asyncio.get_running_loop().create_task(
                self._serve_apart(method, path, query, headers, body, base_url)
            )
            return
        response = self._api.handle(
            method=method, path=path, query=query, headers=headers, body=body, base_url=base_url
        )
        closing = headers.get("connection", "").lower() == "close"
        if response.cut or response.hold_s:
            self._held = asyncio.get_running_loop().create_task(self._late(response, closing))
        else:
            self._write(response, closing)

    async def _serve_apart(
        self, method: str, path: str, query: str, headers: dict[str, str], body: bytes, base_url: str
    ) -> None:
        response = await asyncio.to_thread(
            self._api.handle,
            method=method,
            path=path,
            query=query,
            headers=headers,
            body=body,
            base_url=base_url,
        )
        self._write(response, False)
        self._held = None
        self._advance()

    def _write(self, response: Response, closing: bool) -> None:
        if self.transport is not None:
            self.transport.write(_head(response) + response.body)
            if closing:
                self.transport.close()

    async def _late(self, response: Response, closing: bool) -> None:
        transport = self.transport
        assert transport is not None
        if response.drip:
            transport.write(_head(response))
            pause = response.hold_s / max(1, len(response.body))
            for position in range(len(response.body)):
                transport.write(response.body[position : position + 1])
                await asyncio.sleep(pause)
        else:
            await asyncio.sleep(response.hold_s)
            if response.cut:
                transport.abort()
                return
            self._write(response, closing)
        self._held = None
        self._advance()


def _head(response: Response) -> bytes:
    try:
        reason = HTTPStatus(response.status).phrase
    except ValueError:
        reason = ""
    extra = "".join(f"{name}: {value}\r\n" for name, value in response.headers)
    return (
        f"HTTP/1.1 {response.status} {reason}\r\nContent-Type: {response.content_type}\r\n"
        f"Content-Length: {len(response.body)}\r\n{extra}\r\n"
    ).encode("latin-1")


class Server:
    """The stand-in listening on a port; runs in the caller's thread or in one of its own."""

    def __init__(self, api: CloudApi, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.api, self._host, self.port = api, host, port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._done: asyncio.Event | None = None
        self._ready = threading.Event()
        self._trouble: OSError | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self.port}"

    async def _serve(self, *, on_signals: bool) -> None:
        self._loop, self._done = asyncio.get_running_loop(), asyncio.Event()
        if on_signals:
            for number in (signal.SIGTERM, signal.SIGINT):
                self._loop.add_signal_handler(number, self._done.set)
        open_ones: set[_Connection] = set()
        try:
            listener = await self._loop.create_server(
                lambda: _Connection(self.api, open_ones), self._host, self.port, backlog=1024
            )
        except OSError as error:
            self._trouble = error
            self._ready.set()
            return
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        await self._done.wait()
        listener.close()
        for connection in list(open_ones):
            if connection.transport is not None:
                connection.transport.abort()
        self.api.close()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; raises OSError if the port is taken."""
        asyncio.run(self._serve(on_signals=True))
        if self._trouble is not None:
            raise self._trouble

    def start(self) -> "Server":
        """Serve in a thread; returns when the port is open. Raises OSError if it is taken."""
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(on_signals=False)), daemon=True, name="cloud-api"
        )
        self._thread.start()
        self._ready.wait(10)
        if self._trouble is not None:
            raise self._trouble
        return self

    def stop(self) -> None:
        """End a server begun with `start`."""
        if self._loop is not None and self._done is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._done.set)
        if self._thread is not None:
            self._thread.join(5)

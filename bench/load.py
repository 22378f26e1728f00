"""A small load generator: raw asyncio connections that are kept open."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.rig.gun import sign


@dataclass
class Timings:
    """Seconds and status codes of requests."""

    seconds: list[float] = field(default_factory=list)
    codes: dict[int, int] = field(default_factory=dict)

    def add(self, code: int, seconds: float) -> None:
        self.seconds.append(seconds)
        self.codes[code] = self.codes.get(code, 0) + 1


class Connections:
    """A pool of keep-alive connections to one address; posts signed bodies."""

    def __init__(self, address: str, secret: str, size: int) -> None:
        parts = urlsplit(address)
        self._host, self._port, self._path = parts.hostname or "", parts.port or 80, parts.path
        self._secret = secret
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter] | None] = asyncio.Queue()
        for _ in range(size):
            self._free.put_nowait(None)
        self.timings = Timings()

    async def post(self, body: bytes) -> int:
        """One POST on a free connection; 0 when the connection broke."""
        held = await self._free.get()
        began = time.perf_counter()
        code = 0
        try:
            reader, writer = held or await asyncio.open_connection(self._host, self._port)
            writer.write(self._head(body) + body)
            code, kept = await _answer(reader)
            held = (reader, writer) if kept else None
        except (OSError, asyncio.IncompleteReadError, ValueError):
            held = None
        finally:
            self._free.put_nowait(held)
        self.timings.add(code, time.perf_counter() - began)
        return code

    def _head(self, body: bytes) -> bytes:
        lines = [f"POST {self._path} HTTP/1.1", f"Host: {self._host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in sign(self._secret, body).items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.lower().split("\r\n")
    length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
    if length:
        await reader.readexactly(length)
    elif "transfer-encoding: chunked" in lines:
        await reader.readuntil(b"0\r\n\r\n")
    return int(lines[0].split()[1]), "connection: close" not in lines


async def saturate(connections: Connections, bodies: Sequence[bytes], *, at_once: int) -> float:
    """Post all bodies with so many at a time; seconds it took."""
    waiting = iter(bodies)
    began = time.perf_counter()

    async def drain() -> None:
        for body in waiting:
            await connections.post(body)

    await asyncio.gather(*(drain() for _ in range(at_once)))
    return time.perf_counter() - began


async def pace(act: Callable[[int], Coroutine[None, None, None]], *, people: int, interval: float) -> None:
    """Call `act(person)` for each person once, evenly spread over `interval` seconds, without waiting."""
    began = time.perf_counter()
    tasks: list[asyncio.Task[None]] = []
    for person in range(people):
        pause = began + person * interval / people - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        tasks.append(asyncio.create_task(act(person)))
    await asyncio.gather(*tasks)

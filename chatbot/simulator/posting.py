"""Webhooks out: due events, posted by threads with kept-alive connections, retried as Meta does."""

import heapq
import http.client
import itertools
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from chatbot.simulator.config import Config
from chatbot.simulator.wire import Json, envelope, serialise, sign

_STATUS_FIELDS = ("messaging_product", "metadata", "contacts")


@dataclass
class Event:
    """One change to report. `build` is called when it is due and may answer None (nothing to report)."""

    build: Callable[[], Json | None]
    is_status: bool = False
    signature: str = ""  # "", "wrong", "missing" or "tampered"
    on_taken: Callable[[], None] | None = None


@dataclass(order=True)
class _Due:
    at: float
    order: int
    events: list[Event] = field(compare=False)
    body: bytes = field(default=b"", compare=False)
    attempt: int = field(default=0, compare=False)
    first_at: float = field(default=0, compare=False)


class Postman:
    """Posts events in the order they fall due. Real time: `time.monotonic`."""

    def __init__(self, config: Callable[[], Config], *, seed: int | None = None) -> None:
        self._config = config
        self._heap: list[_Due] = []
        self._order = itertools.count()
        self._wake = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._busy = 0
        self._stopped = False
        self._dice = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.log: deque[Json] = deque(maxlen=2000)

    def post(self, event: Event, *, after_s: float = 0, lossless: bool = False) -> None:
        """Have it posted after `after_s` seconds, subject to the chaos switches unless `lossless`."""
        config = self._config()
        after_s += config.delay_ms / 1000
        copies = 1
        if not lossless:
            if self._dice.random() < config.drop:
                copies = 0
                self.counts["dropped"] += 1
            elif self._dice.random() < config.duplicate:
                copies = 2
                self.counts["duplicated"] += 1
            if self._dice.random() < config.reorder:
                after_s += self._dice.random() * 0.5
                self.counts["reordered"] += 1
        now = time.monotonic()
        with self._wake:
            for copy in range(copies):
                self._push(_Due(now + after_s + copy * 0.05, next(self._order), [event], first_at=now))
            self._wake.notify()

    def _push(self, due: _Due) -> None:
        heapq.heappush(self._heap, due)
        wanted = max(1, min(50, self._config().concurrency))
        while len(self._threads) < wanted and not self._stopped:
            thread = threading.Thread(target=self._run, daemon=True, name=f"postman-{len(self._threads)}")
            self._threads.append(thread)
            thread.start()

    def clear(self) -> None:
        """Forget what waits."""
        with self._wake:
            self._heap.clear()

    def stop(self) -> None:
        """End the threads; what waits is lost, as it would be for a dead provider."""
        with self._wake:
            self._stopped = True
            self._wake.notify_all()

    def waiting(self) -> int:
        """Events not yet taken or given up."""
        with self._wake:
            return len(self._heap) + self._busy

    def _next(self) -> _Due | None:
        with self._wake:
            while not self._stopped:
                now = time.monotonic()
                if self._heap and self._heap[0].at <= now:
                    due = heapq.heappop(self._heap)
                    self._gather(due, now)
                    self._busy += 1
                    return due
                self._wake.wait(self._heap[0].at - now if self._heap else None)
        return None

    def _gather(self, due: _Due, now: float) -> None:
        """Put more of what is due into the same POST, up to `batch`."""
        most = self._config().batch
        while len(due.events) < most and not due.attempt and self._heap and self._heap[0].at <= now:
            if self._heap[0].attempt or self._heap[0].events[0].signature:
                return
            due.events += heapq.heappop(self._heap).events

    def _run(self) -> None:
        line = _Line()
        while (due := self._next()) is not None:
            try:
                self._deliver(due, line)
            finally:
                with self._wake:
                    self._busy -= 1

    def _deliver(self, due: _Due, line: "_Line") -> None:
        config = self._config()
        if not due.body:
            changes = _merge([built for event in due.events if (built := event.build()) is not None])
            if not changes:
                return
            due.body = serialise(envelope(waba_id=config.waba_id, changes=changes))
        if not config.webhook_url:
            return
        body, signature = signed(due.body, secret=config.secret, variant=due.events[0].signature)
        started = time.monotonic()
        status = line.post(config.webhook_url, body, signature, time_out=config.webhook_timeout_s)
        took = time.monotonic() - started
        self.counts[f"http_{status}"] += 1
        self.counts["posted"] += 1
        record = {"at": time.time(), "status": status, "ms": round(took * 1000, 1), "attempt": due.attempt}
        self.log.append(record | {"events": len(due.events), "bytes": len(body)})
        if status == 200:
            for event in due.events:
                if event.on_taken:
                    event.on_taken()
        elif not due.events[0].signature:
            self._retry(due, config)

    def _retry(self, due: _Due, config: Config) -> None:
        steps = config.retry_intervals_s or [60]
        interval = steps[min(due.attempt, len(steps) - 1)] / config.time_scale
        if time.monotonic() + interval - due.first_at > config.retry_for_s / config.time_scale:
            self.counts["given_up"] += 1
            return
        self.counts["retried"] += 1
        due.attempt += 1
        due.at, due.order = time.monotonic() + interval, next(self._order)
        with self._wake:
            self._push(due)
            self._wake.notify()


def signed(body: bytes, *, secret: str, variant: str = "") -> tuple[bytes, str]:
    """Body and signature header; the variants are wrong on purpose."""
    if variant == "missing":
        return body, ""
    signature = sign(body, secret=secret + ("x" if variant == "wrong" else ""))
    return (body + b" " if variant == "tampered" else body), signature


def _merge(changes: Sequence[Json]) -> list[Json]:
    """Statuses of one number share a change, as Meta aggregates them; the rest stay apart."""
    merged: list[Json] = []
    shared: dict[str, Json] = {}
    for change in changes:
        value = change["value"]
        number = value.get("metadata", {}).get("phone_number_id", "")
        if "statuses" in value and number in shared:
            target = shared[number]["value"]
            target["statuses"].extend(value["statuses"])
            known = {contact.get("user_id") for contact in target.get("contacts", [])}
            fresh = [contact for contact in value.get("contacts", []) if contact.get("user_id") not in known]
            if fresh:
                target.setdefault("contacts", []).extend(fresh)
            continue
        merged.append(change)
        if "statuses" in value:
            shared[number] = change
    return merged


class _Line:
    """One thread's connection to the webhook, kept alive between posts."""

    def __init__(self) -> None:
        self._place: tuple[str, str, float] | None = None
        self._connection: http.client.HTTPConnection | None = None

    def _connect(self, url: str, time_out: float) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        place = (parts.scheme, parts.netloc, time_out)
        if self._connection is None or self._place != place:
            self._hang_up()
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._connection, self._place = kind(parts.netloc, timeout=time_out), place
        return self._connection

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def post(self, url: str, body: bytes, signature: str, *, time_out: float) -> int:
        """The status answered, 0 for none."""
        parts = urlsplit(url)
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if signature:
            headers["X-Hub-Signature-256"] = signature
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for fresh in (False, True):
            reused = self._connection is not None and self._connection.sock is not None
            try:
                connection = self._connect(url, time_out)
                connection.request("POST", target, body, headers)
                answer = connection.getresponse()
                answer.read()
                return answer.status
            except (ConnectionError, http.client.HTTPException) as error:
                self._hang_up()
                # An idle connection that the server had closed is not an answer: try once on a new one.
                if fresh or not reused or isinstance(error, http.client.IncompleteRead):
                    return 0
            except OSError:
                self._hang_up()
                return 0
        return 0

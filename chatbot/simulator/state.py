"""Everything the stand-in remembers, and its clock and ids."""

import base64
import random
import time
from collections import Counter, deque
from dataclasses import dataclass
from typing import NamedTuple

from chatbot.simulator.config import Config
from chatbot.simulator.errors import GraphError
from chatbot.simulator.faults import Faults
from chatbot.simulator.media import Shelf
from chatbot.simulator.rates import Rates
from chatbot.simulator.templates_registry import Registry
from chatbot.simulator.users import Directory, Message
from chatbot.simulator.wire import Json, serialise

JSON_TYPE = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, and how an adapter is to give it.

    `hold_s` is waited before the first byte; `drip` spreads the body over `hold_s` instead; `cut` ends the
    connection without an answer.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    hold_s: float = 0
    drip: bool = False
    cut: bool = False
    headers: tuple[tuple[str, str], ...] = ()


class Request(NamedTuple):
    """One request as it was received, for the ledger."""

    at: float
    method: str
    path: str
    query: str
    token: str
    body: bytes
    status: int


class ReadMark(NamedTuple):
    """A read (and typing) call of the product."""

    at: float
    wamid: str
    typing: bool


class State:
    """The memory of one stand-in. Its owner guards it with one lock."""

    def __init__(self, config: Config) -> None:
        self.config = config
        # Without a seed the ids differ at each start: the product would take repeated ids for duplicates.
        self.dice = random.Random(config.seed if config.seed is not None else time.time_ns())
        self.clock_offset = 0.0
        self.epoch = f"{self.dice.getrandbits(48):012x}"
        self.users = Directory()
        self.shelf = Shelf()
        self.templates = Registry()
        self.rates = Rates()
        self.faults = Faults()
        self.messages: list[Message] = []
        self.accepted: list[Message] = []
        self.by_wamid: dict[str, Message] = {}
        self.changes: list[Message] = []
        self.requests: deque[Request] = deque(maxlen=100_000)
        self.reads: list[ReadMark] = []
        self.counts: Counter[str] = Counter()
        self.sent_free: Counter[str] = Counter()

    def now(self) -> float:
        """Seconds since 1970 on the stand-in's own clock, which can be advanced."""
        return time.time() + self.clock_offset

    def new_wamid(self) -> str:
        raw = b"\x1d\x18\x0d" + self.dice.getrandbits(184).to_bytes(23, "big")
        return "wamid." + base64.b64encode(raw).decode()

    def new_id(self) -> str:
        return str(self.dice.randrange(10**14, 10**15))

    def trace(self) -> str:
        return base64.b64encode(self.dice.getrandbits(120).to_bytes(15, "big"), b"_-").decode()

    def keep(self, message: Message) -> None:
        """Put a message into its chat."""
        self.messages.append(message)
        self.by_wamid[message.wamid] = message
        message.user.messages.append(message)
        self.changes.append(message)

    def mark(self, message: Message, status: str) -> None:
        """A new step of a message's life."""
        message.statuses.append((status, self.now()))
        self.changes.append(message)

    def refusal(self, error: GraphError) -> Response:
        """The response of an error."""
        self.counts[f"refused_{error.code}"] += 1
        trace = self.trace()
        body = serialise(error.envelope(trace=trace))
        return Response(status=error.http, body=body, headers=(("x-fb-trace-id", trace),))

    def metadata(self, number: str) -> Json:
        return {"display_phone_number": self.config.display_phone_number, "phone_number_id": number}

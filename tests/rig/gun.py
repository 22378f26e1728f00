"""The provider as the product sees it from outside: signed POSTs, resent until 200, and the truth about them."""

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.rig.http import exchange
from tests.rig.stand_in import StandIn
from tests.servers import wait_until

WABA, NUMBER = "200000000000001", "100000000000001"
Json = dict[str, Any]
_LOWEST = 60_000  # there are cars for every sum from here on


@dataclass
class Shot:
    """One message, how often it was posted and with which answers."""

    wamid: str
    customer: str
    text: str
    answers: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    accepted_at: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether the product answered 200 at least once."""
        return 200 in self.answers


def sign(secret: str, body: bytes) -> dict[str, str]:
    """Headers of a signed webhook."""
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}


def new_wamid() -> str:
    """An id as the provider makes them."""
    return "wamid." + secrets.token_urlsafe(24)


def text_message(customer: str, text: str, *, wamid: str = "", at: float | None = None) -> Json:
    """One element of `messages`."""
    return {
        "from": customer,
        "id": wamid or new_wamid(),
        "timestamp": str(int(time.time() if at is None else at)),
        "type": "text",
        "text": {"body": text},
    }


def value(messages: Sequence[Json], *, name: str = "Cliente", number: str = NUMBER, **more: Any) -> Json:
    """The value of a `messages` change."""
    people = list(dict.fromkeys(str(message["from"]) for message in messages if "from" in message))
    contacts = [{"profile": {"name": name}, "wa_id": person} for person in people]
    meta = {"display_phone_number": "551140000000", "phone_number_id": number}
    base: Json = {"messaging_product": "whatsapp", "metadata": meta}
    if messages:
        base |= {"contacts": contacts, "messages": list(messages)}
    return base | more


def envelope(*values: Json, waba: str = WABA) -> Json:
    """The body of one POST."""
    changes = [{"field": "messages", "value": one} for one in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": waba, "changes": changes}]}


class Gun:
    """Posts webhooks and remembers which of them were taken."""

    def __init__(self, address: str, secret: str) -> None:
        self.address, self.secret = address, secret
        self.shots: dict[str, Shot] = {}
        self.timings: list[tuple[int, float]] = []
        self._lock = threading.Lock()

    def post(self, body: bytes | Json, *, seconds: float = 15) -> int:
        """One signed POST; 0 when there was no whole answer."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        began = time.monotonic()
        status, _ = exchange("POST", self.address, raw, sign(self.secret, raw), seconds=seconds)
        with self._lock:
            self.timings.append((status, time.monotonic() - began))
        return status

    def shoot(self, customer: str, text: str, *, patience: float = 90, name: str = "Cliente") -> Shot:
        """One customer message, resent with the same id until 200, as the provider does."""
        message = text_message(customer, text)
        shot = Shot(message["id"], customer, text)
        with self._lock:
            self.shots[shot.wamid] = shot
        self.insist(shot, envelope(value([message], name=name)), patience=patience)
        return shot

    def insist(self, shot: Shot, body: Json, *, patience: float = 90) -> None:
        """Post until 200; AssertionError when that takes too long."""
        end, pause = time.monotonic() + patience, 0.1
        while True:
            began = time.monotonic()
            shot.answers.append(self.post(body))
            shot.seconds.append(time.monotonic() - began)
            if shot.accepted:
                shot.accepted_at = time.time()
                return
            assert time.monotonic() < end, f"not accepted in {patience:g} s: {shot.answers[-5:]}"
            threading.Event().wait(pause)
            pause = min(pause * 2, 2.0)


@dataclass(frozen=True)
class Customer:
    """A person with sums nobody else says: the marks by which replies are judged."""

    phone: str
    index: int

    @property
    def name(self) -> str:
        """A profile name that is found nowhere else: no log may ever hold it (I9)."""
        return f"Zeca{4711 + self.index}canário da Silva"

    def sum(self, wish: int) -> int:
        """The sum of this customer's wish number so and so, in reais."""
        return _LOWEST + self.index * 100 + wish

    def wish(self, number: int) -> str:
        """What the customer writes."""
        return f"até R$ {self.sum(number):,}".replace(",", ".")


class Crowd:
    """Several customers who say their wishes one after the other, all at the same time."""

    def __init__(self, gun: Gun, count: int, *, first: int = 0, threads: int = 16) -> None:
        self.gun = gun
        self.customers = [Customer(f"55119{81000000 + first + n}", first + n) for n in range(count)]
        self.said = dict.fromkeys((customer.phone for customer in self.customers), 0)
        self.shuffled = False  # said on purpose in another order than the sums
        self._threads = threads

    def greet(self, stand_in: StandIn, *, seconds: float = 40) -> None:
        """Everybody says hello, reads the question, agrees and is answered."""
        for number, text in enumerate(("oi", "aceito"), start=1):
            self._each(partial(self._say, text))
            wait_until(partial(self._heard, stand_in, number), seconds=seconds, what=f"{text!r} is answered")

    def _say(self, text: str, customer: Customer) -> None:
        self.gun.shoot(customer.phone, text, name=customer.name)

    def _heard(self, stand_in: StandIn, answers: int) -> bool:
        times = Counter(message.to for message in stand_in.taken())
        return all(times[customer.phone] >= answers for customer in self.customers)

    def wish(self, rounds: int, *, pause: float = 0.0) -> None:
        """Each says so many further wishes, in order, without waiting for answers."""

        def one(customer: Customer) -> None:
            for _ in range(rounds):
                self.said[customer.phone] += 1
                text = customer.wish(self.said[customer.phone])
                self.gun.shoot(customer.phone, text, name=customer.name)
                if pause:
                    threading.Event().wait(pause)

        self._each(one)

    def in_background(self, rounds: int, *, pause: float = 0.0) -> "Wishing":
        """The same while the test does something terrible."""
        return Wishing(self, rounds, pause)

    def _each(self, act: Any, chosen: Iterable[Customer] | None = None) -> None:
        with ThreadPoolExecutor(self._threads) as pool:
            list(pool.map(act, chosen or self.customers))


class Wishing:
    """A crowd that speaks in a thread; `done()` waits and raises what went wrong."""

    def __init__(self, crowd: Crowd, rounds: int, pause: float) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._future = self._pool.submit(crowd.wish, rounds, pause=pause)

    @property
    def running(self) -> bool:
        """Whether somebody still speaks."""
        return not self._future.done()

    def done(self, seconds: float = 180) -> None:
        """Wait until all is said and accepted."""
        self._future.result(seconds)
        self._pool.shutdown()

"""Customers who go through the whole journey, and the judgement of what came back."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from bench.figures import percentiles
from bench.load import Connections, pace
from tests.rig.gun import envelope, text_message, value
from tests.rig.stand_in import Taken

# What is said, and the types of the answers: a welcome, a question, three cars, one car, a table.
JOURNEY = (
    ("oi", ("interactive",)),
    ("aceito", ("interactive",)),
    ("até 90 mil, família, São Paulo, economia e espaço", ("image", "image", "image")),
    ("o 2", ("image",)),
    ("compara o 1 com o 2", ("text",)),
)
ANSWERS = tuple(kind for _, kinds in JOURNEY for kind in kinds)


@dataclass
class Crowd:
    """So many customers, and when each said what (Unix seconds)."""

    size: int
    first: int
    said: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def phone(self, person: int) -> str:
        return f"55119{80000000 + self.first + person}"

    async def talk(
        self, connections: Connections, *, interval: float, answered: Callable[[int], Awaitable[None]]
    ) -> float:
        """Say the journey in step, each message of everybody spread over `interval` seconds.

        People read before they go on: the next step begins when `answered(so many)` returns, and not before the
        interval is over. Returns the seconds from the first message of each step to its last answer, added up.
        """
        expected, busy = 0, 0.0
        for words, answers in JOURNEY:
            began = time.perf_counter()

            async def say(person: int, words: str = words) -> None:
                phone = self.phone(person)
                self.said[phone].append(time.time())
                body = json.dumps(envelope(value([text_message(phone, words)]))).encode()
                while await connections.post(body) != 200:
                    await asyncio.sleep(0.05)

            await pace(say, people=self.size, interval=interval)
            expected += self.size * len(answers)
            await answered(expected)
            busy += time.perf_counter() - began
            await asyncio.sleep(max(0.0, began + interval - time.perf_counter()))
        return busy

    def judge(self, taken: list[Taken]) -> dict[str, Any]:
        """Latencies of first replies, and what is missing, doubled or out of order."""
        by_phone: dict[str, list[Taken]] = defaultdict(list)
        for message in taken:
            by_phone[message.to].append(message)
        latencies: list[float] = []
        missing = doubled = disordered = 0
        for phone, said in self.said.items():
            answers = by_phone[phone]
            ids = [answer.out_id.partition(":")[0] for answer in answers]
            doubled += len(ids) - len(set(ids))
            missing += max(0, len(ANSWERS) - len(answers))
            disordered += tuple(answer.type for answer in answers) != ANSWERS
            latencies += _latencies(said, answers)
        return {
            "conversations": self.size,
            "first_reply_ms": percentiles(latencies),
            "unanswered": missing,
            "doubled": doubled,
            "out_of_order": disordered,
        }


def _latencies(said: list[float], answers: list[Taken]) -> list[float]:
    first = 0
    found = []
    for moment, (_, kinds) in zip(said, JOURNEY, strict=False):
        if first < len(answers):
            found.append(answers[first].at - moment)
        first += len(kinds)
    return found

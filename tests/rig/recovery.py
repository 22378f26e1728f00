"""I8: when each lane moved again, from the provider's log and `manage.py conversation_log`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.rig.stand_in import Taken

Conversation = dict[str, Any]


@dataclass
class Recovery:
    """Seconds from the end of the fault to the first movement of each lane in which something waited then.

    `doubtful` are exactly the lanes in which a send was cut off in the middle and not yet settled: nobody knows whether
    the provider has it, and the protocol holds such a message for 20 s or more (RELIABILITY 2.3).
    """

    plain: list[float] = field(default_factory=list)
    doubtful: list[float] = field(default_factory=list)


def recovery(conversations: Iterable[Conversation], taken: Iterable[Taken], *, since: float) -> Recovery:
    """Judge every lane by itself."""
    found = Recovery()
    takes: dict[str, list[float]] = {}
    for message in taken:
        takes.setdefault(message.out_id.partition(":")[0], []).append(message.at)
    for one in conversations:
        lane = _Lane(one, takes, since)
        if lane.waited:
            (found.doubtful if lane.in_doubt else found.plain).append(lane.moved_after_s)
    return found


class _Lane:
    def __init__(self, one: Conversation, takes: dict[str, list[float]], since: float) -> None:
        self._since = since
        self._in = [row for row in one["inbound"] if moment(row["received_at"]) < since]
        self._out = [row for row in one["outbound"] if moment(row["created_at"]) < since]
        self._takes = {row["uuid"]: takes.get(row["uuid"], []) for row in one["outbound"]}
        self._everything = [*one["inbound"], *one["outbound"]]

    @property
    def waited(self) -> bool:
        """Whether a message was not worked on, or an answer had not reached the provider, when the fault ended."""
        return any(self._is_later(row.get("done_at")) for row in self._in) or any(
            map(self._was_open, self._out)
        )

    def _was_open(self, row: dict[str, Any]) -> bool:
        times = self._takes[row["uuid"]]
        if times:
            return min(times) > self._since
        return self._is_later(row["ended_at"])

    @property
    def in_doubt(self) -> bool:
        """Whether a send that had been cut off was still unsettled."""
        return any(row["doubts"] and self._was_unsettled(row) for row in self._out)

    def _was_unsettled(self, row: dict[str, Any]) -> bool:
        times = self._takes[row["uuid"]]
        return max(times, default=self._since) >= self._since or self._is_later(row["ended_at"])

    @property
    def moved_after_s(self) -> float:
        times = [at for row in self._takes.values() for at in row]
        times += [
            moment(row[name]) for row in self._everything for name in ("done_at", "ended_at") if row.get(name)
        ]
        return min((at - self._since for at in times if at > self._since), default=float("inf"))

    def _is_later(self, at: str | None) -> bool:
        return at is not None and moment(at) > self._since


def moment(at: str) -> float:
    """A time of the log as seconds."""
    return datetime.fromisoformat(at).timestamp()

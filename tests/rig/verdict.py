"""The invariants of docs/reliability: judged from the provider's log, the gun's truth and documented commands."""

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.rig.gun import Crowd, Gun
from tests.rig.stand_in import Taken
from tests.rig.system import System

_OPEN_IN = ("WAITING",)
_OPEN_OUT = ("QUEUED", "SENDING", "IN_DOUBT")
_TURN_BUDGET, _SEND_BUDGET = 3, 10


@dataclass
class Verdict:
    """What was found; `broken` is empty when every invariant holds."""

    broken: list[str] = field(default_factory=list)
    accepted: int = 0
    turns: int = 0
    taken: int = 0
    duplicates: int = 0
    recovery_s: float = 0.0

    def expect(self, holds: bool, what: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.broken.append(what)

    def check(self) -> None:
        """AssertionError naming every broken invariant."""
        assert not self.broken, "\n".join([*self.broken[:12], repr(self)[:400]])


def drain(system: System, *, seconds: float = 60) -> float:
    """Wait until nothing waits anywhere; returns how long that took. AssertionError says what still waits."""
    began = time.monotonic()
    while left := open_rows(system.conversations()):
        took = time.monotonic() - began
        assert took < seconds, f"still waiting after {took:.0f} s: {dict(left)}"
    return time.monotonic() - began


def open_rows(conversations: list[dict[str, Any]]) -> Counter[str]:
    """How many rows are not in an end state yet, by kind, state and attempts."""
    found: Counter[str] = Counter()
    for one in conversations:
        for way, states in (("inbound", _OPEN_IN), ("outbound", _OPEN_OUT)):
            for row in one[way]:
                if row["state"] in states:
                    found[f"{way} {row['type']} {row['state']} attempts={row['attempts']}"] += 1
    return found


def judge(system: System, gun: Gun, crowd: Crowd | None = None, *, spare: int = 0) -> Verdict:
    """Judge I1 to I6, I9 and I11 after a drain. `spare`: duplicates that the fault itself may cause."""
    verdict = Verdict()
    conversations = system.conversations()
    taken = system.stand_in.taken()
    _judge_events(verdict, conversations, gun)
    _judge_outbox(verdict, conversations)
    _judge_duplicates(verdict, taken, allowed=spare)
    if crowd:
        _judge_marks(verdict, taken, crowd)
    _judge_logs(verdict, system, gun)
    return verdict


def _judge_events(verdict: Verdict, conversations: list[dict[str, Any]], gun: Gun) -> None:
    rows = {row["wamid"]: row for one in conversations for row in one["inbound"]}
    turns = {turn["id"] for one in conversations for turn in one["turns"]}
    verdict.turns = len(turns)
    times = Counter(row["wamid"] for one in conversations for row in one["inbound"])
    for shot in gun.shots.values():
        if not shot.accepted:
            continue
        verdict.accepted += 1
        row = rows.get(shot.wamid)
        verdict.expect(row is not None, f"I1: accepted and lost: {shot.wamid[-8:]}")
        if row is None:
            continue
        ended = row["state"] in ("DONE", "HELD") or (row["state"] == "PARKED" and row["parked_reason"])
        verdict.expect(bool(ended), f"I1: no end state: {row['state']} {shot.wamid[-8:]}")
        verdict.expect(times[shot.wamid] == 1, f"I2: stored {times[shot.wamid]} times: {shot.wamid[-8:]}")
        verdict.expect(row["state"] != "DONE" or row["turn_id"] in turns, f"I2: no turn: {shot.wamid[-8:]}")
        verdict.expect(row["attempts"] <= _TURN_BUDGET, f"I6: {row['attempts']} attempts at a turn")


def _judge_outbox(verdict: Verdict, conversations: list[dict[str, Any]]) -> None:
    rows = [row for one in conversations for row in one["outbound"]]
    still = Counter(row["state"] for row in rows if row["state"] in _OPEN_OUT)
    verdict.expect(not still, f"I11: outbox is not empty: {dict(still)}")
    silent = [
        row for row in rows if row["state"] == "DEAD" and not (row["error_detail"] or row["error_code"])
    ]
    verdict.expect(not silent, f"I11: {len(silent)} dead letters without a reason")
    verdict.expect(
        all(row["attempts"] <= _SEND_BUDGET for row in rows), "I6: more attempts at a send than its budget"
    )


def _judge_duplicates(verdict: Verdict, taken: list[Taken], *, allowed: int) -> None:
    verdict.taken = len(taken)
    times = Counter(
        message.out_id.rpartition(":")[0] or message.out_id for message in taken if message.out_id
    )
    verdict.duplicates = sum(count - 1 for count in times.values())
    verdict.expect(verdict.duplicates <= allowed, f"I5: {verdict.duplicates} duplicates, {allowed} allowed")


def _judge_marks(verdict: Verdict, taken: list[Taken], crowd: Crowd) -> None:
    """Order (I3), the last word answered (I1), nobody else's marks (I4): from the provider's log alone."""
    owners = {customer.phone: customer for customer in crowd.customers}
    seen: dict[str, list[int]] = {phone: [] for phone in owners}
    own = {one.phone: {one.sum(n) for n in range(1, crowd.said[one.phone] + 1)} for one in crowd.customers}
    everybody = set().union(*own.values())
    for message in taken:
        if message.to in own:
            marks = [amount for amount in message.sums if amount in everybody]
            verdict.expect(set(marks) <= own[message.to], "I4: somebody else's sum in a reply")
            seen[message.to] += marks
    for phone, amounts in seen.items():
        verdict.expect(amounts == sorted(amounts), "I3: replies of one lane out of order")
        last = owners[phone].sum(crowd.said[phone])
        verdict.expect(
            not crowd.said[phone] or last in amounts, f"I1: last wish unanswered (lane {owners[phone].index})"
        )


def _judge_logs(verdict: Verdict, system: System, gun: Gun) -> None:
    written = system.logs()
    secrets = [system.environment[name] for name in ("SECRET_KEY", "WHATSAPP_ACCESS_TOKEN", "LOOKUP_KEY")]
    people = {shot.customer for shot in gun.shots.values()}
    verdict.expect(not any(one in written for one in [*secrets, gun.secret]), "I9: a secret in the logs")
    verdict.expect(not any(one in written for one in people), "I9: a phone number in the logs")


def percentile(numbers: list[float], share: float) -> float:
    """The value below which this share of the numbers lies; 0 without numbers."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

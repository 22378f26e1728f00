"""The invariants I1 to I11 (RELIABILITY 3.1), from the provider's log, the gun's truth and documented commands."""

import re
import time
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from tests.rig.baseline import Baseline
from tests.rig.gun import Crowd, Gun
from tests.rig.recovery import Conversation, recovery
from tests.rig.stand_in import Taken
from tests.rig.system import System
from tests.servers import wait_until

_OPEN_IN = ("WAITING",)
_OPEN_OUT = ("QUEUED", "SENDING", "IN_DOUBT")
_TURN_BUDGET, _SEND_BUDGET = 3, 3
DRAIN_S = 25.0
RECOVERY_S, LONGEST_RECOVERY_S = (
    15.0,
    30.0,
)  # RELIABILITY 7, row 10; the second for sends cut off in the middle
_HOLD_S = 20.0
_ACK_P99_S, _ACK_LONGEST_S = 1.0, 5.0


@dataclass
class Verdict:
    """What was found; `broken` is empty when every invariant holds."""

    broken: list[str] = field(default_factory=list)
    kills: int = 0
    accepted: int = 0
    turns: int = 0
    attempts: int = 0
    taken: int = 0
    doubts: int = 0
    duplicates: int = 0
    lost: int = 0
    lanes: int = 0
    recovery_s: float = 0.0
    doubtful_s: float = 0.0
    drain_s: float = 0.0
    ack_p99_ms: float = 0.0

    def expect(self, holds: bool, what: str) -> None:
        """Note what does not hold."""
        if not holds:
            self.broken.append(what)

    def check(self) -> None:
        """AssertionError naming every broken invariant."""
        assert not self.broken, "\n".join([*self.broken[:12], repr(self)[-400:]])


def drain(system: System, *, seconds: float = DRAIN_S, began: float | None = None) -> float:
    """Wait until nothing waits anywhere; returns how long that took. AssertionError says what still waits.

    Lanes in which a send was cut off in the middle may take longer by the time such a message is held.
    """
    began = time.monotonic() if began is None else began
    while waiting := system.waiting():
        took = time.monotonic() - began
        plain = [one for one in waiting if not is_in_doubt(one)]
        late = plain if took < seconds + _HOLD_S else waiting
        assert took < seconds or not late, f"still waiting after {took:.0f} s: {dict(open_rows(late))}"
    return time.monotonic() - began


def is_in_doubt(one: Conversation) -> bool:
    """Whether an open message of this lane was cut off while it was sent."""
    return any(
        row["state"] in _OPEN_OUT and (row["doubts"] or row["state"] != "QUEUED") for row in one["outbound"]
    )


def open_rows(conversations: list[Conversation]) -> Counter[str]:
    """How many rows are not in an end state yet, by kind, state and attempts."""
    found: Counter[str] = Counter()
    for one in conversations:
        for way, states in (("inbound", _OPEN_IN), ("outbound", _OPEN_OUT)):
            for row in one[way]:
                if row["state"] in states:
                    found[f"{way} {row['type']} {row['state']} attempts={row['attempts']}"] += 1
    return found


@dataclass
class Evidence:
    """All that a verdict is made of."""

    system: System
    gun: Gun
    baseline: Baseline
    crowd: Crowd | None = None
    ended_at: float = 0.0
    conversations: list[Conversation] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    def collect(self) -> None:
        """Ask the product and the provider."""
        people = sorted({shot.customer for shot in self.gun.shots.values() if shot.accepted})
        self.conversations = self.system.conversations(*people)
        self.taken = self.system.stand_in.taken()


def judge(evidence: Evidence, *, spare: int = 0, codes: Collection[int] = (200,)) -> Verdict:
    """Judge I1 to I11 after a drain. `spare`: duplicates that the fault may cause; `codes`: answers it may cause."""
    verdict = Verdict()
    _judge_events(verdict, evidence)
    _judge_outbox(verdict, evidence)
    _judge_duplicates(verdict, evidence.taken, allowed=spare)
    if evidence.crowd:
        _judge_marks(verdict, evidence, evidence.crowd)
    _judge_webhook(verdict, evidence.gun, codes)
    _judge_recovery(verdict, evidence)
    _judge_logs(verdict, evidence)
    _judge_resources(verdict, evidence.baseline)
    return verdict


def _judge_events(verdict: Verdict, evidence: Evidence) -> None:
    """I1, I2, I6: each accepted event is there once, has ended, by one turn, within three attempts."""
    everything = [row for one in evidence.conversations for row in one["inbound"]]
    rows = {row["wamid"]: row for row in everything}
    times = Counter(row["wamid"] for row in everything)
    turns = {turn["id"] for one in evidence.conversations for turn in one["turns"]}
    verdict.turns = len(turns)
    for shot in evidence.gun.shots.values():
        if not shot.accepted:
            continue
        verdict.accepted += 1
        row = rows.get(shot.wamid)
        verdict.lost += row is None
        verdict.expect(row is not None, f"I1: accepted and lost: {shot.wamid[-8:]}")
        if row is None:
            continue
        ended = row["state"] in ("DONE", "HELD") or (row["state"] == "PARKED" and row["parked_reason"])
        verdict.expect(bool(ended), f"I1: no end state: {row['state']} {shot.wamid[-8:]}")
        verdict.expect(times[shot.wamid] == 1, f"I2: stored {times[shot.wamid]} times: {shot.wamid[-8:]}")
        has_turn = row["turn_id"] in turns or row["type"] in ("reaction", "edit", "revoke")
        verdict.expect(row["state"] != "DONE" or has_turn, f"I2: no turn: {shot.wamid[-8:]}")
        verdict.expect(row["attempts"] <= _TURN_BUDGET, f"I6: {row['attempts']} attempts at a turn")


def _judge_outbox(verdict: Verdict, evidence: Evidence) -> None:
    """I6, I11: nothing open, nobody's lease left, every dead letter with its reason, attempts within the budget."""
    rows = [row for one in evidence.conversations for row in one["outbound"]]
    still = Counter(row["state"] for row in rows if row["state"] in _OPEN_OUT)
    verdict.expect(not still, f"I11: outbox is not empty: {dict(still)}")
    dead = [row for row in rows if row["state"] in ("DEAD", "FAILED")]
    silent = sum(not (row["error_detail"] or row["error_code"]) for row in dead)
    verdict.expect(not silent, f"I11: {silent} dead letters without a reason")
    leases = sum(bool(row["lease_until"]) and row["state"] in _OPEN_OUT for row in rows)
    leases += sum(bool(one["lease_until"]) for one in evidence.conversations)
    verdict.expect(not leases, f"I11: {leases} leases are left")
    verdict.attempts = sum(row["attempts"] for row in rows)
    verdict.doubts = sum(row["doubts"] for row in rows)
    most = max((row["attempts"] for row in rows), default=0)
    verdict.expect(most <= _SEND_BUDGET, f"I6: {most} attempts at a send")


def _judge_duplicates(verdict: Verdict, taken: list[Taken], *, allowed: int) -> None:
    verdict.taken = len(taken)
    times = Counter(_uuid(message) for message in taken if message.out_id)
    verdict.duplicates = sum(count - 1 for count in times.values())
    verdict.expect(verdict.duplicates <= allowed, f"I5: {verdict.duplicates} duplicates, {allowed} allowed")


def _uuid(message: Taken) -> str:
    return message.out_id.partition(":")[0]


def _judge_marks(verdict: Verdict, evidence: Evidence, crowd: Crowd) -> None:
    """Order (I3), the last word answered (I1), by one turn each (I2), nobody else's marks (I4)."""
    owners = {customer.phone: customer for customer in crowd.customers}
    turns = {row["uuid"]: row["turn_id"] for one in evidence.conversations for row in one["outbound"]}
    seen: dict[str, list[int]] = {phone: [] for phone in owners}
    newest: dict[Any, int] = {}  # a turn answers the newest of the wishes that it names
    own = {one.phone: {one.sum(n) for n in range(1, crowd.said[one.phone] + 1)} for one in crowd.customers}
    everybody = set().union(*own.values())
    for message in evidence.taken:
        if message.to in own:
            marks = [amount for amount in message.sums if amount in everybody]
            verdict.expect(set(marks) <= own[message.to], "I4: somebody else's sum in a reply")
            seen[message.to] += marks
            if marks:
                turn = turns.get(_uuid(message))
                newest[turn] = max([newest.get(turn, 0), *marks])
    twice = len(newest) - len(set(newest.values()))
    verdict.expect(not twice, f"I2: {twice} wishes were answered by more than one turn")
    for phone, amounts in seen.items():
        verdict.expect(crowd.shuffled or amounts == sorted(amounts), "I3: replies of one lane out of order")
        is_lost = bool(crowd.said[phone]) and owners[phone].sum(crowd.said[phone]) not in amounts
        verdict.lost += is_lost
        verdict.expect(not is_lost, f"I1: last wish unanswered (lane {owners[phone].index})")


def _judge_webhook(verdict: Verdict, gun: Gun, codes: Collection[int]) -> None:
    """I7: only the answers that the fault may cause, and those in time."""
    statuses = {status for status, _ in gun.timings}
    verdict.expect(statuses <= set(codes), f"I7: answers {sorted(statuses)}, allowed {sorted(codes)}")
    times = [seconds for status, seconds in gun.timings if status == 200]
    verdict.ack_p99_ms = percentile(times, 0.99) * 1000
    verdict.expect(
        verdict.ack_p99_ms <= _ACK_P99_S * 1000, f"I7: p99 of the answers {verdict.ack_p99_ms:.0f} ms"
    )
    longest = max(times, default=0.0)
    verdict.expect(longest <= _ACK_LONGEST_S, f"I7: one answer took {longest:.1f} s")


def _judge_recovery(verdict: Verdict, evidence: Evidence) -> None:
    """I8: every lane in which something waited when the fault was over moved again in time."""
    if not evidence.ended_at:
        return
    found = recovery(evidence.conversations, evidence.taken, since=evidence.ended_at)
    verdict.lanes = len(found.plain) + len(found.doubtful)
    verdict.recovery_s, verdict.doubtful_s = max(found.plain, default=0.0), max(found.doubtful, default=0.0)
    slow = [round(seconds, 1) for seconds in found.plain if seconds > RECOVERY_S]
    verdict.expect(not slow, f"I8: lanes moved again after {slow} s, allowed {RECOVERY_S:g}")
    slow = [round(seconds, 1) for seconds in found.doubtful if seconds > LONGEST_RECOVERY_S]
    verdict.expect(not slow, f"I8: lanes in doubt moved again after {slow} s, allowed {LONGEST_RECOVERY_S:g}")


def _judge_logs(verdict: Verdict, evidence: Evidence) -> None:
    """I9: no secret, no name, no phone in any spelling, no word of a customer in any log."""
    written, system = evidence.baseline.written(), evidence.system
    secrets = [system.environment[name] for name in ("SECRET_KEY", "WHATSAPP_ACCESS_TOKEN", "LOOKUP_KEY")]
    verdict.expect(
        not any(one in written for one in [*secrets, evidence.gun.secret]), "I9: a secret in the logs"
    )
    people = {shot.customer for shot in evidence.gun.shots.values()}
    spellings = {part for phone in people if phone for part in (phone, phone[2:], phone[:4] + phone[5:])}
    verdict.expect(not any(one in written for one in spellings), "I9: a phone number in the logs")
    verdict.expect("canário" not in written and "can\\u00e1rio" not in written, "I9: a name in the logs")
    said = set(re.findall(r"R\$ ?\d", written))
    verdict.expect(not said, "I9: words of a customer in the logs")


def _judge_resources(verdict: Verdict, baseline: Baseline) -> None:
    """I10: back to the base line within ten seconds."""
    with suppress(TimeoutError):
        wait_until(lambda: not baseline.problems(), seconds=10)
        return
    verdict.broken += [f"I10: {problem}" for problem in baseline.problems()]


def percentile(numbers: list[float], share: float) -> float:
    """The value below which this share of the numbers lies; 0 without numbers."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

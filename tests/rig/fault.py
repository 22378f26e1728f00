"""One row of the fault plan: its people, its base line, the moment the fault is over, and the common verdict."""

import threading
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count

from tests.rig.baseline import Baseline
from tests.rig.gun import Crowd, Gun
from tests.rig.system import System
from tests.rig.verdict import DRAIN_S, Evidence, Verdict, drain, judge

_people = count(0)


@dataclass
class Fault:
    """Every row of `make faults` goes through here, so that each is judged by all invariants."""

    system: System
    gun: Gun
    baseline: Baseline
    crowd: Crowd | None = None
    verdict: Verdict | None = None
    _kills: int = 0
    _ended_at: float = field(default=0.0, repr=False)

    @classmethod
    def of(cls, system: System) -> "Fault":
        """A row that begins now."""
        gun = Gun(system.webhook, system.secret)
        return cls(system, gun, Baseline.of(system), _kills=system.kills)

    def people(self, size: int) -> Crowd:
        """People nobody has met, who have said hello, agreed and been answered."""
        self.crowd = Crowd(self.gun, size, first=next(_people) * 50)
        self.crowd.greet(self.system.stand_in)
        return self.crowd

    def lasts(self, seconds: float) -> None:
        """The fault's own time."""
        threading.Event().wait(seconds)

    def is_over(self) -> None:
        """The fault has ended: as soon as a worker runs, the time of the recovery begins (G9)."""
        self.system.worker_runs()
        self._ended_at = time.time()

    @property
    def kills(self) -> int:
        """kill -9 of the product in this row."""
        return self.system.kills - self._kills

    def judge(self, *, spare: int = 0, codes: Collection[int] = (200,), drain_s: float = DRAIN_S) -> Verdict:
        """Wait until nothing waits, then judge I1 to I11; the row adds what is its own and calls `check()`."""
        took = drain(self.system, seconds=drain_s)
        evidence = Evidence(self.system, self.gun, self.baseline, self.crowd, self._ended_at)
        evidence.collect()
        self.verdict = judge(evidence, spare=spare, codes=codes)
        self.verdict.kills, self.verdict.drain_s = self.kills, took
        return self.verdict

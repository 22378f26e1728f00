"""I9 and I10: what the logs hold since a row began, and whether memory, descriptors and connections came back."""

from dataclasses import dataclass, field
from pathlib import Path

from tests.rig.processes import descriptors, resident_mb
from tests.rig.system import System

_WORKER_MB, _GROWTH_MB = 250, 60
_DESCRIPTORS, _MORE_DESCRIPTORS = 128, 40
# Two web processes of 8 threads; a worker's 4 job and 4 local threads, 2 ticks and the keeper of leases; the scheduler.
_CONNECTIONS = 2 * 8 + 2 * 11 + 4


@dataclass
class Baseline:
    """How the system stood when a row began."""

    system: System
    sizes: dict[Path, int] = field(default_factory=dict)
    living: dict[int, tuple[float, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, system: System) -> "Baseline":
        """Take it now."""
        living = {
            pid: (resident_mb(pid), descriptors(pid))
            for process in system.product()
            if process.alive
            for pid in process.members()
        }
        return cls(system, {path: path.stat().st_size for path in system.log_files()}, living)

    def written(self) -> str:
        """What the product and its servers have logged since."""
        parts = []
        for path in self.system.log_files():
            with path.open("rb") as file:
                file.seek(self.sizes.get(path, 0))
                parts.append(file.read().decode(errors="replace"))
        return "\n".join(parts)

    def problems(self) -> list[str]:
        """What has not come back to the base line."""
        found = []
        for process in self.system.product():
            if not process.alive:
                found.append(f"{process.name} does not run: {process.tail(3)}")
                continue
            if process.name.startswith("worker") and process.memory_mb() > _WORKER_MB:
                found.append(f"{process.name} holds {process.memory_mb():.0f} MB")
            found += [problem for pid in process.members() for problem in self._of(process.name, pid)]
        states = self.system.connections()
        if len(states) > _CONNECTIONS:
            found.append(f"{len(states)} database connections")
        if any("in transaction" in state for state in states):
            found.append(f"open transactions: {states}")
        return found

    def _of(self, name: str, pid: int) -> list[str]:
        found = []
        memory, files = self.living.get(pid, (None, 0))
        now = descriptors(pid)
        if now > _DESCRIPTORS or (files and now > files + _MORE_DESCRIPTORS):
            found.append(f"{name} holds {now} descriptors, {files} before")
        if memory is not None and resident_mb(pid) > memory + _GROWTH_MB:
            found.append(f"{name} grew from {memory:.0f} to {resident_mb(pid):.0f} MB")
        return found

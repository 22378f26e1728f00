"""Processes that may be killed: each in a group of its own, its output in a file."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import wait_until


@dataclass
class Process:
    """One command and its children."""

    name: str
    line: Sequence[str]
    environment: dict[str, str]
    log: Path
    cwd: Path
    _running: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    kills: int = 0
    _began: int = field(default=0, repr=False)

    def start(self) -> None:
        """Start; does nothing when it runs."""
        if self.alive:
            return
        self._began = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as output:
            self._running = subprocess.Popen(
                self.line, cwd=self.cwd, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        """Whether the first process of the group runs."""
        return self._running is not None and self._running.poll() is None

    @property
    def pid(self) -> int:
        """Id of the first process, which is the id of the group."""
        assert self._running, f"{self.name} was not started"
        return self._running.pid

    def send(self, number: signal.Signals, *, group: bool = True) -> None:
        """A signal to the whole group, or only to its first process."""
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self.pid, number)

    def kill(self) -> None:
        """kill -9 of the group."""
        if self._running:
            self.kills += 1
            self.send(signal.SIGKILL)
            self._running.wait(10)

    def terminate(self, *, seconds: float = 30) -> float:
        """SIGTERM as a service manager sends it; returns the seconds until the exit, TimeoutError if none."""
        self.send_term()
        return self.ends(seconds=seconds)

    def send_term(self) -> None:
        """SIGTERM to the first process, without waiting."""
        self.send(signal.SIGTERM, group=False)

    def ends(self, *, seconds: float) -> float:
        """Wait for the exit; the seconds it took."""
        return wait_until(lambda: not self.alive, seconds=seconds, what=f"{self.name} ends after SIGTERM")

    @property
    def code(self) -> int | None:
        """Exit code, None while it runs."""
        return self._running.poll() if self._running else None

    def members(self) -> list[int]:
        """Ids of all processes of the group that live."""
        return group_members(self.pid)

    def memory_mb(self) -> float:
        """Resident memory of the group, in MB."""
        return sum(resident_mb(pid) for pid in self.members())

    def cpu_seconds(self) -> float:
        """Processor time that the group's living processes have used."""
        return sum(cpu_seconds(pid) for pid in self.members())

    def has_said(self, words: str) -> bool:
        """Whether its output since the last start holds these words."""
        return self.alive and words.encode() in self.log.read_bytes()[self._began :]

    def tail(self, lines: int = 20) -> str:
        """The last lines of its output."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def group_members(group: int) -> list[int]:
    """Living processes of a group; empty where there is no /proc."""
    return [pid for pid, _, its_group in _living() if its_group == group]


def with_children(pid: int) -> list[int]:
    """A process and its children; PostgreSQL's are in groups of their own."""
    return [each for each, parent, _ in _living() if pid in (each, parent)]


def _living() -> Iterator[tuple[int, int, int]]:
    """Id, parent and group of every process that is not just waiting to be buried."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if fields[0] != "Z":
                yield int(folder.name), int(fields[1]), int(fields[2])


def resident_mb(pid: int) -> float:
    """Resident memory of one process in MB; 0 when it is gone."""
    with suppress(OSError):
        for row in Path(f"/proc/{pid}/status").read_text().splitlines():
            if row.startswith("VmRSS:"):
                return int(row.split()[1]) / 1024
    return 0.0


def cpu_seconds(pid: int) -> float:
    """Processor time of one process in seconds, in the program and in the kernel; 0 when it is gone."""
    with suppress(OSError, IndexError, ValueError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def descriptors(pid: int) -> int:
    """How many files and sockets a process holds open."""
    with suppress(OSError):
        return len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return 0

"""Keeps the lease of a lane alive while its turn runs, so that the lease can be short.

A worker that dies stops renewing, and its lanes are free after one short lease. A turn that never ends is given up
after a minute. The fence still decides: whoever lost the lane meanwhile cannot commit.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, InterfaceError, connection

from sessions_app.lane import renew
from sessions_app.values import Claim

EVERY_S = 2.0
LONGEST_S = 60.0
_log = structlog.get_logger(__name__)


class Keeper:
    """The running turns of this process, and the thread that renews what runs longer than two seconds."""

    def __init__(self, every_s: float = EVERY_S, longest_s: float = LONGEST_S) -> None:
        self._every_s, self._longest_s = every_s, longest_s
        self._changed = threading.Condition()
        self._running: dict[int, tuple[Claim, float]] = {}
        self._thread: threading.Thread | None = None

    @contextmanager
    def keeping(self, *, claim: Claim) -> Iterator[None]:
        """Hold the claim's lease for as long as the block runs, a minute at most."""
        key = id(claim)
        with self._changed:
            self._running[key] = (claim, time.monotonic())
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
                self._thread.start()
            elif len(self._running) == 1:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                self._running.pop(key, None)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._running:
                    self._changed.wait()
            threading.Event().wait(self._every_s)
            self.renew_all()

    def renew_all(self) -> None:
        """Renew what has run for a while, and not for too long."""
        now = time.monotonic()
        with self._changed:
            running = list(self._running.values())
        claims = [claim for claim, began in running if self._every_s / 2 <= now - began <= self._longest_s]
        if not claims:
            return
        try:
            for claim in claims:
                renew(claim=claim)
        except (DatabaseError, InterfaceError) as error:
            _log.warning("leases_not_renewed", error=type(error).__name__)
        finally:
            connection.close()


_keeper = Keeper()


def _start_afresh() -> None:
    # The thread does not survive a fork, and the parent's turns are its own.
    global _keeper
    _keeper = Keeper()


os.register_at_fork(after_in_child=_start_afresh)


@contextmanager
def keeping(*, claim: Claim) -> Iterator[None]:
    """Hold the claim's lease for as long as the block runs, a minute at most."""
    with _keeper.keeping(claim=claim):
        yield

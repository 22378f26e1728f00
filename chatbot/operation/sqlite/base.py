"""The backend: SQLite's own waiting is unfair, so a thread could starve for seconds behind busier ones.

Writing transactions of one process queue in a fair lock before they ask SQLite. Only `BEGIN` is guarded:
single statements outside transactions, and other processes, meet in SQLite's busy handler as ever.
"""

import os
import threading
from collections import defaultdict
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from chatbot.operation.sqlite.fair import FairLock

_locks: defaultdict[str, FairLock] = defaultdict(FairLock)
_guard = threading.Lock()


def _start_afresh() -> None:
    # A child of a fork must not inherit a lock which a thread of the parent holds.
    global _guard
    _guard = threading.Lock()
    _locks.clear()


os.register_at_fork(after_in_child=_start_afresh)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the file's fair lock for as long as its transaction lasts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fair: FairLock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        name = str(self.settings_dict["NAME"])
        with _guard:
            fair = _locks[name]
        if not fair.acquire(float(self.settings_dict["OPTIONS"].get("timeout", 5.0))):
            raise OperationalError("database is locked")
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            fair.release()
            raise
        self._fair = fair

    def _free(self) -> None:
        fair, self._fair = self._fair, None
        if fair is not None:
            fair.release()

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        # Not freed by a failing commit: Django then rolls back, which does.
        self._free()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._free()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._free()

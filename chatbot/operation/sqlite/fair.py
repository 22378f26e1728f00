"""A lock that is handed over in the order of asking."""

import threading
from collections import deque


class FairLock:
    """Threads hold it one after the other, first come, first served; any thread may release it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    def acquire(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds for one's turn; whether it came."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._guard:
            if turn.is_set():  # handed over in the very moment of giving up
                return True
            self._waiting.remove(turn)
            return False

    def release(self) -> None:
        """Hand over to the longest waiting, who then holds it without it having been free."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False

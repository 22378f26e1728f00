"""The backend: a connection that was used a moment ago is not asked first whether it still works.

Django asks at the start of each request and job, one trip to the server each. A connection that breaks within the
second fails its one request, as it would have between the question and the query, and is closed by Django after it.
"""

import time
from typing import Any

from django.db.backends.postgresql import base

_FRESH_S = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that remembers when it last was known to work."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked_at = 0.0

    def is_usable(self) -> bool:
        if not self.errors_occurred and time.monotonic() - self._asked_at < _FRESH_S:
            return True
        usable = bool(super().is_usable())
        self._asked_at = time.monotonic() if usable else 0.0
        return usable

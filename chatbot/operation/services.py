"""The door of the operation room: jobs, locks, schedules, alerts and health for every room above it."""

import os
import socket
import threading

from chatbot.operation.alerts import alert
from chatbot.operation.connection import redis_client
from chatbot.operation.hints import aside, hint
from chatbot.operation.locks import lock
from chatbot.operation.logs import conversation_context
from chatbot.operation.metrics import backlog
from chatbot.operation.readiness import Check, preparation, readiness
from chatbot.operation.schedule import daily, every, hourly
from chatbot.operation.sweeping import sweep

__all__ = [
    "Check",
    "alert",
    "aside",
    "backlog",
    "conversation_context",
    "daily",
    "every",
    "hint",
    "hourly",
    "lock",
    "preparation",
    "readiness",
    "redis_client",
    "sweep",
    "worker_name",
]


def worker_name() -> str:
    """Name this thread of this process, `host:pid:thread`, at most 64 characters, for leases."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{threading.get_native_id()}"

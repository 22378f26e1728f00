"""Loaded by a worker whose PYTHONPATH names this folder: one text crashes the process, as a broken model would."""

import os
import signal
import sys
import threading


def _poison() -> None:
    pause = threading.Event()
    while not hasattr(sys.modules.get("nlp.services"), "understand"):
        pause.wait(0.01)
    services = sys.modules["nlp.services"]
    healthy = services.understand

    def understand(**arguments: object) -> object:
        if "veneno" in str(arguments.get("text")):
            os.kill(os.getpid(), signal.SIGSEGV)
        return healthy(**arguments)

    services.understand = understand  # type: ignore[attr-defined]


if "manage.py" in " ".join(sys.orig_argv):
    threading.Thread(target=_poison, daemon=True).start()

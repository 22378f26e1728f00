"""The working parts of a process: job threads, ticks, and the clock for hourly and daily work."""

import signal
import threading
from types import FrameType
from typing import NoReturn

import dramatiq
import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from django.db import close_old_connections, connections
from django.utils import timezone

from chatbot.operation import local, schedule
from chatbot.operation.broker import load_jobs

_log = structlog.get_logger(__name__)
_CLOCK_SECONDS = 30


class WorkerProcess:
    """Job threads and the ticks that keep work going while the queue is away."""

    def __init__(self, *, threads: int, with_ticks: bool = True) -> None:
        load_jobs()
        self._threads = threads
        self._worker = dramatiq.Worker(dramatiq.get_broker(), worker_threads=threads, worker_timeout=100)
        self._ticker = schedule.Ticker(schedule.ticks(in_worker=True)) if with_ticks else None

    def start(self) -> None:
        """Begin; a Redis that is away is waited for while the ticks already find work."""
        local.open_pool(self._threads)
        self._worker.start()
        if self._ticker:
            self._ticker.start()

    def stop(self, *, seconds: float) -> None:
        """Take no new work from now on, let running turns end for at most about so long."""
        ending = threading.Thread(target=self._stop_worker, args=(seconds,), daemon=True)
        ending.start()
        if self._ticker:
            self._ticker.stop(seconds=min(1.0, seconds))
        local.close_pool(seconds=seconds)
        ending.join(seconds)

    def _stop_worker(self, seconds: float) -> None:
        try:
            self._worker.stop(timeout=int(seconds * 1000))
        except Exception as error:  # noqa: BLE001 - Redis may be away; unacknowledged hints come back by themselves
            _log.warning("worker_stop", error=type(error).__name__)


class SchedulerProcess:
    """All ticks, and a look at the clock every half minute for hourly and daily work."""

    def __init__(self) -> None:
        load_jobs()
        self._ticker = schedule.Ticker(schedule.ticks(in_worker=False))
        self._clock = BackgroundScheduler(timezone=str(timezone.get_default_timezone()), daemon=True)
        self._clock.add_job(
            _look_at_clock,
            "interval",
            seconds=_CLOCK_SECONDS,
            next_run_time=timezone.now(),
            max_instances=1,
            coalesce=True,
        )

    def start(self) -> None:
        """Begin."""
        self._ticker.start()
        self._clock.start()

    def stop(self, *, seconds: float) -> None:
        """End; a job cut off in the middle is done again after its lease."""
        self._clock.shutdown(wait=False)
        self._ticker.stop(seconds=seconds)


def _look_at_clock() -> None:
    try:
        close_old_connections()
        schedule.run_due(timezone.now())
    except Exception as error:  # noqa: BLE001 - no database now; the next look will find it
        _log.warning("clock_failed", error=type(error).__name__)
    finally:
        connections.close_all()


def exit_on_signals() -> None:
    """SIGTERM and SIGINT end the main thread through its `finally`."""

    def leave(_: int, __: FrameType | None) -> NoReturn:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)


def wait_for_signal() -> None:
    """Block the main thread until SIGTERM or SIGINT."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()

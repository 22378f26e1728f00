"""Periodic work: ticks every few seconds, and jobs once an hour or once a day."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from chatbot.operation.alerts import alert
from chatbot.operation.local import LocalPool
from chatbot.operation.metrics import TICKS
from chatbot.operation.readiness import run_check

_log = structlog.get_logger(__name__)
_ATTEMPTS = 3
_LEASE = timedelta(minutes=30)
_RETRY = timedelta(minutes=5)

Work = Callable[[], object]
Given = TypeVar("Given", bound=Work)


@dataclass(frozen=True, slots=True)
class Tick:
    """Work done every few seconds; harmless if done twice."""

    name: str
    seconds: float
    function: Work
    in_worker: bool


@dataclass(frozen=True, slots=True)
class SlotJob:
    """Work done once in each hour, or once a day from `hour` on (local time)."""

    name: str
    hour: int | None
    function: Work

    def slot(self, now: datetime) -> str | None:
        """The slot which is open at `now` (local time), or None before the hour of a daily job."""
        if self.hour is None:
            return now.strftime("%Y-%m-%dT%H%z")
        return now.strftime("%Y-%m-%d") if now.hour >= self.hour else None


_ticks: dict[str, Tick] = {}
_jobs: dict[str, SlotJob] = {}


def every(seconds: float, *, name: str, in_worker: bool = True) -> Callable[[Given], Given]:
    """Register work to be done every so many seconds by the scheduler and, with `in_worker`, by each worker.

    Workers do it too because with Redis away nobody else can wake them. It must be harmless if done twice at
    once.
    """

    def register(function: Given) -> Given:
        _ticks[name] = Tick(name, seconds, function, in_worker)
        return function

    return register


def hourly(name: str) -> Callable[[Given], Given]:
    """Register work to be done once in each hour, however many schedulers run."""

    def register(function: Given) -> Given:
        _jobs[name] = SlotJob(name, None, function)
        return function

    return register


def daily(name: str, hour: int) -> Callable[[Given], Given]:
    """Register work to be done once a day at `hour` (local), or as soon after as a scheduler runs."""

    def register(function: Given) -> Given:
        _jobs[name] = SlotJob(name, hour, function)
        return function

    return register


def ticks(*, in_worker: bool) -> list[Tick]:
    """The registered ticks; only those for workers if asked so."""
    return [tick for tick in _ticks.values() if tick.in_worker or not in_worker]


def run_tick(tick: Tick) -> None:
    """Do the work once; what it raises is logged, and it is tried again at its next time."""
    try:
        tick.function()
    except Exception:  # noqa: BLE001 - a failing sweep must not end the sweeping
        TICKS.labels(tick.name, "failed").inc()
        _log.exception("tick_failed", tick=tick.name)
    else:
        TICKS.labels(tick.name, "done").inc()


class Ticker:
    """A daemon thread that starts due ticks, two at a time; a slow tick is not started twice."""

    def __init__(self, work: list[Tick]) -> None:
        self._work = work
        self._stopped = threading.Event()
        self._busy: set[str] = set()
        self._pool = LocalPool(2, "tick")
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)

    def start(self) -> None:
        """Begin ticking."""
        self._thread.start()

    def stop(self, *, seconds: float) -> None:
        """Start no more; wait at most so long for what runs."""
        self._stopped.set()
        self._pool.stop(seconds=seconds)

    def _run(self) -> None:
        # Spread, so that several processes started together do not sweep together for ever.
        due = {tick.name: time.monotonic() + random.random() * tick.seconds for tick in self._work}
        while not self._stopped.is_set():
            now = time.monotonic()
            for tick in self._work:
                if due[tick.name] <= now:
                    due[tick.name] = now + tick.seconds
                    self._start(tick)
            soonest = min(due.values(), default=now + 1)
            self._stopped.wait(max(0.02, soonest - time.monotonic()))

    def _start(self, tick: Tick) -> None:
        if tick.name in self._busy:
            return
        self._busy.add(tick.name)
        self._pool.put(tick.name, lambda: self._do(tick), {"job": tick.name})

    def _do(self, tick: Tick) -> None:
        try:
            run_tick(tick)
        finally:
            self._busy.discard(tick.name)


def run_due(now: datetime) -> list[str]:
    """Do the hourly and daily work that is due at `now`; the names of what was done here."""
    return [job.name for job in list(_jobs.values()) if _run_job(job, now)]


def _run_job(job: SlotJob, now: datetime) -> bool:
    slot = job.slot(timezone.localtime(now))
    if slot is None or not _take(job.name, slot, now):
        return False
    from chatbot.operation.models import JobSlot

    rows = JobSlot.objects.filter(job=job.name, slot=slot)
    try:
        job.function()
    except Exception as error:  # noqa: BLE001 - recorded, told, and tried again
        _log.exception("job_failed", scheduled=job.name)
        rows.update(retry_at=now + _RETRY)
        alert(kind=f"job:{job.name}"[:64], detail=f"scheduled work failed: {type(error).__name__}")
        return False
    rows.update(finished_at=timezone.now())
    return True


def _take(name: str, slot: str, now: datetime) -> bool:
    """Whether this process may do the job now: first to write the row, or heir of one that failed."""
    from chatbot.operation.models import JobSlot

    rows = JobSlot.objects.filter(job=name, slot=slot)
    if not rows.exists():
        try:
            with transaction.atomic():
                JobSlot.objects.create(job=name, slot=slot, retry_at=now + _LEASE)
        except IntegrityError:
            return False
        return True
    open_rows = rows.filter(finished_at__isnull=True, retry_at__lte=now, attempts__lt=_ATTEMPTS)
    return open_rows.update(attempts=F("attempts") + 1, retry_at=now + _LEASE) == 1


@every(15, name="watch redis")
def _watch_redis() -> None:
    outcome = run_check("redis")
    if not outcome.ok:
        alert(kind="redis_away", detail=outcome.detail, severity="critical")


@daily("prune job slots", 4)
def _prune_slots() -> None:
    from chatbot.operation.models import JobSlot

    JobSlot.objects.filter(started_at__lt=timezone.now() - timedelta(days=60)).delete()

"""Trainings of candidates: asked for, claimed, run in a process of their own, and what came of them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from nlp import corpus, services, versions
from nlp.review import keeping
from nlp.review.models import ReviewItem, TrainingRun

_log = structlog.get_logger(__name__)
_ROOT = Path(__file__).resolve().parents[2]
_SILENT = timedelta(minutes=10)
"""A training that was not heard of for so long died with its worker."""
_WAITING = timedelta(seconds=10)
_OPEN = (TrainingRun.State.QUEUED, TrainingRun.State.RUNNING)


def request(*, user_id: int) -> TrainingRun | None:
    """Ask for a training; None while one is open already."""
    if TrainingRun.objects.filter(state__in=_OPEN).exists():
        return None
    return TrainingRun.objects.create(started_by_id=user_id, line="na fila")


def claim() -> TrainingRun | None:
    """Take the oldest training that waits; None when nothing waits or one runs."""
    waiting = TrainingRun.objects.filter(state=TrainingRun.State.QUEUED).order_by("id")
    pk = waiting.values_list("pk", flat=True).first()
    if pk is None:
        return None
    try:
        with transaction.atomic():
            taken = waiting.filter(pk=pk).update(state=TrainingRun.State.RUNNING, heard_at=Now())
    except IntegrityError:
        return None
    return TrainingRun.objects.get(pk=pk) if taken else None


def work(*, data: Path = corpus.TRAIN, frozen: Path = corpus.FROZEN) -> TrainingRun | None:
    """Run the oldest training that waits, with no transaction open; None when there was nothing to do."""
    run = claim()
    if run is None:
        return None
    try:
        figures = _train(run, data, frozen)
    except Exception as error:  # noqa: BLE001 - whatever ends a training is told on its page
        # The words of an error may quote a message: its type is enough to find it.
        _log.error("training_failed", run=run.pk, error=type(error).__name__)
        _finish(run, state=TrainingRun.State.FAILED, line=f"falhou: {_reason(error)}")
    else:
        _finish(
            run,
            state=TrainingRun.State.DONE,
            line="pronto",
            percent=100,
            figures=figures,
            version=figures["version"],
            data_hash=figures["data_hash"],
            messages=figures["customers_messages"],
        )
        versions.prune(services.folder())
    run.refresh_from_db()
    return run


def abandon_lost() -> int:
    """Give up trainings whose worker died; how many."""
    lost = TrainingRun.objects.filter(state=TrainingRun.State.RUNNING, heard_at__lt=timezone.now() - _SILENT)
    return lost.update(state=TrainingRun.State.FAILED, line="falhou: interrompido", finished_at=Now())


def is_waiting() -> bool:
    """Whether a training waits whose hint may have been lost."""
    since = timezone.now() - _WAITING
    return TrainingRun.objects.filter(state=TrainingRun.State.QUEUED, created_at__lt=since).exists()


def records() -> list[dict[str, Any]]:
    """Labelled messages of people who consent, in the form of the label guide."""
    keeping.drop_withdrawn()
    rows = list(ReviewItem.objects.filter(state=ReviewItem.State.LABELLED).order_by("id"))
    allowed = keeping.allowed({row.contact_id for row in rows})
    return [
        {
            "text": row.text.encode("utf-8", "replace").decode(),
            "intents": row.corrected_intents,
            "sentiment": row.corrected_sentiment,
            "person": str(row.contact_id),
        }
        for row in rows
        if row.contact_id in allowed
    ]


def _train(run: TrainingRun, data: Path, frozen: Path) -> dict[str, Any]:
    lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records()).encode()
    command = [
        sys.executable, "-m", "nlp.candidate", str(services.folder()), "--data", str(data), "--frozen", str(frozen),
    ]  # fmt: skip
    figures: dict[str, Any] | None = None
    with _process(command, lines) as said:
        for line in said:
            step = json.loads(line)
            figures = step.get("figures")
            TrainingRun.objects.filter(pk=run.pk).update(
                percent=min(99, step["percent"]), line=step["line"][:200], heard_at=Now()
            )
    if figures is None:
        raise RuntimeError("the training process ended without figures")
    return figures


@contextmanager
def _process(command: list[str], lines: bytes) -> Iterator[IO[bytes]]:
    """The output of a process that is given `lines`; it does not outlive the context."""
    process = subprocess.Popen(  # noqa: S603 - our own module, no outside input in the command
        command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        with process.stdin as given:
            given.write(lines)
        with process.stdout as said:
            yield said
        if process.wait(timeout=30):
            raise subprocess.CalledProcessError(process.returncode, command[2])
    finally:
        process.kill()
        process.wait()


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return f"o processo de treino terminou com {error.returncode}"
    return type(error).__name__


def _finish(run: TrainingRun, **values: Any) -> None:
    # Only a run that was not given up meanwhile.
    running = TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.RUNNING)
    running.update(finished_at=Now(), heard_at=Now(), **values)

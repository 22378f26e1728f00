"""Training of a candidate in a process of its own: `python -m nlp.candidate FOLDER`.

Labelled messages of customers come in on standard input, one record a line (`rest.person` tells people apart), so
that no text of theirs touches the disk. Steps and at last the figures go out on standard output, one JSON a line.
"""

import hashlib
import json
import os
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nlp import anonymous, classifier, comparison, corpus, services, store, training
from nlp.corpus import Record
from nlp.frozen import FROZEN, HELD_OUT, is_held_out
from nlp.normalise import normalise

CUSTOMERS = "customers"

Say = Callable[[float, str], None]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to train from and what to compare on."""

    folder: Path
    data: Path = corpus.TRAIN
    frozen: Path = FROZEN


def run(job: Job, lines: Iterable[bytes], say: Say) -> dict[str, Any]:
    """Train and compare; the figures, among them version, data hash and how many customers' messages took part."""
    say(1, "lendo os exemplos")
    own = corpus.load(job.data)
    given = [corpus.parse(line, CUSTOMERS) for line in lines if line.strip()]
    frozen = corpus.load(job.frozen) if job.frozen.exists() else []
    extra = learnable(given, own=own, frozen=frozen)
    digest = data_hash(extra)
    version = f"{store.base()}-{digest}"
    if frozen:
        running = classifier.load(store.current(job.folder) or services.prepare())
        path = _build(job, [*training.all_records(job.data), *extra], version, say, (2, 92))
        candidate = classifier.load(path)
    else:
        running, candidate, frozen = _held_out(job, own, extra, digest, say)
        _build(job, [*training.all_records(job.data), *extra], version, say, (62, 92))
    say(93, "comparando no conjunto congelado")
    figures = comparison.compare(
        frozen, running=running, candidate=candidate, now=datetime.now().astimezone()
    )
    return {
        **figures,
        "version": version,
        "data_hash": digest,
        "customers_messages": len(extra),
        "left_out": len(given) - len(extra),
        "frozen_set": job.frozen.name if job.frozen.exists() else HELD_OUT,
    }


def learnable(given: Sequence[Record], *, own: Sequence[Record], frozen: Sequence[Record]) -> list[Record]:
    """Customers' messages as a model may learn them: without rare words, and none that is in the frozen set."""
    pairs = [(str(one.rest.get("person", "")), one.text) for one in given]
    texts = anonymous.without_rare(pairs, known=anonymous.vocabulary(one.text for one in own))
    measured = {normalise(one.text) for one in frozen}
    return [
        replace(one, text=text, id=f"{CUSTOMERS}-{number}", rest={})
        for number, (one, text) in enumerate(zip(given, texts, strict=True))
        if text and text not in measured and normalise(one.text) not in measured
    ]


def data_hash(records: Sequence[Record]) -> str:
    """Hash of what a model learns from customers, whatever the order."""
    rows = sorted(json.dumps([one.text, one.intents, one.sentiment]) for one in records)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]


def _held_out(
    job: Job, own: Sequence[Record], extra: Sequence[Record], digest: str, say: Say
) -> tuple[classifier.Model, classifier.Model, list[Record]]:
    """Two models that never saw the split, without and with the customers' messages: a fair pair."""
    seen = _seen(job.data)
    name = f"split-{store.base()}-{corpus.digest(job.data)}"
    without = job.folder / "split" / f"{name}.npz"
    if not without.exists():
        _build(replace(job, folder=without.parent), seen, name, say, (2, 32))
    with_them = _build(
        replace(job, folder=without.parent), [*seen, *extra], f"{name}-{digest}", say, (32, 62)
    )
    candidate = classifier.load(with_them)
    with_them.unlink()
    return classifier.load(without), candidate, [one for one in own if is_held_out(one)]


def _seen(data: Path) -> list[Record]:
    """What training makes of our own messages without the split."""
    with tempfile.TemporaryDirectory() as folder:
        for file in data.glob("*.jsonl"):
            lines = [line for line in file.read_bytes().splitlines() if line.strip()]
            kept = [line for line in lines if not is_held_out(corpus.parse(line))]
            (Path(folder) / file.name).write_bytes(b"\n".join(kept))
        return training.all_records(Path(folder))


def _build(job: Job, records: Sequence[Record], version: str, say: Say, span: tuple[int, int]) -> Path:
    start, end = span

    def told(share: float) -> None:
        say(start + (end - start) * share, f"treinando com {len(records)} mensagens")

    return training.build(records, target=job.folder / f"{version}.npz", told=told)


def main(arguments: Sequence[str]) -> None:
    """Read the command line and run; lines go out as they come."""
    parser = ArgumentParser(prog="nlp.candidate")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=corpus.TRAIN)
    parser.add_argument("--frozen", type=Path, default=FROZEN)
    options = parser.parse_args(arguments)
    os.nice(10)
    services.use_folder(options.folder)

    def out(record: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(record) + "\n")
        sys.stdout.flush()

    job = Job(folder=options.folder, data=options.data, frozen=options.frozen)
    figures = run(job, sys.stdin.buffer, lambda percent, line: out({"percent": int(percent), "line": line}))
    out({"percent": 100, "line": "pronto", "figures": figures})


if __name__ == "__main__":
    main(sys.argv[1:])

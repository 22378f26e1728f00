"""Training of a candidate in a process of its own: `python -m nlp.candidate FOLDER`.

Labelled messages of customers come in on standard input, one record a line (`rest.person` tells people apart), so
that no text of theirs touches the disk. Steps and at last the figures go out on standard output, one JSON a line.
"""

import hashlib
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nlp import anonymous, classifier, comparison, corpus, services, store, training
from nlp.corpus import Record
from nlp.normalise import normalise

CUSTOMERS = "customers"

Say = Callable[[float, str], None]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What to train from and what to compare on."""

    folder: Path
    data: Path = corpus.TRAIN
    frozen: Path = corpus.FROZEN


def run(job: Job, lines: Iterable[bytes], say: Say) -> dict[str, Any]:
    """Train and compare; the figures, among them version, data hash and how many customers' messages took part."""
    say(1, "lendo os exemplos")
    given = [corpus.parse(line, CUSTOMERS) for line in lines if line.strip()]
    frozen = corpus.load(job.frozen)
    extra = learnable(given, own=corpus.load(job.data), frozen=frozen)
    digest = data_hash(extra)
    version = f"{store.base()}-{digest}"
    running = classifier.load(store.current(job.folder) or services.prepare())
    path = _build(job, [*training.all_records(job.data), *extra], version, say)
    candidate = classifier.load(path)
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
        "frozen_set": job.frozen.name,
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


def _build(job: Job, records: Sequence[Record], version: str, say: Say) -> Path:
    def told(share: float) -> None:
        say(2 + 90 * share, f"treinando com {len(records)} mensagens")

    return training.build(records, target=job.folder / f"{version}.npz", told=told)


def main(arguments: Sequence[str]) -> None:
    """Read the command line and run; lines go out as they come."""
    parser = ArgumentParser(prog="nlp.candidate")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=corpus.TRAIN)
    parser.add_argument("--frozen", type=Path, default=corpus.FROZEN)
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

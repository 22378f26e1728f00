"""Cross-validation over writers: each writer is read by models that never saw one of that writer's messages.

It is the honest estimate for people whom nobody has seen; a random split would let the models know every voice.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nlp import classifier, corpus, evaluation, services, training
from nlp.corpus import Record

_HEAVY = ("intents", "confusion", "worst")


def crossvalidate(records: Sequence[Record], *, now: datetime) -> dict[str, Any]:
    """Figures of all messages together, and the main ones by writer."""
    reads: list[evaluation.Read] = []
    by_writer = {}
    for writer in sorted({one.writer for one in records}):
        own = [one for one in records if one.writer == writer]
        with _trained_without(writer):
            found = evaluation.reads(own, now=now)
        reads += found
        by_writer[writer] = {
            key: value
            for key, value in evaluation.figures(found).items()
            if key not in _HEAVY and key != "entities"
        }
    return {**evaluation.figures(reads), "by_writer": by_writer}


@contextmanager
def _trained_without(writer: str) -> Iterator[None]:
    """Models of all other writers, in use as long as the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "train"
        data.mkdir()
        for file in corpus.TRAIN.glob("*.jsonl"):
            if file.stem != writer:
                (data / file.name).write_bytes(file.read_bytes())
        model = classifier.load(training.train(Path(folder), data))
    with services.using(model):
        yield

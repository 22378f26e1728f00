"""`make bench-nlu`: speed, size and memory of the understanding on one core; prints one JSON object."""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

# One core, as promised: set before NumPy is loaded.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[_name] = "1"

from nlp import classifier, corpus, measures, services, store, training  # noqa: E402

_SIXTY = range(50, 71)
"""Characters of the messages that count as 60 characters long."""
_KILOBYTES = 64 * 1024
_LONG = {
    "one letter": "a" * _KILOBYTES,
    "words": ("quero um onix automatico ate 60 mil em campinas, " * 1400)[:_KILOBYTES],
    "digits": "1" * _KILOBYTES,
    "accents": "é" * (_KILOBYTES // 2),
    "commas": "," * _KILOBYTES,
    "emoji": "😡" * (_KILOBYTES // 4),
    "spaces": " " * _KILOBYTES,
    "nots": "nao " * (_KILOBYTES // 4),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.nlu", epilog="example: python -m bench.nlu --quick"
    )
    parser.add_argument("--quick", action="store_true", help="without training anew")
    parser.add_argument("--models", type=Path, default=Path("var/nlu"), help="folder of the trained models")
    options = parser.parse_args()
    services.use_folder(options.models)
    path = services.prepare()
    before = _memory_mb()
    services.warm()
    added = _memory_mb() - before
    texts = [one.text for one in corpus.load(corpus.TRAIN) if len(one.text) in _SIXTY]
    figures = {
        "python": sys.version.split()[0],
        "model": store.base(),
        "model_mb": round(path.stat().st_size / 1e6, 2),
        "load_s": round(_seconds(lambda: classifier.load(path)), 2),
        "added_memory_mb": round(added),
        "message_ms": _spread(texts[:1500]),
        "long_ms": {name: round(_seconds(partial(_read, text)) * 1000, 1) for name, text in _LONG.items()},
    }
    if not options.quick:
        with tempfile.TemporaryDirectory() as folder:
            figures["training_s"] = round(_seconds(lambda: training.train(Path(folder))))
    print(json.dumps(figures, ensure_ascii=False, indent=1))


def _read(text: str) -> None:
    services.understand(text=text, now=datetime.now().astimezone())


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _spread(texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of each message by itself."""
    taken = [_seconds(partial(_read, text)) * 1000 for text in texts]
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    return {"messages": len(taken)} | {
        name: round(measures.percentile(taken, share), 2) for name, share in shares.items()
    }


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""Trained models on disk: versioned files and a pointer to the current one, swapped at once."""

import os
import tempfile
from functools import cache
from pathlib import Path

from nlp import corpus, features

_ROOM = Path(__file__).parent
_READING = (
    "normalise.py", "gazetteer.py", "clauses.py", "concepts.py", "features.py", "entities", "data/concepts_br.txt",
    "data/rights_train.jsonl",
)  # fmt: skip
"""Code that decides what the models see: with other code, stored models would misread."""
CURRENT, PREVIOUS, SHADOW = "current", "previous", "shadow"
"""Pointers: the models in use, those before them, and those that only read along."""


@cache
def base(data: Path = corpus.TRAIN) -> str:
    """Version of the models that this data and the present reading of messages give."""
    return f"{features.VERSION}-{corpus.digest(data, *(_ROOM / name for name in _READING))}"


def artefact(folder: Path, data: Path = corpus.TRAIN) -> Path:
    """Where the models of this data lie."""
    return folder / f"{base(data)}.npz"


def _pointer(folder: Path, name: str) -> Path:
    return folder / name


def stamp(folder: Path, name: str = CURRENT) -> tuple[int, int] | None:
    """Changes with every swap; None without a pointer. Cheap enough for every message."""
    try:
        found = os.stat(_pointer(folder, name))
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def point(folder: Path, path: Path, data: Path = corpus.TRAIN, name: str = CURRENT) -> None:
    """Make the models in `path` (a file of `folder`) current, at once."""
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False) as file:
        file.write(f"{path.name}\n{base(data)}\n")
    os.replace(file.name, _pointer(folder, name))


def clear(folder: Path, name: str) -> None:
    """Take a pointer away."""
    _pointer(folder, name).unlink(missing_ok=True)


def current(folder: Path, name: str = CURRENT) -> Path | None:
    """The models under a pointer; None if there are none that fit the present data and code."""
    try:
        found, made_of = _pointer(folder, name).read_text().split()
    except (OSError, ValueError):
        return None
    path = folder / found
    return path if made_of == base() and path.exists() else None

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


@cache
def base(data: Path = corpus.TRAIN) -> str:
    """Version of the models that this data and the present reading of messages give."""
    return f"{features.VERSION}-{corpus.digest(data, *(_ROOM / name for name in _READING))}"


def artefact(folder: Path, data: Path = corpus.TRAIN) -> Path:
    """Where the models of this data lie."""
    return folder / f"{base(data)}.npz"


def _pointer(folder: Path) -> Path:
    return folder / "current"


def stamp(folder: Path) -> tuple[int, int] | None:
    """Changes with every swap; None without a pointer. Cheap enough for every message."""
    try:
        found = os.stat(_pointer(folder))
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino


def point(folder: Path, path: Path, data: Path = corpus.TRAIN) -> None:
    """Make the models in `path` (a file of `folder`) current, at once."""
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".part", delete=False) as file:
        file.write(f"{path.name}\n{base(data)}\n")
    os.replace(file.name, _pointer(folder))


def current(folder: Path) -> Path | None:
    """The current models; None if there are none that fit the present data and code."""
    try:
        name, made_of = _pointer(folder).read_text().split()
    except (OSError, ValueError):
        return None
    path = folder / name
    return path if made_of == base() and path.exists() else None
